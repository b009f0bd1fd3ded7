//! Who decides, and how: referenda of stake, an elected council, a technical committee, the treasury.

use crate::{
    configs::{RuntimeBlockWeights, TreasuryAccount, TreasuryPalletId},
    constants::{deposit, DAYS, RELAY_BLOCKS_PER_YEAR, UEN},
    AccountId, Balance, Balances, BlockNumber, Bounties, ChildBounties, Council, Elections, OriginCaller, Preimage, Runtime,
    RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, System, Treasury, ValidatorStaking,
};
use frame_support::{
    parameter_types,
    traits::{
        fungible::HoldConsideration,
        tokens::{pay::PayFromAccount, UnityAssetBalanceConversion},
        ConstBool, ConstU32, Contains, EitherOf, EitherOfDiverse, Get, InspectLockableCurrency, LockIdentifier,
        NeverEnsureOrigin,
    },
    weights::Weight,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned, EnsureWithSuccess};
use pallet_collective::{
    deposit::{Delayed, Geometric},
    EnsureMember, EnsureProportionAtLeast, EnsureProportionMoreThan, MemberCount,
};
use pallet_democracy::{Voting, VotingOf};
use pallet_governance::{
    CoolOffPeriod, CouncilTerm, EnactmentPeriod, EnsureUntilSunset, FastTrackPeriod, GovernancePeriods, LaunchPeriod,
    LongestVote, MotionPeriod, SpendingPeriod, StakeCurrency, UnlockedCurrency, VotingPeriod,
};
use sp_runtime::{traits::AccountIdLookup, FixedU128, Percent, Permill};
use uen_primitives::{runtime_api::VotingPowerInfo, VotingLock, VotingPower};

/// Who governs: root, which no key holds. Only a referendum becomes it.
pub type GovernanceOrigin = EnsureRoot<AccountId>;

/// The council, as pallet-collective tells two of a kind apart.
pub type CouncilInstance = pallet_collective::Instance1;
/// The technical committee.
pub type TechnicalInstance = pallet_collective::Instance2;

type MostOfCouncil = EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>;
type TwoThirdsOfCouncil = EnsureProportionAtLeast<AccountId, CouncilInstance, 2, 3>;
type AllOfCouncil = EnsureProportionAtLeast<AccountId, CouncilInstance, 1, 1>;
type TwoThirdsOfCommittee = EnsureProportionAtLeast<AccountId, TechnicalInstance, 2, 3>;

parameter_types! {
    /// A referendum is voted on for a week and enacted two days later; stake is unbonded for two weeks.
    pub const InitialPeriods: GovernancePeriods<BlockNumber> = GovernancePeriods {
        launch: 7 * DAYS,
        voting: 7 * DAYS,
        fast_track: DAYS,
        enactment: 2 * DAYS,
        cool_off: 7 * DAYS,
        motion: 3 * DAYS,
        council_term: 30 * DAYS,
        spending: 6 * DAYS,
        unbonding: 14 * DAYS,
        // Two years, by when the network should be able to do without.
        emergency_until: 2 * RELAY_BLOCKS_PER_YEAR,
    };
    pub const MinVoting: BlockNumber = 3 * DAYS;
    pub const MinEnactment: BlockNumber = DAYS;
}

impl pallet_governance::Config for Runtime {
    type GovernanceOrigin = GovernanceOrigin;
    type InitialPeriods = InitialPeriods;
    type MinVoting = MinVoting;
    type MinEnactment = MinEnactment;
    type WeightInfo = crate::weights::pallet_governance::WeightInfo<Runtime>;
}

/// Refuses what nobody but root may do, whatever the origin of a collective allows:
///
/// - to put a referendum on the fast track without as much time between its end and its enactment as it is voted on at least, or with
///   more of either than any other has (attack 27): pallet-democracy takes any number;
/// - to spend from the treasury before stake could vote to void it, or by the older call, which knows no time;
/// - to make, destroy or move other chains' assets as their owner, whoever governance wrote down as that: they are made and destroyed by
///   their reserve's messages, and moved by their holders.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::Democracy(pallet_democracy::Call::fast_track { voting_period, delay, .. }) => {
                *voting_period <= VotingPeriod::<Runtime>::get()
                    && (FastTrackPeriod::<Runtime>::get()..=EnactmentPeriod::<Runtime>::get()).contains(delay)
            }
            RuntimeCall::Treasury(pallet_treasury::Call::spend { valid_from, .. }) => {
                valid_from.is_some_and(|block| block >= System::block_number().saturating_add(time_to_void()))
            }
            RuntimeCall::Treasury(pallet_treasury::Call::spend_local { .. }) => false,
            RuntimeCall::ForeignAssets(
                pallet_assets::Call::mint { .. }
                | pallet_assets::Call::burn { .. }
                | pallet_assets::Call::force_transfer { .. }
                | pallet_assets::Call::start_destroy { .. },
            ) => false,
            _ => true,
        }
    }
}

