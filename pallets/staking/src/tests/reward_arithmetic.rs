//! The arithmetic of rewards against an exact reference, and at the extremes.

use crate::rewards::{mul_div, mul_div_ceil, DelegationLedger, EraRecord, ValidatorLedger, POINT, YIELD};
use frame_support::{assert_err, assert_ok};
use proptest::prelude::*;
use sp_core::U512;
use sp_runtime::{ArithmeticError, Perbill};
use std::collections::BTreeMap;
use uen_primitives::Balance;

const UEN: Balance = 1_000_000_000_000;
/// All UEN there will ever be.
const SUPPLY: Balance = 1_000_000_000 * UEN;
const VALIDATORS: usize = 2;
const DELEGATORS: usize = 4;
/// Blocks in a day, of 6 seconds.
const DAY: u32 = 14_400;
const HUNDRED_YEARS: u32 = 36_525;

/// So many binary digits after the point has the reference.
const DIGITS: usize = 160;

fn exactly(planck: impl Into<U512>) -> U512 {
    planck.into() << DIGITS
}

/// What a delegation, or a validator by its commission, has to get: of each block its share, computed when it is produced from what
/// everybody has staked then, with 160 binary digits. Nothing in it is cumulative, and nothing lazy.
#[derive(Clone, Copy, Debug, Default)]
struct Reference {
    /// Points of the era under way.
    points: U512,
    /// Planck of closed eras.
    earned: U512,
}

impl Reference {
    fn close(&mut self, closed: EraRecord) {
        self.earned += self.points * U512::from(closed.reward) / U512::from(closed.points);
        self.points = U512::zero();
    }
}

#[derive(Clone, Debug, Default)]
struct Validator {
    commission: Perbill,
    stake: Balance,
    ledger: ValidatorLedger,
    paid: Balance,
    reference: Reference,
}

#[derive(Clone, Debug, Default)]
struct Delegation {
    amount: Balance,
    /// `None` when everything was unbonded and claimed, and before it was made.
    ledger: Option<DelegationLedger>,
    paid: Balance,
    reference: Reference,
    /// The most that `amount` ever was.
    most: Balance,
    /// How often it was settled in another era than before.
    settled: u32,
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Blocks { validator: usize, count: u32 },
    Stake { delegator: usize, validator: usize, amount: Balance },
    Commission { validator: usize, commission: Perbill },
    Close { reward: Balance },
    Claim { delegator: usize, validator: usize },
    ClaimCommission { validator: usize },
}

type Pair = (usize, usize);

/// Everything the pallet does with ledgers, without the pallet.
#[derive(Clone, Debug, Default)]
struct World {
    eras: Vec<EraRecord>,
    points: u32,
    validators: [Validator; VALIDATORS],
    delegations: BTreeMap<Pair, Delegation>,
}

impl World {
    fn era(&self) -> u32 {
        self.eras.len() as u32
    }

    fn closed(&self, era: u32) -> EraRecord {
        self.eras.get(era as usize).copied().unwrap_or_default()
    }

    fn roll(&mut self, validator: usize) {
        let (era, closed) = (self.era(), self.closed(self.validators[validator].ledger.era));
        self.validators[validator].ledger.roll(era, closed).unwrap();
    }

    fn settle(&mut self, pair: Pair) {
        self.roll(pair.1);
        let validator = self.validators[pair.1].ledger;
        let delegation = self.delegations.entry(pair).or_default();
        let new = DelegationLedger {
            era: validator.era,
            index: validator.index,
            reward_index: validator.reward_index,
            ..Default::default()
        };
        let ledger = delegation.ledger.get_or_insert(new);
        delegation.settled += u32::from(ledger.era != validator.era);
        let closed = self.eras.get(ledger.era as usize).copied().unwrap_or_default();
        ledger.settle(delegation.amount, &validator, closed).unwrap();
        // Twice is as good as once.
        let settled = *ledger;
        ledger.settle(delegation.amount, &validator, EraRecord::default()).unwrap();
        assert_eq!(*ledger, settled);
    }

    fn claim(&mut self, pair: Pair) -> Balance {
        self.settle(pair);
        let delegation = self.delegations.get_mut(&pair).unwrap();
        let ledger = delegation.ledger.as_mut().unwrap();
        let reward = std::mem::take(&mut ledger.reward);
        delegation.paid += reward;
        if delegation.amount == 0 && ledger.points == 0 {
            delegation.ledger = None;
        }
        reward
    }

