//! The pallet as a whole: random calls of everybody, also such as fail, blocks, eras, sessions and decisions of governance.

use crate::{mock::*, rewards::EraRecord, *};
use frame_support::{
    assert_ok,
    dispatch::DispatchResult,
    traits::fungible::{InspectHold, Mutate},
    BoundedVec,
};
use pallet_session::SessionManager;
use proptest::{prelude::*, sample::Index};
use sp_runtime::{Perbill, Permill};
use std::collections::BTreeMap;
use uen_primitives::{Balance, DAY_SECONDS};

/// Those who act: some become validators, all of them delegate.
const ACTORS: u64 = 9;

/// An amount, or a part of what there is.
#[derive(Clone, Copy, Debug)]
enum Amount {
    Planck(Balance),
    PerMille(u128),
}

impl Amount {
    fn of(self, there: Balance) -> Balance {
        match self {
            Self::Planck(amount) => amount,
            Self::PerMille(part) => there / 1_000 * part + there % 1_000 * part / 1_000,
        }
    }
}

/// One that there is, or any that there may be.
#[derive(Clone, Debug)]
enum Delegation {
    OnRecord(Index),
    Any(u64, u64),
}

impl Delegation {
    fn find(&self) -> (u64, u64) {
        let all: Vec<(u64, u64)> = Delegations::<Test>::iter_keys().collect();
        match self {
            Self::OnRecord(index) if !all.is_empty() => *index.get(&all),
            Self::OnRecord(_) => (ALICE, ALICE),
            Self::Any(who, to) => (*who, *to),
        }
    }
}

#[derive(Clone, Debug)]
enum Action {
    Register {
        who: u64,
        bond: Amount,
        commission: u32,
    },
    SetCommission {
        who: u64,
        commission: u32,
    },
    Chill {
        who: u64,
    },
    Activate {
        who: u64,
    },
    Deregister {
        who: u64,
    },
    Delegate {
        who: u64,
        to: u64,
        amount: Amount,
    },
    Unbond {
        of: Delegation,
        amount: Amount,
    },
    Rebond {
        who: u64,
        to: u64,
        amount: Amount,
    },
    Withdraw {
        who: u64,
    },
    Redelegate {
        of: Delegation,
        to: u64,
        amount: Amount,
    },
    Claim {
        of: Delegation,
    },
    SetCompounding {
        who: u64,
        to: u64,
        compound: bool,
    },
    SetParameters {
        seats: u32,
        bond: u128,
        delegation: u128,
        share: u32,
    },
    SetInvulnerables {
        who: Vec<u64>,
    },
    /// Blocks of a member of the session, or of anybody.
    Blocks {
        author: u64,
        count: u32,
    },
    /// So many blocks of nobody: unbonding goes on.
    Pass {
        count: u32,
    },
    /// The next day begins.
    Day {
        fees: Balance,
        accumulated: Balance,
    },
    /// The session ends, and the next one begins.
    Session,
    /// Somebody removes or sets its keys.
    Keys {
        who: u64,
        has: bool,
    },
    /// Somebody's votes need a part of its stake.
    Vote {
        who: u64,
        part: u128,
    },
}

fn who() -> impl Strategy<Value = u64> {
    1..=ACTORS
}

/// Mostly somebody who is a validator.
fn whom() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 1..=3u64, 1 => 1..=ACTORS]
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        3 => (0..=1_000u128).prop_map(Amount::PerMille),
        2 => Just(Amount::PerMille(1_000)),
        4 => (0..40 * BOND).prop_map(Amount::Planck),
        2 => (0..3 * LEAST).prop_map(Amount::Planck),
        1 => Just(Amount::Planck(0)),
        1 => Just(Amount::Planck(Balance::MAX)),
    ]
}

fn delegation_of() -> impl Strategy<Value = Delegation> {
    prop_oneof![
        3 => any::<Index>().prop_map(Delegation::OnRecord),
        1 => (who(), whom()).prop_map(|(who, to)| Delegation::Any(who, to)),
    ]
}