/// Blocks within which a proposal to void a spend can be launched, voted on and enacted.
fn time_to_void() -> BlockNumber {
    LaunchPeriod::<Runtime>::get().saturating_add(LongestVote::<Runtime>::get())
}

/// Who does not vote on a motion votes against it: neither a prime's vote nor a majority's stands for those who sleep.
pub struct AbstentionIsNay;

impl pallet_collective::DefaultVote for AbstentionIsNay {
    fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
        false
    }
}

/// UEN as votes see it: an account's balance is its active stake, the issuance is all stake, and locks lie on the real balance.
pub type Votes = StakeCurrency<Balances, ValidatorStaking>;

/// The same, for who has [`ElectionStake`] at least: voters without stake could be so many that no election can count them.
pub type ElectionVotes = StakeCurrency<Balances, ValidatorStaking, ElectionStake>;

/// The lock of votes on referenda, as pallet-democracy names it.
const DEMOCRACY_LOCK: LockIdentifier = *b"democrac";

/// What referenda and the election of the council need of an account's stake.
pub struct VoteLocks;

impl VotingLock<AccountId> for VoteLocks {
    fn locked(who: &AccountId) -> Balance {
        let vote = pallet_elections_phragmen::Voting::<Runtime>::get(who);
        // The first members' votes for themselves have no deposit and no lock. All others keep what they had to have, whatever they said
        // they vote with, or one stake could register as many voters as there is time.
        let least = if vote.deposit == 0 { 0 } else { ElectionStake::get() };
        Balances::balance_locked(DEMOCRACY_LOCK, who).max(vote.stake).max(least)
    }
}

/// What `account` votes with, for clients.
pub fn voting_power(account: AccountId) -> VotingPowerInfo<AccountId> {
    let (delegated_to, delegations) = match VotingOf::<Runtime>::get(&account) {
        Voting::Direct { delegations, .. } => (None, delegations),
        Voting::Delegating { target, delegations, .. } => (Some(target), delegations),
    };
    VotingPowerInfo {
        power: ValidatorStaking::power(&account),
        electorate: <ValidatorStaking as VotingPower<AccountId>>::total(),
        locked: VoteLocks::locked(&account),
        delegated_to,
        delegated_capital: delegations.capital,
        delegated_votes: delegations.votes,
    }
}

parameter_types! {
    /// Whoever proposes a referendum, and whoever seconds one, has this much reserved until it is voted on: requirement 26.
    pub const MinimumDeposit: Balance = 1_000 * UEN;
}

impl pallet_democracy::Config for Runtime {
    type WeightInfo = pallet_democracy::weights::SubstrateWeight<Runtime>;
    type RuntimeEvent = RuntimeEvent;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type Currency = Votes;
    type EnactmentPeriod = EnactmentPeriod<Runtime>;
    type LaunchPeriod = LaunchPeriod<Runtime>;
    type VotingPeriod = VotingPeriod<Runtime>;
    type VoteLockingPeriod = EnactmentPeriod<Runtime>;
    type MinimumDeposit = MinimumDeposit;
    // Nothing is voted on in no time.
    type InstantAllowed = ConstBool<false>;
    type FastTrackVotingPeriod = FastTrackPeriod<Runtime>;
    type CooloffPeriod = CoolOffPeriod<Runtime>;
    type MaxVotes = ConstU32<100>;
    type MaxProposals = ConstU32<100>;
    type MaxDeposits = ConstU32<100>;
    type MaxBlacklisted = ConstU32<100>;
    type ExternalOrigin = MostOfCouncil;
    type ExternalMajorityOrigin = TwoThirdsOfCouncil;
    type ExternalDefaultOrigin = AllOfCouncil;
    type SubmitOrigin = EnsureSigned<AccountId>;
    type FastTrackOrigin = TwoThirdsOfCommittee;
    type InstantOrigin = NeverEnsureOrigin<()>;
    type CancellationOrigin = EitherOfDiverse<GovernanceOrigin, EnsureUntilSunset<Runtime, TwoThirdsOfCommittee>>;
    type BlacklistOrigin = GovernanceOrigin;
    // Whoever proposed and seconded would lose the deposits, as often as the proposal came.
    type CancelProposalOrigin = GovernanceOrigin;
    type VetoOrigin = EnsureMember<AccountId, TechnicalInstance>;
    type PalletsOrigin = OriginCaller;
    type Slash = Treasury;
}

