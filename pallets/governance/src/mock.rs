//! A runtime with balances, stake on hold, referenda by stake, and two treasuries, one of which sees what is locked as well.

use crate as pallet_governance;
use crate::*;
use frame_support::{
    derive_impl, ord_parameter_types, parameter_types,
    traits::{
        fungible::{InspectHold, MutateHold},
        tokens::{pay::PayFromAccount, Precision, UnityAssetBalanceConversion},
        ConstBool, ConstU128, ConstU32, ConstU64, Currency, EitherOfDiverse, EqualPrivilegeOnly, Hooks, Imbalance,
        NeverEnsureOrigin, StorePreimage,
    },
    weights::Weight,
    PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned, EnsureSignedBy};
use pallet_democracy::{AccountVote, Conviction, ReferendumIndex, ReferendumInfo, ReferendumInfoOf, Tally, Vote, VoteThreshold};
use pallet_treasury::{BalanceOf, PositiveImbalanceOf, SpendFunds};
use sp_runtime::{
    traits::{IdentityLookup, SaturatedConversion},
    BuildStorage, Permill,
};
use uen_primitives::{Balance, VotingPower};

pub const UEN: Balance = 1_000_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10_000_000_000;
pub const MINIMUM_DEPOSIT: Balance = 100 * UEN;
/// What stakers have besides their stake.
pub const FREE: Balance = 1_000 * UEN;

/// Has 4.9 million UEN of stake: the ayes of vector C13.
pub const ALICE: u64 = 1;
/// Has 1.5 million: the nays.
pub const BOB: u64 = 2;
/// Has the rest of the 40 million.
pub const CHARLIE: u64 = 3;
/// Has more than all of them, and no stake.
pub const DAVE: u64 = 4;
pub const COMMITTEE: u64 = 5;
pub const COUNCIL: u64 = 6;
/// Has nothing, and so no account.
pub const NOBODY: u64 = 99;

pub const STAKES: [(u64, Balance); 3] = [(ALICE, 4_900_000 * UEN), (BOB, 1_500_000 * UEN), (CHARLIE, 33_600_000 * UEN)];
pub const ELECTORATE: Balance = 40_000_000 * UEN;
pub const RICHES: Balance = 100_000_000 * UEN;

/// When the committee's emergency powers end.
pub const SUNSET: u64 = 1_000;
pub const MIN_VOTING: u64 = 10;
pub const MIN_ENACTMENT: u64 = 3;

/// The periods at genesis, all different.
pub const PERIODS: GovernancePeriods<u64> = GovernancePeriods {
    launch: 15,
    voting: 20,
    fast_track: 4,
    enactment: 5,
    cool_off: 22,
    motion: 50,
    council_term: 200,
    spending: 25,
    unbonding: 30,
    emergency_until: SUNSET,
};

/// Stake that is only held and counted.
#[frame_support::pallet(dev_mode)]
pub mod test_staking {
    use frame_support::pallet_prelude::*;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    #[pallet::composite_enum]
    pub enum HoldReason {
        Stake,
    }

    #[pallet::storage]
    pub type Stakes<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, u128, ValueQuery>;
}

pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Preimage: pallet_preimage,
        Scheduler: pallet_scheduler,
        Staking: test_staking,
        Governance: pallet_governance,
        Democracy: pallet_democracy,
        Treasury: pallet_treasury,
        NaiveTreasury: pallet_treasury::<Instance1>,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
}

impl pallet_preimage::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<u64>;
    type Consideration = ();
}

parameter_types! {
    pub const SchedulerWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
    pub static InitialPeriods: GovernancePeriods<u64> = PERIODS;
    pub const NoBurn: Permill = Permill::zero();
    pub const TreasuryId: PalletId = PalletId(*b"py/trsry");
    pub const NaiveTreasuryId: PalletId = PalletId(*b"py/naive");
    pub TreasuryAccount: u64 = Treasury::account_id();
    pub NaiveTreasuryAccount: u64 = NaiveTreasury::account_id();
    /// What the treasuries are asked for, for [`NOBODY`], once in every period.
    pub static Grant: Balance = 0;
}

ord_parameter_types! {
    pub const Committee: u64 = COMMITTEE;
    pub const Council: u64 = COUNCIL;
}

impl pallet_scheduler::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = SchedulerWeight;
    type ScheduleOrigin = EnsureRoot<u64>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<100>;
    type WeightInfo = ();
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl test_staking::Config for Test {}

impl Config for Test {
    type GovernanceOrigin = EnsureRoot<u64>;
    type InitialPeriods = InitialPeriods;
    type MinVoting = ConstU64<MIN_VOTING>;
    type MinEnactment = ConstU64<MIN_ENACTMENT>;
    type WeightInfo = ();
}