    fn claim_commission(&mut self, validator: usize) {
        self.roll(validator);
        let validator = &mut self.validators[validator];
        validator.paid += std::mem::take(&mut validator.ledger.commission);
    }

    fn claim_all(&mut self) {
        for pair in self.delegations.keys().copied().collect::<Vec<_>>() {
            self.claim(pair);
        }
        (0..VALIDATORS).for_each(|validator| self.claim_commission(validator));
    }

    fn blocks(&mut self, at: usize, count: u32) {
        self.roll(at);
        let validator = &mut self.validators[at];
        let Validator { commission, stake, .. } = *validator;
        for _ in 0..count {
            validator.ledger.author(commission, stake).unwrap();
        }
        self.points += count;
        // No stake: everything is commission.
        let own = if stake == 0 { 1_000_000_000 } else { commission.deconstruct() };
        let blocks = exactly(count);
        validator.reference.points += blocks * U512::from(own) / U512::from(1_000_000_000);
        let (part, whole) = (U512::from(1_000_000_000 - own), U512::from(stake) * U512::from(1_000_000_000));
        for (_, delegation) in self.delegations.iter_mut().filter(|((_, to), _)| *to == at && stake > 0) {
            delegation.reference.points += blocks * part * U512::from(delegation.amount) / whole;
        }
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Blocks { validator, count } => self.blocks(validator, count),
            Action::Stake { delegator, validator, amount } => {
                self.settle((delegator, validator));
                let delegation = self.delegations.get_mut(&(delegator, validator)).unwrap();
                let stake = &mut self.validators[validator].stake;
                *stake = *stake - delegation.amount + amount;
                delegation.amount = amount;
                delegation.most = delegation.most.max(amount);
            }
            Action::Commission { validator, commission } => self.validators[validator].commission = commission,
            Action::Close { reward } if self.points > 0 => {
                let closed = EraRecord { points: std::mem::take(&mut self.points), reward };
                self.eras.push(closed);
                self.delegations.values_mut().for_each(|delegation| delegation.reference.close(closed));
                self.validators.iter_mut().for_each(|validator| validator.reference.close(closed));
            }
            // A day without blocks.
            Action::Close { .. } => {}
            Action::Claim { delegator, validator } => {
                if self.delegations.contains_key(&(delegator, validator)) {
                    self.claim((delegator, validator));
                }
            }
            Action::ClaimCommission { validator } => self.claim_commission(validator),
        }
    }

    /// Σ of what all eras had.
    fn rewards(&self) -> Balance {
        self.eras.iter().map(|closed| closed.reward).sum()
    }

    fn paid(&self) -> Balance {
        let delegations: Balance = self.delegations.values().map(|delegation| delegation.paid).sum();
        delegations + self.validators.iter().map(|validator| validator.paid).sum::<Balance>()
    }

    /// How much less than its exact share a delegation has to have, at most, when all is claimed.
    ///
    /// Of each block less than 1/2^96 point per planck is lost: of all those of an era, less than `amount × reward / 2^96`. What the
    /// index of an era is worth is rounded twice at most, once when the validator goes on to the next and once when the delegation is
    /// settled: `2 × amount / 2^80`. Settling rounds two terms to planck.
    fn delegation_bound(&self, delegation: &Delegation) -> U512 {
        let most = U512::from(delegation.most);
        let blocks = (most * U512::from(self.rewards())) << (DIGITS - 96);
        let eras = (most * U512::from(2 * self.eras.len())) << (DIGITS - 80);
        blocks + eras + exactly(2 * delegation.settled)
    }

    /// The same for a validator's commission: a block's is rounded to 1/2^96 point, and an era's to planck.
    fn commission_bound(&self) -> U512 {
        (U512::from(self.rewards()) << (DIGITS - 96)) + exactly(self.eras.len())
    }

    /// Nobody has more than its exact share, nor less but by the rounding that is stated.
    fn check_all_paid(&self) {
        // The reference itself is rounded: each summand of points by 2^-160, which is worth `reward` of that at most.
        let blur = (U512::from(self.rewards()) + U512::from(self.eras.len())) * U512::from(1_000);
        assert!(blur < exactly(1u8) >> 64, "the reference is exact enough");
        let delegations = self
            .delegations
            .values()
            .map(|delegation| (delegation.paid, delegation.reference.earned, self.delegation_bound(delegation)));
        let commissions =
            self.validators.iter().map(|validator| (validator.paid, validator.reference.earned, self.commission_bound()));
        for (paid, earned, bound) in delegations.chain(commissions) {
            let paid = exactly(paid);
            assert!(paid <= earned + blur, "paid more than was earned");
            assert!(earned <= paid + bound + blur, "paid {paid} of {earned}, which is less than by {bound}");
        }
        assert!(self.paid() <= self.rewards());
    }
}