parameter_types! {
    /// A motion may be half a block.
    pub MaxMotionWeight: Weight = RuntimeBlockWeights::get().max_block.saturating_div(2);
    /// What the first motion of a collective costs its proposer that is tabled beside as many as are free; each further one costs
    /// twice as much, so that no member can fill the table and keep the others from it.
    pub const MotionDeposit: Balance = 10 * UEN;
    pub MotionDepositRatio: FixedU128 = FixedU128::from_u32(2);
    pub const CouncilMotion: RuntimeHoldReason =
        RuntimeHoldReason::Council(pallet_collective::HoldReason::ProposalSubmission);
    pub const TechnicalMotion: RuntimeHoldReason =
        RuntimeHoldReason::TechnicalCommittee(pallet_collective::HoldReason::ProposalSubmission);
}

/// Motions of a collective that cost nothing.
type FreeMotions = ConstU32<10>;

/// On hold while a motion is on the table, and released by `releaseProposalCost`.
type MotionCost<Reason> =
    HoldConsideration<AccountId, Balances, Reason, Delayed<FreeMotions, Geometric<MotionDepositRatio, MotionDeposit>>, u32>;

impl pallet_collective::Config<CouncilInstance> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionPeriod<Runtime>;
    type MaxProposals = ConstU32<50>;
    type MaxMembers = ConstU32<20>;
    type DefaultVote = AbstentionIsNay;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
    // The election alone sets its members, or the two would not agree. A referendum removes a member through the election.
    type SetMembersOrigin = NeverEnsureOrigin<()>;
    type MaxProposalWeight = MaxMotionWeight;
    type DisapproveOrigin = GovernanceOrigin;
    type KillOrigin = GovernanceOrigin;
    type Consideration = MotionCost<CouncilMotion>;
}

impl pallet_collective::Config<TechnicalInstance> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionPeriod<Runtime>;
    type MaxProposals = ConstU32<50>;
    type MaxMembers = ConstU32<20>;
    type DefaultVote = AbstentionIsNay;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
    type SetMembersOrigin = EitherOfDiverse<GovernanceOrigin, TwoThirdsOfCouncil>;
    type MaxProposalWeight = MaxMotionWeight;
    type DisapproveOrigin = GovernanceOrigin;
    type KillOrigin = GovernanceOrigin;
    type Consideration = MotionCost<TechnicalMotion>;
}

parameter_types! {
    pub const ElectionLock: LockIdentifier = *b"phrelect";
    pub const CandidacyBond: Balance = 1_000 * UEN;
    /// Least stake of who votes in the election, for as long as the vote stands, or begins to stand for it. An election with more voters than
    /// it can count is not held: to prevent one takes 500,000 UEN in stake, and 50,000 in bonds.
    pub const ElectionStake: Balance = 1_000 * UEN;
    pub const VotingBondBase: Balance = 100 * UEN;
    pub const VotingBondFactor: Balance = deposit(0, 32);
}

impl pallet_elections_phragmen::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type PalletId = ElectionLock;
    type Currency = ElectionVotes;
    type ChangeMembers = Council;
    type InitializeMembers = Council;
    type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
    type CandidacyBond = CandidacyBond;
    type VotingBondBase = VotingBondBase;
    type VotingBondFactor = VotingBondFactor;
    type LoserCandidate = Treasury;
    type KickedMember = Treasury;
    type DesiredMembers = ConstU32<7>;
    type DesiredRunnersUp = ConstU32<7>;
    type TermDuration = CouncilTerm<Runtime>;
    type MaxCandidates = ConstU32<100>;
    type MaxVoters = ConstU32<500>;
    type MaxVotesPerVoter = ConstU32<7>;
    type WeightInfo = crate::weights::pallet_elections_phragmen::WeightInfo<Runtime>;
}

parameter_types! {
    /// Nothing is burnt, so that the supply stays what it was at genesis.
    pub const Burn: Permill = Permill::zero();
    /// For which what was granted can be fetched.
    pub const PayoutPeriod: BlockNumber = 30 * DAYS;
    /// What one motion of more than half of the council may spend.
    pub const SmallSpend: Balance = 10_000 * UEN;
    /// What one motion of two thirds of the council may spend.
    pub const LargeSpend: Balance = 100_000 * UEN;
    /// A referendum may spend what there is.
    pub const AnySpend: Balance = Balance::MAX;
}

