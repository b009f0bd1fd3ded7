//! A runtime with balances, and keys, votes, a session and a source of rewards that do as tests tell them.

use crate as pallet_validator_staking;
use crate::{rewards::EraRecord, *};
use core::time::Duration;
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{
        fungible::{InspectHold, Mutate},
        tokens::Preservation,
        ConstU128, ConstU32, Hooks, UnixTime, ValidatorRegistration,
    },
    PalletId, Twox64Concat,
};
use frame_system::EnsureRoot;
use pallet_authorship::EventHandler;
use sp_runtime::{BuildStorage, DispatchError, Perbill};
use uen_primitives::{Balance, Day, StakingRewards, VotingLock};

pub const UEN: Balance = 1_000_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000_000_000;
/// What every account from 1 to [`ACCOUNTS`] has before it stakes.
pub const ENDOWMENT: Balance = 1_000_000 * UEN;
pub const ACCOUNTS: u64 = 40;
/// The day of the first block.
pub const FIRST: Day = Day(17_000);
/// Between two blocks.
pub const BLOCK_SECONDS: u64 = 6;

/// A validator at genesis, unless a test says otherwise, with [`BOND`] and a commission of 10 %.
pub const ALICE: u64 = 1;
/// A validator at genesis, unless a test says otherwise, with [`BOND`] and without commission.
pub const BOB: u64 = 2;
pub const CHARLIE: u64 = 3;
pub const DAVE: u64 = 4;
pub const EVE: u64 = 5;
pub const FERDIE: u64 = 6;
/// Pays fees.
pub const PAYER: u64 = 90;
/// Pays what has accumulated for stakers.
pub const SOURCE: u64 = 91;
/// Has nothing, and so no account.
pub const NOBODY: u64 = 99;

/// Least own stake of a validator.
pub const BOND: Balance = 10_000 * UEN;
/// Least delegation.
pub const LEAST: Balance = 10 * UEN;
pub const MAX_DELEGATIONS: u32 = 4;
pub const MAX_UNBONDING: u32 = 3;
pub const MAX_CANDIDATES: u32 = 100;
pub const MAX_INVULNERABLES: u32 = 5;
pub const COMMISSION_NOTICE: u32 = 7;
pub const MIN_BLOCKS_PER_MEMBER: u32 = 4;

pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        ValidatorStaking: pallet_validator_staking,
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

parameter_types! {
    pub const StakingPalletId: PalletId = PalletId(*b"uen/stak");
    pub static UnbondingPeriod: u64 = 20;
    pub static LongestVote: u64 = 15;
    pub const InitialSessionLength: u64 = 10;
    pub storage Clock: u64 = 0;
    /// The members of the session under way.
    pub storage Members: Vec<u64> = Vec::new();
    /// What has accumulated for stakers.
    pub storage Accumulated: Balance = 0;
    /// Whether the source of rewards is out of order.
    pub storage SourceFails: bool = false;
}

impl Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = TestClock;
    type GovernanceOrigin = EnsureRoot<u64>;
    type Rewards = TestRewards;
    type VotingLock = TestVotes;
    type SessionKeys = TestKeys;
    type SessionMembers = Members;
    type PalletId = StakingPalletId;
    type UnbondingPeriod = UnbondingPeriod;
    type LongestVote = LongestVote;
    type InitialSessionLength = InitialSessionLength;
    type MaxCandidates = ConstU32<MAX_CANDIDATES>;
    type MaxInvulnerables = ConstU32<MAX_INVULNERABLES>;
    type MaxDelegations = ConstU32<MAX_DELEGATIONS>;
    type MaxUnbonding = ConstU32<MAX_UNBONDING>;
    type CommissionNotice = ConstU32<COMMISSION_NOTICE>;
    type MinBlocksPerMember = ConstU32<MIN_BLOCKS_PER_MEMBER>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestKeys;
}

impl Clock {
    pub fn mutate(change: impl FnOnce(&mut u64)) {
        let mut seconds = Self::get();
        change(&mut seconds);
        Self::set(&seconds);
    }
}

/// Stands where [`set_clock`] put it, or blocks did.
pub struct TestClock;

impl UnixTime for TestClock {
    fn now() -> Duration {
        Duration::from_secs(Clock::get())
    }
}