fn stake() -> impl Strategy<Value = Balance> {
    prop_oneof![
        2 => Just(0),
        1 => Just(UEN),
        1 => Just(SUPPLY),
        3 => UEN..1_000 * UEN,
        3 => 1_000 * UEN..1_000_000 * UEN,
        1 => UEN..SUPPLY,
    ]
}

fn reward() -> impl Strategy<Value = Balance> {
    prop_oneof![
        1 => Just(0),
        1 => 1..1_000u128,
        4 => UEN..2_000_000 * UEN,
        1 => Just(SUPPLY),
    ]
}

fn commission() -> impl Strategy<Value = Perbill> {
    prop_oneof![Just(0), Just(1_000_000_000), 0..=1_000_000_000u32].prop_map(Perbill::from_parts)
}

fn action() -> impl Strategy<Value = Action> {
    let pair = || (0..DELEGATORS, 0..VALIDATORS);
    let count = prop_oneof![6 => 1..6u32, 1 => 1..500u32];
    prop_oneof![
        10 => (0..VALIDATORS, count).prop_map(|(validator, count)| Action::Blocks { validator, count }),
        10 => (pair(), stake()).prop_map(|((delegator, validator), amount)| Action::Stake { delegator, validator, amount }),
        2 => (0..VALIDATORS, commission()).prop_map(|(validator, commission)| Action::Commission { validator, commission }),
        6 => reward().prop_map(|reward| Action::Close { reward }),
        6 => pair().prop_map(|(delegator, validator)| Action::Claim { delegator, validator }),
        2 => (0..VALIDATORS).prop_map(|validator| Action::ClaimCommission { validator }),
    ]
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    prop::collection::vec(action(), 1..150)
}

fn run(actions: &[Action]) -> World {
    let mut world = World::default();
    actions.iter().for_each(|action| world.apply(*action));
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever happens in whatever order, at any time, everybody has claimed the exact share but for what rounding takes.
    #[test]
    fn rewards_should_be_the_exact_shares_rounded_down(actions in actions(), last in reward()) {
        let mut world = World::default();
        for action in &actions {
            world.apply(*action);
            if matches!(action, Action::Close { .. }) {
                let mut claimed = world.clone();
                claimed.claim_all();
                claimed.check_all_paid();
            }
            prop_assert!(world.paid() <= world.rewards());
        }
        world.apply(Action::Close { reward: last });
        world.claim_all();
        world.check_all_paid();
    }

    /// Who claims first gets nothing that another would have had.
    #[test]
    fn rewards_should_be_the_same_in_whatever_order_they_are_claimed(
        actions in actions(),
        order in Just((0..DELEGATORS).flat_map(|who| (0..VALIDATORS).map(move |to| (who, to))).collect::<Vec<Pair>>()).prop_shuffle(),
    ) {
        let world = run(&actions);
        let mut one = world.clone();
        one.claim_all();
        let mut other = world;
        (0..VALIDATORS).for_each(|validator| other.claim_commission(validator));
        for (delegator, validator) in order {
            other.apply(Action::Claim { delegator, validator });
        }
        for (pair, delegation) in &one.delegations {
            prop_assert_eq!(delegation.paid, other.delegations[pair].paid);
        }
        prop_assert_eq!(one.paid(), other.paid());
    }

    /// Claiming often, seldom or only at the end is the same but for rounding; to claim more often cannot bring more than the exact
    /// share, which is the test before.
    #[test]
    fn rewards_should_be_the_same_whenever_they_are_claimed(actions in actions()) {
        let mut often = run(&actions);
        let seldom: Vec<Action> = actions.into_iter().filter(|action| !matches!(action, Action::Claim { .. })).collect();
        let mut seldom = run(&seldom);
        often.claim_all();
        seldom.claim_all();
        for (pair, delegation) in &often.delegations {
            let other = &seldom.delegations[pair];
            prop_assert_eq!(delegation.reference.earned, other.reference.earned);
            let bound = often.delegation_bound(delegation).max(seldom.delegation_bound(other));
            let difference = exactly(delegation.paid.abs_diff(other.paid));
            prop_assert!(difference <= bound + exactly(1u8), "{} and {}", delegation.paid, other.paid);
        }
        for (one, other) in often.validators.iter().zip(&seldom.validators) {
            prop_assert_eq!(one.paid, other.paid);
        }
    }

    /// Of what was produced before it was made, a delegation has nothing, whatever happened; nor of what is produced after it ended.
    #[test]
    fn delegation_should_earn_nothing_when_it_is_made_after_the_last_block(
        actions in actions(),
        amount in UEN..SUPPLY,
        reward in reward(),
        blocks in 0..5u32,
    ) {
        let mut world = run(&actions);
        let (delegator, validator) = (DELEGATORS, 0);
        world.apply(Action::Blocks { validator, count: 1 });
        world.apply(Action::Stake { delegator, validator, amount });
        if blocks > 0 {
            world.apply(Action::Stake { delegator, validator, amount: 0 });
            world.apply(Action::Blocks { validator, count: blocks });
        }
        world.apply(Action::Close { reward });
        prop_assert_eq!(world.claim((delegator, validator)), 0);
    }

    #[test]
    fn mul_div_should_be_exact(a in any::<u128>(), b in any::<u128>(), c in 1..=u128::MAX) {
        let (product, divisor) = (U512::from(a) * U512::from(b), U512::from(c));
        let (down, up) = (product / divisor, (product + divisor - U512::one()) / divisor);
        prop_assert_eq!(mul_div(a, b, c), down.try_into().map_err(|_| ArithmeticError::Overflow));
        prop_assert_eq!(mul_div_ceil(a, b, c), up.try_into().map_err(|_| ArithmeticError::Overflow));
    }
}