/// The technical committee, while it may cancel.
pub type Emergency = EnsureUntilSunset<Test, EnsureSignedBy<Committee, u64>>;
/// What referenda are counted in.
pub type Votes = StakeCurrency<Balances, TestPower>;

impl pallet_democracy::Config for Test {
    type WeightInfo = ();
    type RuntimeEvent = RuntimeEvent;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type Currency = Votes;
    type EnactmentPeriod = EnactmentPeriod<Test>;
    type LaunchPeriod = LaunchPeriod<Test>;
    type VotingPeriod = VotingPeriod<Test>;
    type VoteLockingPeriod = EnactmentPeriod<Test>;
    type MinimumDeposit = ConstU128<MINIMUM_DEPOSIT>;
    type InstantAllowed = ConstBool<false>;
    type FastTrackVotingPeriod = FastTrackPeriod<Test>;
    type CooloffPeriod = CoolOffPeriod<Test>;
    type MaxVotes = ConstU32<100>;
    type MaxProposals = ConstU32<100>;
    type MaxDeposits = ConstU32<100>;
    type MaxBlacklisted = ConstU32<5>;
    type ExternalOrigin = EnsureSignedBy<Council, u64>;
    type ExternalMajorityOrigin = EnsureSignedBy<Council, u64>;
    type ExternalDefaultOrigin = EnsureSignedBy<Council, u64>;
    type SubmitOrigin = EnsureSigned<u64>;
    type FastTrackOrigin = EnsureSignedBy<Committee, u64>;
    type InstantOrigin = NeverEnsureOrigin<()>;
    type CancellationOrigin = EitherOfDiverse<EnsureRoot<u64>, Emergency>;
    type BlacklistOrigin = EnsureRoot<u64>;
    type CancelProposalOrigin = EnsureRoot<u64>;
    type VetoOrigin = EnsureSignedBy<Committee, u64>;
    type PalletsOrigin = OriginCaller;
    type Slash = ();
}

impl pallet_treasury::Config for Test {
    type Currency = UnlockedCurrency<Balances>;
    type RejectOrigin = EnsureRoot<u64>;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = SpendingPeriod<Test>;
    type Burn = NoBurn;
    type PalletId = TreasuryId;
    type BurnDestination = ();
    type WeightInfo = ();
    type SpendFunds = Grants;
    type MaxApprovals = ConstU32<10>;
    type SpendOrigin = NeverEnsureOrigin<Balance>;
    type AssetKind = ();
    type Beneficiary = u64;
    type BeneficiaryLookup = IdentityLookup<u64>;
    type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = ConstU64<10>;
    type BlockNumberProvider = System;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

/// As the other one, but for its currency.
impl pallet_treasury::Config<pallet_treasury::Instance1> for Test {
    type Currency = Balances;
    type RejectOrigin = EnsureRoot<u64>;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = SpendingPeriod<Test>;
    type Burn = NoBurn;
    type PalletId = NaiveTreasuryId;
    type BurnDestination = ();
    type WeightInfo = ();
    type SpendFunds = Grants;
    type MaxApprovals = ConstU32<10>;
    type SpendOrigin = NeverEnsureOrigin<Balance>;
    type AssetKind = ();
    type Beneficiary = u64;
    type BeneficiaryLookup = IdentityLookup<u64>;
    type Paymaster = PayFromAccount<Balances, NaiveTreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = ConstU64<10>;
    type BlockNumberProvider = System;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

/// Pays [`Grant`] as pallet-bounties funds bounties.
pub struct Grants;

impl<I: 'static> SpendFunds<Test, I> for Grants
where
    Test: pallet_treasury::Config<I>,
{
    fn spend_funds(
        budget_remaining: &mut BalanceOf<Test, I>,
        imbalance: &mut PositiveImbalanceOf<Test, I>,
        _: &mut Weight,
        missed_any: &mut bool,
    ) {
        let grant = Grant::get().saturated_into::<BalanceOf<Test, I>>();
        if grant <= *budget_remaining {
            *budget_remaining -= grant;
            imbalance.subsume(<Test as pallet_treasury::Config<I>>::Currency::deposit_creating(&NOBODY, grant));
        } else {
            *missed_any = true;
        }
    }
}

/// The power of what [`stake`] held.
pub struct TestPower;

impl VotingPower<u64> for TestPower {
    fn power(who: &u64) -> Balance {
        test_staking::Stakes::<Test>::get(who)
    }