/// Pays what [`accumulate`] told it.
pub struct TestRewards;

impl StakingRewards<u64> for TestRewards {
    fn pay_out(destination: &u64) -> Result<Balance, DispatchError> {
        if SourceFails::get() {
            return Err(DispatchError::Unavailable);
        }
        let amount = Accumulated::get();
        Accumulated::set(&0);
        Balances::transfer(&SOURCE, destination, amount, Preservation::Preserve)
    }
}

/// Votes that need what [`lock_votes`] told it.
pub struct TestVotes;

#[storage_alias]
type Locked = StorageMap<TestVotes, Twox64Concat, u64, Balance, frame_support::pallet_prelude::ValueQuery>;

impl VotingLock<u64> for TestVotes {
    fn locked(who: &u64) -> Balance {
        Locked::get(who)
    }
}

/// Everybody has session keys, unless [`remove_keys`] took them.
pub struct TestKeys;

#[storage_alias]
type Keyless = StorageMap<TestKeys, Twox64Concat, u64, ()>;

impl ValidatorRegistration<u64> for TestKeys {
    fn is_registered(who: &u64) -> bool {
        !Keyless::contains_key(who)
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for TestKeys {
    fn set_session_keys(who: &u64) {
        set_keys(*who);
    }

    fn set_session_members(members: Vec<u64>) {
        Members::set(&members);
    }

    fn set_time(seconds: uen_primitives::UnixSeconds) {
        set_clock(seconds);
    }

    fn accumulate_rewards(amount: Balance) {
        accumulate(amount);
    }
}

/// The account has no session keys any more.
pub fn remove_keys(who: u64) {
    Keyless::insert(who, ());
}

/// The account has session keys again.
pub fn set_keys(who: u64) {
    Keyless::remove(who);
}

/// The account's votes need so much of its stake.
pub fn lock_votes(who: u64, amount: Balance) {
    Locked::insert(who, amount);
}

/// So much has accumulated for stakers, besides fees.
pub fn accumulate(amount: Balance) {
    Accumulated::set(&(Accumulated::get() + amount));
}

/// Fees of so much went into the pot.
pub fn fees(amount: Balance) {
    Balances::transfer(&PAYER, &ValidatorStaking::account_id(), amount, Preservation::Preserve).unwrap();
}

pub fn set_clock(seconds: u64) {
    Clock::set(&seconds);
}

/// The day `n` days after that of the first block.
pub fn day_of(n: u32) -> Day {
    Day(FIRST.0 + n)
}

/// A block of `author`. Its own time is set after the hooks, as in every block.
pub fn next_block(author: u64) {
    System::set_block_number(System::block_number() + 1);
    ValidatorStaking::on_initialize(System::block_number());
    <ValidatorStaking as EventHandler<u64, u64>>::note_author(author);
    Clock::mutate(|seconds| *seconds += BLOCK_SECONDS);
}

/// A block of somebody who is no validator.
pub fn pass_block() {
    next_block(NOBODY);
}

/// So many blocks of `author`.
pub fn blocks(author: u64, count: u32) {
    for _ in 0..count {
        next_block(author);
    }
}

/// Pass the blocks until block `number` is under way, all of somebody who is no validator.
pub fn run_to_block(number: u64) {
    while System::block_number() < number {
        pass_block();
    }
}

/// The first block that sees day [`day_of`]`(n)`; it is of somebody who is no validator.
pub fn run_to_day(n: u32) {
    assert!(Clock::get() < day_of(n).start(), "this day has come");
    set_clock(day_of(n).start());
    pass_block();
}

/// Pass the time to the next day, whose first block closes the era, and return what was closed. It must have had a block of a
/// validator.
pub fn close_era() -> EraRecord {
    let era = CurrentEra::<Test>::get().index;
    run_to_day(Day::of(Clock::get()).0 - FIRST.0 + 1);
    assert_eq!(CurrentEra::<Test>::get().index, era + 1);
    Eras::<Test>::get(era).unwrap()
}

/// [`close_era`] with so much for the era's blocks.
pub fn close_era_with(reward: Balance) -> EraRecord {
    fees(reward);
    let closed = close_era();
    assert_eq!(closed.reward, reward);
    closed
}

/// What the account has and has not staked.
pub fn balance(who: u64) -> Balance {
    Balances::free_balance(who)
}

/// What is on hold as stake.
pub fn held(who: u64) -> Balance {
    Balances::balance_on_hold(&HoldReason::Stake.into(), &who)
}

/// What the pot has.
pub fn pot() -> Balance {
    balance(ValidatorStaking::account_id())
}

pub fn validator(who: u64) -> ValidatorRecordOf<Test> {
    Validators::<Test>::get(who).unwrap()
}

pub fn delegation(who: u64, to: u64) -> DelegationRecord {
    Delegations::<Test>::get(who, to).unwrap()
}

pub fn staker(who: u64) -> StakerRecord<Test> {
    Stakers::<Test>::get(who).unwrap_or_default()
}

pub fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Events of this pallet since the last call.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

/// What a test starts with: see [`ALICE`] and [`BOB`]; nobody delegates, nobody is invulnerable, and the pot has the existential
/// deposit.
pub struct ExtBuilder {
    validators: Vec<(u64, Balance, Perbill)>,
    delegations: Vec<(u64, u64, Balance)>,
    invulnerables: Vec<u64>,
    parameters: Option<StakingParameters>,
    session_length: Option<u64>,
    balances: Vec<(u64, Balance)>,
    pot: Balance,
    started: bool,
    unbonding_period: u64,
    longest_vote: u64,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self {
            validators: vec![(ALICE, BOND, Perbill::from_percent(10)), (BOB, BOND, Perbill::zero())],
            delegations: Vec::new(),
            invulnerables: Vec::new(),
            parameters: None,
            session_length: None,
            balances: Vec::new(),
            pot: EXISTENTIAL_DEPOSIT,
            started: true,
            unbonding_period: 20,
            longest_vote: 15,
        }
    }
}

impl ExtBuilder {
    /// Instead of Alice and Bob.
    pub fn validators(mut self, validators: Vec<(u64, Balance, Perbill)>) -> Self {
        self.validators = validators;
        self
    }