#[test]
fn mul_div_should_fail_when_the_result_does_not_fit() {
    assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX), Ok(u128::MAX));
    assert_err!(mul_div(u128::MAX, u128::MAX, u128::MAX - 1), ArithmeticError::Overflow);
    // A seventh of 2^129 − 1: only what is rounded up does not fit.
    let seventh = 0x49249249249249249249249249249249;
    assert_eq!(mul_div(seventh, 7, 2), Ok(u128::MAX));
    assert_err!(mul_div_ceil(seventh, 7, 2), ArithmeticError::Overflow);
    assert_err!(mul_div(1, 1, 0), ArithmeticError::DivisionByZero);
    assert_err!(mul_div_ceil(1, 1, 0), ArithmeticError::DivisionByZero);
    assert_eq!((mul_div(7, 1, 2), mul_div_ceil(7, 1, 2), mul_div_ceil(8, 1, 2)), (Ok(3), Ok(4), Ok(4)));
}

fn half() -> Perbill {
    Perbill::from_percent(50)
}

#[test]
fn author_should_split_a_point_between_commission_and_stake() {
    let mut ledger = ValidatorLedger::default();
    assert_ok!(ledger.author(half(), 1 << 40));
    let expected =
        ValidatorLedger { points: 1, index: POINT / 2 / (1 << 40), commission_points: POINT / 2, ..Default::default() };
    assert_eq!(ledger, expected);
}

#[test]
fn author_should_give_all_to_the_validator_when_there_is_no_stake() {
    let mut ledger = ValidatorLedger::default();
    assert_ok!(ledger.author(Perbill::zero(), 0));
    assert_eq!((ledger.points, ledger.index, ledger.commission_points), (1, 0, POINT));
}

#[test]
fn author_should_never_split_more_than_a_point() {
    for parts in [0, 1, 333_333_333, 500_000_000, 999_999_999, 1_000_000_000] {
        let mut ledger = ValidatorLedger::default();
        assert_ok!(ledger.author(Perbill::from_parts(parts), 3 * UEN + 1));
        let shared = ledger.commission_points + ledger.index * (3 * UEN + 1);
        // What does not divide by the stake, and 2/2^96 of the division into two.
        assert!(shared <= POINT && POINT - shared < 3 * UEN + 3, "{parts}");
    }
}