fn per_billion() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1_000_000_000), 0..=1_000_000_000u32]
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => (who(), amount(), per_billion()).prop_map(|(who, bond, commission)| Action::Register { who, bond, commission }),
        2 => (whom(), per_billion()).prop_map(|(who, commission)| Action::SetCommission { who, commission }),
        1 => whom().prop_map(|who| Action::Chill { who }),
        2 => whom().prop_map(|who| Action::Activate { who }),
        1 => whom().prop_map(|who| Action::Deregister { who }),
        8 => (who(), whom(), amount()).prop_map(|(who, to, amount)| Action::Delegate { who, to, amount }),
        6 => (delegation_of(), amount()).prop_map(|(of, amount)| Action::Unbond { of, amount }),
        3 => (who(), whom(), amount()).prop_map(|(who, to, amount)| Action::Rebond { who, to, amount }),
        3 => who().prop_map(|who| Action::Withdraw { who }),
        5 => (delegation_of(), whom(), amount()).prop_map(|(of, to, amount)| Action::Redelegate { of, to, amount }),
        8 => delegation_of().prop_map(|of| Action::Claim { of }),
        2 => (who(), whom(), any::<bool>()).prop_map(|(who, to, compound)| Action::SetCompounding { who, to, compound }),
        1 => (0..=MAX_SEATS + 1, 0..20_000u128, 0..20u128, 0..=1_000_000u32).prop_map(|(seats, bond, delegation, share)| {
            Action::SetParameters { seats, bond: bond * UEN, delegation: delegation * UEN, share }
        }),
        1 => prop::collection::vec(who(), 0..7).prop_map(|who| Action::SetInvulnerables { who }),
        12 => (whom(), 1..8u32).prop_map(|(author, count)| Action::Blocks { author, count }),
        2 => (1..25u32).prop_map(|count| Action::Pass { count }),
        6 => (prop_oneof![Just(0), 0..10u128, 0..1_000 * UEN], prop_oneof![Just(0), 0..10_000 * UEN])
            .prop_map(|(fees, accumulated)| Action::Day { fees, accumulated }),
        4 => Just(Action::Session),
        1 => (who(), any::<bool>()).prop_map(|(who, has)| Action::Keys { who, has }),
        1 => (who(), 0..=1_000u128).prop_map(|(who, part)| Action::Vote { who, part }),
    ]
}

fn amount_of(who: u64, to: u64) -> Balance {
    Delegations::<Test>::get(who, to).map(|delegation| delegation.amount).unwrap_or_default()
}

/// What there is besides the pallet: the session pallet's queue, and what everybody should have earned.
#[derive(Default)]
struct World {
    /// Members of the next session.
    queued: Option<Vec<u64>>,
    /// Points of the era under way by delegator and validator: what each block is worth to those whose stake it was then.
    points: BTreeMap<(u64, u64), f64>,
    /// Planck of closed eras by delegator and validator.
    earned: BTreeMap<(u64, u64), f64>,
    /// Planck claimed by delegator and validator.
    claimed: BTreeMap<(u64, u64), Balance>,
    /// What those had at first who pay into the pot.
    began: Balance,
}

impl World {
    fn new() -> Self {
        Self { began: outside(), ..Default::default() }
    }

    fn block(&mut self, author: u64) {
        let before = CurrentEra::<Test>::get();
        next_block(author);
        let after = CurrentEra::<Test>::get();
        if after.index != before.index {
            self.close(Eras::<Test>::get(before.index).unwrap());
        }
        let Some(validator) = Validators::<Test>::get(author) else { return };
        let commission = f64::from(validator.commission_in(after.index).deconstruct()) / 1e9;
        let commission = if validator.stake == 0 { 1.0 } else { commission };
        *self.points.entry((author, author)).or_default() += commission;
        for (who, to, delegation) in Delegations::<Test>::iter() {
            if to == author && delegation.amount > 0 {
                let share = delegation.amount as f64 / validator.stake as f64;
                *self.points.entry((who, to)).or_default() += (1.0 - commission) * share;
            }
        }
    }

    fn close(&mut self, EraRecord { points, reward }: EraRecord) {
        for (key, share) in std::mem::take(&mut self.points) {
            *self.earned.entry(key).or_default() += share * reward as f64 / f64::from(points);
        }
    }

    fn session(&mut self) {
        ValidatorStaking::end_session(0);
        if let Some(members) = self.queued.take() {
            Members::set(&members);
        }
        ValidatorStaking::start_session(1);
        self.queued = ValidatorStaking::new_session(2);
    }