    pub fn delegations(mut self, delegations: Vec<(u64, u64, Balance)>) -> Self {
        self.delegations = delegations;
        self
    }

    pub fn invulnerables(mut self, invulnerables: Vec<u64>) -> Self {
        self.invulnerables = invulnerables;
        self
    }

    pub fn parameters(mut self, parameters: StakingParameters) -> Self {
        self.parameters = Some(parameters);
        self
    }

    pub fn session_length(mut self, blocks: u64) -> Self {
        self.session_length = Some(blocks);
        self
    }

    /// What an account has instead of [`ENDOWMENT`].
    pub fn balance(mut self, who: u64, amount: Balance) -> Self {
        self.balances.push((who, amount));
        self
    }

    /// What the pot has instead of the existential deposit.
    pub fn pot(mut self, amount: Balance) -> Self {
        self.pot = amount;
        self
    }

    pub fn unbonding_period(mut self, blocks: u64) -> Self {
        self.unbonding_period = blocks;
        self
    }

    pub fn longest_vote(mut self, blocks: u64) -> Self {
        self.longest_vote = blocks;
        self
    }

    /// Before the first block, without a clock.
    pub fn not_started(mut self) -> Self {
        self.started = false;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        UnbondingPeriod::set(self.unbonding_period);
        LongestVote::set(self.longest_vote);
        let mut balances: Vec<_> = (1..=ACCOUNTS).map(|who| (who, ENDOWMENT)).collect();
        balances.extend([(PAYER, 100_000_000 * UEN), (SOURCE, 100_000_000 * UEN), (ValidatorStaking::account_id(), self.pot)]);
        for (who, amount) in self.balances {
            balances.retain(|(other, _)| *other != who);
            balances.push((who, amount));
        }
        balances.retain(|(_, amount)| *amount > 0);
        let storage = RuntimeGenesisConfig {
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            validator_staking: GenesisConfig {
                validators: self.validators,
                delegations: self.delegations,
                invulnerables: self.invulnerables,
                parameters: self.parameters,
                session_length: self.session_length,
            },
            ..Default::default()
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            if self.started {
                set_clock(FIRST.start() + 3_600);
                ValidatorStaking::on_initialize(1);
            }
        });
        ext
    }

    /// Run a test, and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            ValidatorStaking::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    ExtBuilder::default().not_started().build()
}