#[test]
fn author_should_change_nothing_when_the_points_do_not_fit() {
    for mut ledger in [
        ValidatorLedger { points: u32::MAX, ..Default::default() },
        ValidatorLedger { index: u128::MAX, ..Default::default() },
        ValidatorLedger { commission_points: u128::MAX, ..Default::default() },
    ] {
        let before = ledger;
        assert_err!(ledger.author(half(), UEN), ArithmeticError::Overflow);
        assert_eq!(ledger, before);
    }
}

#[test]
fn roll_should_change_nothing_when_the_era_is_the_same() {
    let mut ledger = ValidatorLedger::default();
    assert_ok!(ledger.author(half(), UEN));
    let before = ledger;
    assert_ok!(ledger.roll(0, EraRecord { points: 1, reward: UEN }));
    assert_eq!(ledger, before);
}

#[test]
fn roll_should_turn_points_into_planck() {
    let mut ledger = ValidatorLedger::default();
    assert_ok!(ledger.author(half(), 1 << 40));
    // A quarter of the era's blocks.
    assert_ok!(ledger.roll(7, EraRecord { points: 4, reward: 1 << 40 }));
    let expected = ValidatorLedger { era: 7, reward_index: YIELD / 8, commission: 1 << 37, ..Default::default() };
    assert_eq!(ledger, expected);
}

#[test]
fn roll_should_add_nothing_when_the_era_had_no_points_or_no_reward() {
    for closed in [EraRecord::default(), EraRecord { points: 3, reward: 0 }] {
        let mut ledger =
            ValidatorLedger { index: 5, commission_points: 5, reward_index: 11, commission: 13, ..Default::default() };
        assert_ok!(ledger.roll(1, closed));
        assert_eq!(ledger, ValidatorLedger { era: 1, reward_index: 11, commission: 13, ..Default::default() });
    }
}

#[test]
fn roll_should_change_nothing_when_the_sum_does_not_fit() {
    let mut ledger = ValidatorLedger::default();
    assert_ok!(ledger.author(half(), UEN));
    for before in [ValidatorLedger { reward_index: u128::MAX, ..ledger }, ValidatorLedger { commission: u128::MAX, ..ledger }] {
        let mut ledger = before;
        assert_err!(ledger.roll(1, EraRecord { points: 1, reward: UEN }), ArithmeticError::Overflow);
        assert_eq!(ledger, before);
    }
}

#[test]
fn settle_should_fail_when_the_validator_is_behind() {
    let mut delegation = DelegationLedger { index: 2, ..Default::default() };
    let behind = ValidatorLedger { index: 1, ..Default::default() };
    assert_err!(delegation.settle(UEN, &behind, EraRecord::default()), ArithmeticError::Underflow);
    let mut delegation = DelegationLedger { reward_index: 2, ..Default::default() };
    let behind = ValidatorLedger { era: 1, reward_index: 1, ..Default::default() };
    assert_err!(delegation.settle(UEN, &behind, EraRecord { points: 1, reward: 1 }), ArithmeticError::Underflow);
}

#[test]
fn settle_should_not_lose_a_planck_when_everything_divides() {
    let mut validator = ValidatorLedger::default();
    let mut delegation = DelegationLedger::default();
    assert_ok!(validator.author(Perbill::zero(), 1 << 40));
    assert_ok!(delegation.settle(1 << 39, &validator, EraRecord::default()));
    assert_ok!(validator.author(Perbill::zero(), 1 << 40));
    let closed = EraRecord { points: 2, reward: 1 << 50 };
    assert_ok!(validator.roll(1, closed));
    assert_ok!(delegation.settle(1 << 39, &validator, closed));
    assert_eq!(delegation.reward, 1 << 49);
}

/// A validator that produces every block for 100 years, and pays 10^18 planck a day: what is owed to a delegation that nobody touched,
/// to one that was settled every day, and as commission.
fn hundred_years(stake: Balance, amount: Balance, commission: Perbill) -> (Balance, Balance, Balance) {
    let reward = 1_000_000 * UEN;
    let closed = EraRecord { points: DAY, reward };
    let mut day = ValidatorLedger::default();
    (0..DAY).for_each(|_| day.author(commission, stake).unwrap());
    let mut validator = ValidatorLedger::default();
    let (mut lazy, mut busy) = (DelegationLedger::default(), DelegationLedger::default());
    for era in 0..HUNDRED_YEARS {
        let ValidatorLedger { points, index, commission_points, .. } = day;
        validator = ValidatorLedger { points, index, commission_points, ..validator };
        assert_ok!(busy.settle(amount, &validator, closed));
        assert_ok!(validator.roll(era + 1, closed));
    }
    assert_ok!(lazy.settle(amount, &validator, closed));
    assert_ok!(busy.settle(amount, &validator, closed));
    (lazy.reward, busy.reward, validator.commission)
}