    fn apply(&mut self, action: Action) -> DispatchResult {
        match action {
            Action::Register { who, bond, commission } => {
                ValidatorStaking::register(signed(who), bond.of(ENDOWMENT), Perbill::from_parts(commission))
            }
            Action::SetCommission { who, commission } => {
                ValidatorStaking::set_commission(signed(who), Perbill::from_parts(commission))
            }
            Action::Chill { who } => ValidatorStaking::chill(signed(who)),
            Action::Activate { who } => ValidatorStaking::activate(signed(who)),
            Action::Deregister { who } => ValidatorStaking::deregister(signed(who)),
            Action::Delegate { who, to, amount } => ValidatorStaking::delegate(signed(who), to, amount.of(balance(who))),
            Action::Unbond { of, amount } => {
                let (who, to) = of.find();
                ValidatorStaking::unbond(signed(who), to, amount.of(amount_of(who, to)))
            }
            Action::Rebond { who, to, amount } => {
                let unbonding = staker(who).unbonding.iter().map(|chunk| chunk.amount).sum();
                ValidatorStaking::rebond(signed(who), to, amount.of(unbonding))
            }
            Action::Withdraw { who } => ValidatorStaking::withdraw(signed(PAYER), who),
            Action::Redelegate { of, to, amount } => {
                let (who, from) = of.find();
                ValidatorStaking::redelegate(signed(who), from, to, amount.of(amount_of(who, from)))
            }
            Action::Claim { of } => {
                let (who, to) = of.find();
                ValidatorStaking::claim(signed(PAYER), who, to)
            }
            Action::SetCompounding { who, to, compound } => ValidatorStaking::set_compounding(signed(who), to, compound),
            Action::SetParameters { seats, bond, delegation, share } => {
                let parameters = StakingParameters {
                    seats,
                    min_validator_bond: bond,
                    min_delegation: delegation,
                    max_stake_share: Permill::from_parts(share),
                };
                ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters)
            }
            Action::SetInvulnerables { who } => ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), who),
            Action::Blocks { author, count } => {
                (0..count).for_each(|_| self.block(author));
                Ok(())
            }
            Action::Pass { count } => {
                (0..count).for_each(|_| self.block(NOBODY));
                Ok(())
            }
            Action::Day { fees: amount, accumulated } => {
                if amount > 0 {
                    fees(amount);
                }
                accumulate(accumulated);
                set_clock(Clock::get() + DAY_SECONDS);
                self.block(NOBODY);
                Ok(())
            }
            Action::Session => {
                self.session();
                Ok(())
            }
            Action::Keys { who, has } => {
                if has {
                    set_keys(who);
                } else {
                    remove_keys(who);
                }
                Ok(())
            }
            Action::Vote { who, part } => {
                lock_votes(who, Amount::PerMille(part).of(staker(who).active));
                Ok(())
            }
        }
    }

    /// Nothing is made or lost, and nobody gets more than its share of what its validators' blocks earned.
    fn check(&mut self) {
        ValidatorStaking::do_try_state().unwrap();
        for event in events() {
            if let Event::RewardClaimed { delegator, validator, amount, .. } = event {
                *self.claimed.entry((delegator, validator)).or_default() += amount;
            }
        }
        let PotRecord { reserved, paid } = Pot::<Test>::get();
        assert_eq!(self.claimed.values().sum::<Balance>(), paid, "everything paid was claimed by somebody");
        let unassigned = pot() - EXISTENTIAL_DEPOSIT - reserved;
        assert_eq!(paid + reserved + unassigned, self.began - outside(), "what came in is paid, reserved or not yet assigned");
        for who in 1..=ACTORS {
            let staker = staker(who);
            let unbonding: Balance = staker.unbonding.iter().map(|chunk| chunk.amount).sum();
            assert_eq!(held(who), staker.active + unbonding);
            let claimed: Balance = self.claimed.iter().filter(|((to, _), _)| *to == who).map(|(_, amount)| amount).sum();
            assert_eq!(wealth(who), ENDOWMENT + claimed, "stake comes back whole, and rewards on top");
        }
        for (key, amount) in &self.claimed {
            let most = self.earned.get(key).copied().unwrap_or_default();
            assert!(*amount as f64 <= most * (1.0 + 1e-9) + 1.0, "{key:?} claimed {amount} of {most}");
        }
    }
}

/// What those have who pay into the pot.
fn outside() -> Balance {
    balance(PAYER) + balance(SOURCE)
}

/// All that the account has.
fn wealth(who: u64) -> Balance {
    balance(who) + Balances::total_balance_on_hold(&who)
}

