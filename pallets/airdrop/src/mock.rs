//! A chain with nothing but balances, a clock and the airdrop.

use crate::{self as pallet_airdrop, merkle, ClaimList};
use core::time::Duration;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, OnFinalize, OnInitialize, UnixTime},
    BoundedVec, PalletId,
};
use frame_system::EnsureRoot;
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage};
use uen_primitives::{Balance, UnixSeconds};

pub const UEN: Balance = 1_000_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = UEN / 100;
/// More than the list's 355 UEN.
pub const POT: Balance = 1_000 * UEN;
pub const LEAVES: u32 = 3;
pub const LIST_TOTAL: Balance = 355 * UEN;
/// 2016-06-13T00:00:00Z.
pub const START: UnixSeconds = 1_465_776_000;
pub const MAX_LEAVES: u32 = 200;

pub const RELAYER: AccountId32 = AccountId32::new([0xaa; 32]);
pub const TREASURY: AccountId32 = AccountId32::new([0xee; 32]);

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(2)]
    pub type Airdrop = pallet_airdrop;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
    pub const AirdropPalletId: PalletId = PalletId(*b"uen/drop");
    pub Treasury: AccountId32 = TREASURY;
    pub storage Clock: UnixSeconds = 0;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type MaxLocks = ConstU32<8>;
}

pub struct TestTime;

impl UnixTime for TestTime {
    fn now() -> Duration {
        Duration::from_secs(Clock::get())
    }
}

impl pallet_airdrop::Config for Test {
    type Currency = Balances;
    type UnixTime = TestTime;
    type GovernanceOrigin = EnsureRoot<AccountId32>;
    type PalletId = AirdropPalletId;
    type ExpiryDestination = Treasury;
    type MaxProof = ConstU32<32>;
    type MaxLeaves = ConstU32<MAX_LEAVES>;
    type WeightInfo = ();
}

/// An account of 32 equal bytes.
pub fn account(byte: u8) -> AccountId32 {
    AccountId32::new([byte; 32])
}

/// The claims of vector C12.
pub fn claims() -> Vec<(AccountId32, Balance)> {
    vec![(account(1), 100 * UEN), (account(2), 250 * UEN), (account(3), 5 * UEN)]
}

/// A list, and the proofs of its claims.
pub fn list_of(claims: &[(AccountId32, Balance)]) -> (ClaimList, Vec<Vec<H256>>) {
    let leaves: Vec<_> = (0..).zip(claims).map(|(index, (account, amount))| merkle::leaf_hash(index, account, *amount)).collect();
    let count = u32::try_from(leaves.len()).unwrap();
    let total = claims.iter().map(|(_, amount)| amount).sum();
    let proofs = (0..count).map(|index| merkle::proof_of(&leaves, index).unwrap()).collect();
    (ClaimList { root: merkle::root_of(&leaves).unwrap(), leaves: count, total }, proofs)
}

/// A proof as the call takes it.
pub fn bounded(proof: &[H256]) -> BoundedVec<H256, ConstU32<32>> {
    proof.to_vec().try_into().unwrap()
}

/// Run a block whose inherent sets the clock to `seconds`.
pub fn run_block_at(seconds: UnixSeconds) {
    let number = System::block_number() + 1;
    System::set_block_number(number);
    Airdrop::on_initialize(number);
    Clock::set(&seconds);
    Airdrop::on_finalize(number);
}

pub struct ExtBuilder {
    pot: Balance,
    list: Option<ClaimList>,
    opened: bool,
}

/// Vector C12's list on an open chain.
impl Default for ExtBuilder {
    fn default() -> Self {
        Self { pot: POT, list: Some(list_of(&claims()).0), opened: true }
    }
}

impl ExtBuilder {
    pub fn pot(mut self, pot: Balance) -> Self {
        self.pot = pot;
        self
    }

    pub fn list(mut self, list: Option<ClaimList>) -> Self {
        self.list = list;
        self
    }

    /// Before the first block.
    pub fn unopened(mut self) -> Self {
        self.opened = false;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let storage = RuntimeGenesisConfig {
            system: Default::default(),
            balances: pallet_balances::GenesisConfig {
                balances: vec![(Airdrop::pot_account(), self.pot), (TREASURY, EXISTENTIAL_DEPOSIT)],
                ..Default::default()
            },
            airdrop: pallet_airdrop::GenesisConfig { list: self.list, ..Default::default() },
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::new(storage);
        ext.execute_with(|| {
            if self.opened {
                run_block_at(START);
                System::reset_events();
            }
        });
        ext
    }

    /// Run `test`, then check all invariants.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Airdrop::do_try_state().unwrap();
        });
    }
}
