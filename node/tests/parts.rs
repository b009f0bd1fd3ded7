//! The command line, the development clock and the parameters of `uen_*`.

use clap::{CommandFactory, Parser};
use uen_node::{
    cli::Cli,
    rpc::uen::{account, page_size, INVALID_PARAMS},
    service::clock::{next_slot, TimeLapse},
};
use uen_primitives::runtime_api::MAX_PAGE;

fn time_lapse(arguments: &[&str]) -> Result<Option<TimeLapse>, clap::Error> {
    let all = ["uen-node", "--dev"].iter().chain(arguments);
    Ok(Cli::try_parse_from(all)?.dev.time_lapse())
}

#[test]
fn command_line_should_be_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn start_should_be_read_as_rfc_3339_and_as_unix_seconds() {
    for start in ["2016-06-13T00:00:00Z", "2016-06-13T02:00:00+02:00", "1465776000"] {
        let lapse = time_lapse(&["--dev-seconds-per-block", "900", "--dev-start", start]).expect("the start is valid");
        assert_eq!(lapse, Some(TimeLapse { start: Some(1_465_776_000), seconds_per_block: 900 }));
    }
    for start in ["yesterday", "1960-01-01T00:00:00Z"] {
        assert!(time_lapse(&["--dev-seconds-per-block", "900", "--dev-start", start]).is_err(), "{start}");
    }
}

#[test]
fn step_should_be_refused_when_it_is_no_multiple_of_a_slot() {
    for step in ["0", "7", "-6", "quick"] {
        assert!(time_lapse(&["--dev-seconds-per-block", step]).is_err(), "{step}");
    }
}

#[test]
fn start_should_be_refused_when_there_is_no_time_lapse() {
    assert!(time_lapse(&["--dev-start", "1465776000"]).is_err());
    assert_eq!(time_lapse(&[]).expect("nothing is needed"), None);
}

const LAPSE: Option<TimeLapse> = Some(TimeLapse { start: Some(1_465_776_000), seconds_per_block: 900 });

#[test]
fn clock_should_start_where_it_is_told_and_step_from_there() {
    assert_eq!(next_slot(None, 1_800_000_000, LAPSE), 244_296_000);
    assert_eq!(next_slot(Some(244_296_000), 1_800_000_000, LAPSE), 244_296_150);
}

#[test]
fn clock_should_go_on_from_the_last_block_when_the_node_is_restarted() {
    assert_eq!(next_slot(Some(244_300_000), 1_800_000_000, LAPSE), 244_300_150);
}

#[test]
fn clock_should_follow_the_machine_and_never_stand_still_without_time_lapse() {
    assert_eq!(next_slot(None, 600, None), 100);
    assert_eq!(next_slot(Some(100), 660, None), 110);
    assert_eq!(next_slot(Some(110), 660, None), 111);
}

#[test]
fn account_should_be_read_as_address_and_as_hex_and_nothing_else() {
    let alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    let same = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let with_our_prefix = "cgPh8Vs7gMt8uQyjeeCD4NhuNNwswi238y8SecUBHpt5AxFJL";
    assert!(account(with_our_prefix).is_ok());
    assert_eq!(account(alice).ok(), account(same).ok());
    assert!(account(alice).is_ok());
    for bad in ["", "0x", "0xd435", "Alice", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX"] {
        assert_eq!(account(bad).map_err(|e| e.code()), Err(INVALID_PARAMS), "{bad}");
    }
}

#[test]
fn page_size_should_be_capped_and_not_zero() {
    assert_eq!(page_size(None).ok(), Some(MAX_PAGE));
    assert_eq!(page_size(Some(7)).ok(), Some(7));
    assert_eq!(page_size(Some(u32::MAX)).ok(), Some(MAX_PAGE));
    assert_eq!(page_size(Some(0)).map_err(|e| e.code()), Err(INVALID_PARAMS));
}