fn start() -> ExtBuilder {
    let validators = vec![
        (ALICE, BOND, Perbill::from_percent(10)),
        (BOB, 2 * BOND, Perbill::zero()),
        (CHARLIE, BOND, Perbill::from_percent(100)),
    ];
    ExtBuilder::default().validators(validators).delegations(vec![(DAVE, ALICE, BOND), (EVE, BOB, 7 * LEAST + 1)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn invariants_should_hold_after_every_action(actions in prop::collection::vec(action(), 1..200)) {
        start().build_and_execute(|| {
            let issued = Balances::total_issuance();
            let mut world = World::new();
            world.session();
            for action in actions {
                // What fails must leave nothing behind: the invariants say whether it did.
                let _ = world.apply(action);
                world.check();
                assert_eq!(Balances::total_issuance(), issued);
            }
        });
    }

    /// Whatever happened, everybody can leave with all that is theirs, and no record is left.
    #[test]
    fn everybody_should_get_away_with_everything(actions in prop::collection::vec(action(), 1..120)) {
        start().build_and_execute(|| {
            let mut world = World::new();
            for action in actions {
                let _ = world.apply(action);
            }
            let accounts = 1..=ACTORS;
            accounts.clone().for_each(|who| lock_votes(who, 0));
            assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), StakingParameters::default()));
            let out = |world: &mut World| {
                for _ in 0..=UnbondingPeriod::get() {
                    world.block(NOBODY);
                }
                for who in accounts.clone() {
                    let _ = ValidatorStaking::withdraw(signed(PAYER), who);
                }
            };
            // What was added in this era stays until the next.
            if let Some(validator) = Validators::<Test>::iter_keys().next() {
                world.block(validator);
                assert_ok!(world.apply(Action::Day { fees: 0, accumulated: 0 }));
            }
            let pairs: Vec<(u64, u64)> = Delegations::<Test>::iter_keys().collect();
            for &(who, to) in pairs.iter().filter(|(who, to)| who != to && amount_of(*who, *to) > 0) {
                out(&mut world);
                assert_ok!(ValidatorStaking::unbond(signed(who), to, amount_of(who, to)));
            }
            for who in Validators::<Test>::iter_keys().collect::<Vec<_>>() {
                out(&mut world);
                if validator(who).status != ValidatorStatus::Leaving {
                    assert_ok!(ValidatorStaking::deregister(signed(who)));
                }
            }
            out(&mut world);
            assert_ok!(world.apply(Action::Day { fees: 0, accumulated: 0 }));
            for (who, to) in Delegations::<Test>::iter_keys().collect::<Vec<_>>() {
                // What is not on record any more went with another.
                let _ = ValidatorStaking::claim(signed(PAYER), who, to);
            }
            world.check();
            assert_eq!(Delegations::<Test>::iter().collect::<Vec<_>>(), vec![]);
            assert_eq!(Validators::<Test>::iter().collect::<Vec<_>>(), vec![]);
            assert_eq!(Stakers::<Test>::iter().count(), 0);
            assert!(accounts.clone().all(|who| held(who) == 0));
            // Rounding stays: of every settlement less than a planck for each delegation, and what a block did not divide.
            for (key, earned) in &world.earned {
                let claimed = world.claimed.get(key).copied().unwrap_or_default() as f64;
                assert!(claimed <= earned * (1.0 + 1e-9) + 1.0, "{key:?} claimed {claimed} of {earned}");
            }
        });
    }
}

/// Three validators take turns; their delegators claim, compound or forget.
#[test]
fn everybody_should_earn_their_share_over_200_eras_of_ordinary_life() {
    start().build_and_execute(|| {
        let mut world = World::new();
        assert_ok!(ValidatorStaking::set_compounding(signed(DAVE), ALICE, true));
        for era in 0..200u32 {
            for turn in 0..6 {
                world.block(ALICE + u64::from((era + turn) % 3));
            }
            fees(UEN * u128::from(1 + era % 7) + 13);
            accumulate(500 * UEN);
            set_clock(Clock::get() + DAY_SECONDS);
            world.block(NOBODY);
            for (who, to) in [(DAVE, ALICE), (ALICE, ALICE), (CHARLIE, CHARLIE)] {
                assert_ok!(ValidatorStaking::claim(signed(PAYER), who, to));
            }
            if era % 10 == 9 {
                assert_ok!(ValidatorStaking::claim(signed(PAYER), EVE, BOB));
            }
            world.check();
        }
        // Forgot it for 200 eras.
        assert_ok!(ValidatorStaking::claim(signed(PAYER), BOB, BOB));
        world.check();
        for (key, earned) in &world.earned {
            let claimed = world.claimed[key] as f64;
            assert!((earned - claimed).abs() <= 1_000.0 + earned * 1e-9, "{key:?} claimed {claimed} of {earned}");
        }
        let dust = Pot::<Test>::get().reserved;
        assert!(dust < UEN / 1_000, "{dust} planck were shared out and nobody's");
    });
}