    fn total() -> Balance {
        test_staking::Stakes::<Test>::iter_values().fold(0, Balance::saturating_add)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_power(who: &u64, power: Balance) {
        test_staking::Stakes::<Test>::mutate(who, |stake| *stake = (*stake).max(power));
    }
}

/// Hold so much as stake.
pub fn stake(who: u64, amount: Balance) {
    Balances::hold(&test_staking::HoldReason::Stake.into(), &who, amount).unwrap();
    test_staking::Stakes::<Test>::mutate(who, |stake| *stake += amount);
}

/// Unbond so much: it stays on hold, and has no power any more.
pub fn unbond(who: u64, amount: Balance) {
    test_staking::Stakes::<Test>::mutate(who, |stake| *stake -= amount);
}

/// Fetch so much of what was unbonded.
pub fn withdraw(who: u64, amount: Balance) {
    Balances::release(&test_staking::HoldReason::Stake.into(), &who, amount, Precision::Exact).unwrap();
}

/// Pass blocks up to this one.
pub fn run_to(block: u64) {
    while System::block_number() < block {
        let now = System::block_number() + 1;
        System::set_block_number(now);
        Scheduler::on_initialize(now);
        Democracy::on_initialize(now);
        Treasury::on_initialize(now);
        NaiveTreasury::on_initialize(now);
    }
}

pub type BoundedCall = frame_support::traits::Bounded<RuntimeCall, <Test as frame_system::Config>::Hashing>;

/// The proposal of these periods.
pub fn change_to(periods: GovernancePeriods<u64>) -> BoundedCall {
    Preimage::bound(RuntimeCall::Governance(Call::set_periods { periods })).unwrap()
}

/// A referendum on a change that is told by its motion period.
pub fn start_referendum() -> ReferendumIndex {
    let proposal = change_to(GovernancePeriods { motion: 51, ..PERIODS });
    Democracy::internal_start_referendum(proposal, VoteThreshold::SuperMajorityApprove, PERIODS.enactment)
}

pub fn ballot(aye: bool, conviction: Conviction, balance: Balance) -> AccountVote<Balance> {
    AccountVote::Standard { vote: Vote { aye, conviction }, balance }
}

pub fn aye(balance: Balance) -> AccountVote<Balance> {
    ballot(true, Conviction::Locked1x, balance)
}

pub fn nay(balance: Balance) -> AccountVote<Balance> {
    ballot(false, Conviction::Locked1x, balance)
}

/// Of a referendum that is voted on: when it ends, and its votes.
pub fn ongoing(referendum: ReferendumIndex) -> (u64, Tally<Balance>) {
    match ReferendumInfoOf::<Test>::get(referendum) {
        Some(ReferendumInfo::Ongoing(status)) => (status.end, status.tally),
        info => panic!("referendum {referendum} is not voted on: {info:?}"),
    }
}

pub fn tally(referendum: ReferendumIndex) -> Tally<Balance> {
    ongoing(referendum).1
}

/// Whether a referendum passed.
pub fn passed(referendum: ReferendumIndex) -> bool {
    match ReferendumInfoOf::<Test>::get(referendum) {
        Some(ReferendumInfo::Finished { approved, .. }) => approved,
        info => panic!("referendum {referendum} is not over: {info:?}"),
    }
}

pub struct ExtBuilder {
    periods: Option<GovernancePeriods<u64>>,
    initial: GovernancePeriods<u64>,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self { periods: None, initial: PERIODS }
    }
}

impl ExtBuilder {
    /// What genesis says of the periods.
    pub fn periods(mut self, periods: GovernancePeriods<u64>) -> Self {
        self.periods = Some(periods);
        self
    }

    /// What the runtime says of them.
    pub fn initial(mut self, periods: GovernancePeriods<u64>) -> Self {
        self.initial = periods;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        InitialPeriods::set(self.initial);
        Grant::set(0);
        let mut balances = vec![(DAVE, RICHES), (COMMITTEE, FREE), (COUNCIL, FREE)];
        balances.extend(STAKES.map(|(who, amount)| (who, amount + FREE)));
        balances.extend([(Treasury::account_id(), 100 * UEN), (NaiveTreasury::account_id(), 100 * UEN)]);
        let storage = RuntimeGenesisConfig {
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            governance: pallet_governance::GenesisConfig { periods: self.periods },
            ..Default::default()
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            for (who, amount) in STAKES {
                stake(who, amount);
            }
            assert_eq!(Balances::balance_on_hold(&test_staking::HoldReason::Stake.into(), &ALICE), 4_900_000 * UEN);
            System::reset_events();
        });
        ext
    }

    /// Run a test, and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Governance::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    ExtBuilder::default().build()
}