/// Whom the benchmarks of the treasury pay: an account that exists, since what they pay would not open one.
#[cfg(feature = "runtime-benchmarks")]
pub struct OpenedBeneficiary;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_treasury::ArgumentsFactory<(), AccountId> for OpenedBeneficiary {
    fn create_asset_kind(_: u32) {}

    fn create_beneficiary(seed: [u8; 32]) -> AccountId {
        use frame_support::traits::fungible::Mutate;
        let account = AccountId::from(seed);
        let _ = Balances::set_balance(&account, crate::constants::EXISTENTIAL_DEPOSIT);
        account
    }
}

impl pallet_treasury::Config for Runtime {
    type Currency = UnlockedCurrency<Balances>;
    type RejectOrigin = EitherOfDiverse<GovernanceOrigin, MostOfCouncil>;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = SpendingPeriod<Runtime>;
    type Burn = Burn;
    type PalletId = TreasuryPalletId;
    type BurnDestination = ();
    type WeightInfo = crate::weights::pallet_treasury::WeightInfo<Runtime>;
    type SpendFunds = Bounties;
    type MaxApprovals = ConstU32<100>;
    type SpendOrigin = EitherOf<
        EnsureRootWithSuccess<AccountId, AnySpend>,
        EitherOf<
            EnsureWithSuccess<TwoThirdsOfCouncil, AccountId, LargeSpend>,
            EnsureWithSuccess<MostOfCouncil, AccountId, SmallSpend>,
        >,
    >;
    type AssetKind = ();
    type Beneficiary = AccountId;
    type BeneficiaryLookup = AccountIdLookup<AccountId, ()>;
    type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = PayoutPeriod;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = OpenedBeneficiary;
    type BlockNumberProvider = System;
}

parameter_types! {
    pub const BountyDepositBase: Balance = 10 * UEN;
    pub const BountyUpdatePeriod: BlockNumber = 90 * DAYS;
    pub const CuratorDepositMultiplier: Permill = Permill::from_percent(50);
    pub const CuratorDepositMin: Option<Balance> = Some(10 * UEN);
    pub const CuratorDepositMax: Option<Balance> = Some(10_000 * UEN);
    pub const BountyValueMinimum: Balance = 100 * UEN;
    pub const ChildBountyValueMinimum: Balance = 10 * UEN;
    pub const DataDepositPerByte: Balance = deposit(0, 1);
    pub const MaximumReasonLength: u32 = 16_384;
}

impl pallet_bounties::Config for Runtime {
    type BountyDepositBase = BountyDepositBase;
    // Time to object to an award.
    type BountyDepositPayoutDelay = EnactmentPeriod<Runtime>;
    type BountyUpdatePeriod = BountyUpdatePeriod;
    type CuratorDepositMultiplier = CuratorDepositMultiplier;
    type CuratorDepositMax = CuratorDepositMax;
    type CuratorDepositMin = CuratorDepositMin;
    type BountyValueMinimum = BountyValueMinimum;
    type DataDepositPerByte = DataDepositPerByte;
    type RuntimeEvent = RuntimeEvent;
    type MaximumReasonLength = MaximumReasonLength;
    type WeightInfo = crate::weights::pallet_bounties::WeightInfo<Runtime>;
    type ChildBountyManager = ChildBounties;
    type OnSlash = Treasury;
    type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
}

impl pallet_child_bounties::Config for Runtime {
    type MaxActiveChildBountyCount = ConstU32<100>;
    type ChildBountyValueMinimum = ChildBountyValueMinimum;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = crate::weights::pallet_child_bounties::WeightInfo<Runtime>;
}

parameter_types! {
    pub const TipFindersFee: Percent = Percent::from_percent(10);
    pub const TipReportDepositBase: Balance = UEN;
    pub const MaxTipAmount: Balance = 1_000 * UEN;
}

impl pallet_tips::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type MaximumReasonLength = MaximumReasonLength;
    type DataDepositPerByte = DataDepositPerByte;
    type TipCountdown = FastTrackPeriod<Runtime>;
    type TipFindersFee = TipFindersFee;
    type TipReportDepositBase = TipReportDepositBase;
    type MaxTipAmount = MaxTipAmount;
    type Tippers = Elections;
    type OnSlash = Treasury;
    type WeightInfo = crate::weights::pallet_tips::WeightInfo<Runtime>;
}