#[test]
fn try_state_should_fail_when_the_books_are_out_of_order() {
    fn validator_of(change: impl FnOnce(&mut ValidatorRecordOf<Test>)) {
        Validators::<Test>::mutate(ALICE, |record| change(record.as_mut().unwrap()));
    }
    fn delegation_of(who: u64, change: impl FnOnce(&mut DelegationRecord)) {
        Delegations::<Test>::mutate(who, ALICE, |record| change(record.as_mut().unwrap()));
    }
    fn staker_of(change: impl FnOnce(&mut StakerRecord<Test>)) {
        Stakers::<Test>::mutate(DAVE, |record| change(record.as_mut().unwrap()));
    }
    let broken: [fn(); 37] = [
        || Parameters::<Test>::mutate(|parameters| parameters.seats = 0),
        || SessionLength::<Test>::put(0),
        || SessionStart::<Test>::put(System::block_number() + 1),
        || Invulnerables::<Test>::put(BoundedVec::truncate_from(vec![EVE, EVE])),
        || Pot::<Test>::mutate(|books| books.paid += 1),
        || Pot::<Test>::mutate(|books| books.reserved += 1),
        || {
            Pot::<Test>::mutate(|books| {
                books.reserved -= UEN;
                books.paid += UEN;
            })
        },
        || {
            Balances::set_balance(&ValidatorStaking::account_id(), pot() - 1);
        },
        || Eras::<Test>::remove(0),
        || Eras::<Test>::insert(7, EraRecord { points: 1, reward: 0 }),
        || Eras::<Test>::mutate(0, |record| record.as_mut().unwrap().points = 0),
        || CurrentEra::<Test>::mutate(|era| era.points += 1),
        || CurrentEra::<Test>::mutate(|era| era.day = None),
        || Candidates::<Test>::remove(ALICE),
        || Candidates::<Test>::insert(EVE, ()),
        || validator_of(|record| record.status = ValidatorStatus::Idle),
        || validator_of(|record| record.status = ValidatorStatus::Leaving),
        || validator_of(|record| record.stake += 1),
        || validator_of(|record| record.own_stake -= 1),
        || validator_of(|record| record.delegators += 1),
        || validator_of(|record| record.last_authored = System::block_number() + 1),
        || validator_of(|record| record.ledger.points += 1),
        || validator_of(|record| record.ledger.commission_points = u128::MAX),
        || validator_of(|record| record.ledger.commission += 1_000 * UEN),
        || validator_of(|record| record.ledger.era += 1),
        || {
            validator_of(|record| {
                let era = CurrentEra::<Test>::get().index + COMMISSION_NOTICE + 1;
                record.next_commission = Some(AnnouncedCommission { commission: Perbill::one(), era });
            })
        },
        || validator_of(|record| record.next_commission = Some(AnnouncedCommission { commission: Perbill::zero(), era: 1 })),
        || delegation_of(DAVE, |record| record.amount += 1),
        || delegation_of(DAVE, |record| record.ledger.reward += 1_000 * UEN),
        || delegation_of(DAVE, |record| record.ledger.era += 1),
        || delegation_of(DAVE, |record| record.ledger.reward_index = u128::MAX),
        || Delegations::<Test>::insert(EVE, ALICE, DelegationRecord::default()),
        || Delegations::<Test>::insert(DAVE, NOBODY, DelegationRecord { amount: BOND, ..Default::default() }),
        || staker_of(|record| record.active += 1),
        || staker_of(|record| record.delegations += 1),
        || staker_of(|record| record.unbonding.truncate(0)),
        || TotalStake::<Test>::mutate(|total| *total += 1),
    ];
    for (at, break_it) in broken.into_iter().enumerate() {
        start().build().execute_with(|| {
            blocks(ALICE, 3);
            close_era_with(100 * UEN);
            blocks(ALICE, 2);
            assert_ok!(ValidatorStaking::unbond(signed(DAVE), ALICE, LEAST));
            ValidatorStaking::do_try_state().unwrap();
            break_it();
            assert!(ValidatorStaking::do_try_state().is_err(), "{at} was not found");
        });
    }
}