#[test]
fn rewards_should_not_overflow_in_a_hundred_years() {
    let all = 1_000_000 * UEN * u128::from(HUNDRED_YEARS);
    for stake in [UEN, 10_000 * UEN, SUPPLY] {
        for percent in [0u32, 10, 50, 100] {
            let amount = stake / 2;
            let commission = all * u128::from(percent) / 100;
            let share = (all - commission) / 2;
            // As is said in `rewards`: by blocks, by eras, and by settling.
            let eras = u128::from(HUNDRED_YEARS);
            let bound = |settled| mul_div_ceil(amount, all, POINT).unwrap() + amount * eras / (YIELD / 2) + 1 + 2 * settled;
            let (lazy, busy, own) = hundred_years(stake, amount, Perbill::from_percent(percent));
            assert!(lazy <= share && share - lazy <= bound(1), "{lazy} of {share}, stake {stake}, {percent} %");
            assert!(busy <= share && share - busy <= bound(eras), "{busy} of {share}, stake {stake}, {percent} %");
            assert!(own <= commission && commission - own <= 2 * eras, "{own} of {commission}, stake {stake}, {percent} %");
        }
    }
}

/// The most that a record of an era can hold, on the smallest stake and on all of it.
#[test]
fn rewards_should_not_overflow_when_an_era_has_all_blocks_and_all_uen() {
    for stake in [UEN, SUPPLY] {
        let closed = EraRecord { points: u32::MAX, reward: SUPPLY };
        let blocks = u128::from(u32::MAX);
        let index = POINT / stake * blocks;
        let mut validator = ValidatorLedger { points: u32::MAX, index, commission_points: POINT * blocks, ..Default::default() };
        let mut delegation = DelegationLedger::default();
        assert_ok!(delegation.settle(stake, &validator, EraRecord::default()));
        assert_ok!(validator.roll(1, closed));
        assert_ok!(delegation.settle(stake, &validator, closed));
        assert_eq!(validator.commission, SUPPLY);
        // 2^-26 of it is rounded.
        assert!(delegation.reward <= SUPPLY && SUPPLY - delegation.reward < SUPPLY >> 26, "{}", delegation.reward);
    }
}

/// Years after its validator's last block, a delegation has neither lost nor gained anything.
#[test]
fn rewards_should_wait_when_nobody_claims_them() {
    let mut world = World::default();
    world.apply(Action::Stake { delegator: 0, validator: 0, amount: UEN });
    world.apply(Action::Blocks { validator: 0, count: 1 });
    world.apply(Action::Close { reward: UEN });
    for _ in 0..HUNDRED_YEARS {
        world.eras.push(EraRecord { points: DAY, reward: 1_000_000 * UEN });
    }
    let reward = world.claim((0, 0));
    assert!(reward <= UEN && UEN - reward <= 3, "{reward}");
    assert_eq!(world.claim((0, 0)), 0);
}

/// The world of these tests pays what it should: shares that can be told without it.
#[test]
fn reference_should_agree_with_shares_computed_by_hand() {
    let mut world = World::default();
    world.apply(Action::Commission { validator: 0, commission: Perbill::from_percent(20) });
    world.apply(Action::Stake { delegator: 0, validator: 0, amount: 100 * UEN });
    world.apply(Action::Blocks { validator: 0, count: 1 });
    world.apply(Action::Stake { delegator: 1, validator: 0, amount: 300 * UEN });
    world.apply(Action::Blocks { validator: 0, count: 1 });
    world.apply(Action::Blocks { validator: 1, count: 2 });
    world.apply(Action::Close { reward: 40 * UEN });
    world.claim_all();
    // 10 UEN a block: 2 + 2 commission; 8 alone, and a quarter of 8; three quarters of 8; 20 for who has no stake.
    let paid =
        [world.validators[0].paid, world.delegations[&(0, 0)].paid, world.delegations[&(1, 0)].paid, world.validators[1].paid];
    for (paid, uen) in paid.into_iter().zip([4, 10, 6, 20]) {
        assert!(paid <= uen * UEN && uen * UEN - paid <= 3, "{paid} of {uen} UEN");
    }
}
