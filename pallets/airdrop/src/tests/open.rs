use super::*;
use crate::{ClaimWindow, Event, Opened, WeightInfo, CLAIM_PERIOD};
use frame_support::{
    traits::{Get, OnInitialize},
    weights::RuntimeDbWeight,
};

#[test]
fn claims_should_open_for_twelve_months_when_the_first_block_sets_the_clock() {
    ExtBuilder::default().unopened().build_and_execute(|| {
        run_block_at(START);
        let (from, until) = (START, START + 31_536_000);
        assert_eq!(Airdrop::window(), Some(ClaimWindow { from, until }));
        System::assert_last_event(Event::Opened { from, until }.into());
    });
}

#[test]
fn claims_should_stay_shut_when_a_block_has_no_clock() {
    ExtBuilder::default().unopened().build_and_execute(|| {
        run_block_at(0);
        assert!(!Opened::<Test>::exists());
        run_block_at(START);
        assert_eq!(Airdrop::window().map(|window| window.from), Some(START));
    });
}

#[test]
fn window_should_not_move_when_blocks_follow() {
    ExtBuilder::default().build_and_execute(|| {
        let window = Airdrop::window();
        run_block_at(START + 6);
        run_block_at(START + 2 * CLAIM_PERIOD);
        assert_eq!(Airdrop::window(), window);
        assert!(System::events().is_empty());
    });
}

#[test]
fn on_initialize_should_announce_the_work_of_on_finalize() {
    ExtBuilder::default().unopened().build_and_execute(|| {
        assert_eq!(Airdrop::on_initialize(1), <() as WeightInfo>::open());
        run_block_at(START);
        let database: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
        assert_eq!(Airdrop::on_initialize(2), database.reads(2));
    });
}
