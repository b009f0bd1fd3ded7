use super::*;
use proptest::prelude::*;

const METERS: &str =
    "meter,kind,load_peak_w,generation_capacity_w,zone\nhome-00,Prosumer,4900,10600,1\nshop-00,Consumer,9000,0,2\n";
const HEADER: &str = "period_end_utc,meter,import_wh,export_wh,generation_wh\n";
/// 2016-06-13T00:15:00Z.
const OPENING: UnixSeconds = 1_465_776_900;
const NOW: UnixSeconds = OPENING + 86_400;

fn read_rows(rows: &str) -> Recording {
    read(("meters.csv", METERS.as_bytes()), ("readings.csv", format!("{HEADER}{rows}").as_bytes()), NOW)
        .expect("headers are good")
}

fn only_fault(recording: &Recording) -> (Option<u64>, Option<&str>, FaultKind) {
    assert_eq!(recording.faults.len(), 1, "{:?}", recording.faults);
    let fault = &recording.faults[0];
    (fault.line, fault.meter.as_deref(), fault.kind)
}

#[test]
fn recorded_week_should_parse_without_a_fault() {
    let meters = include_bytes!("../data/meters.csv");
    let readings = include_bytes!("../data/readings.csv");
    let recording = read(("meters.csv", meters), ("readings.csv", readings), 1_700_000_000).expect("headers are good");
    assert_eq!(recording.faults, vec![]);
    assert_eq!(recording.meters.len(), 20);
    assert_eq!(recording.rows.len(), 20 * 672);
    for (index, meter) in recording.meters.iter().enumerate() {
        let rows = recording.rows.iter().filter(|row| row.meter == index).collect::<Vec<_>>();
        assert_eq!(rows.len(), 672, "{}", meter.name);
        assert_eq!(rows[0].start, rows[0].end);
        for pair in rows.windows(2) {
            assert_eq!(pair[1].start, pair[0].end);
            let delta = pair[1].registers.since(&pair[0].registers).expect("registers count up");
            assert!(delta.export <= delta.generation, "{}, line {}", meter.name, pair[1].line);
            assert!(meter.can_have_counted(&delta, 900), "{}, line {}: {delta:?}", meter.name, pair[1].line);
        }
        let base = Period(Period::of(rows[0].end).0 - 1);
        assert_eq!(counter(base, rows[0].end), Some(1));
        assert_eq!(counter(base, rows[671].end), Some(672));
    }
}

#[test]
fn file_should_be_refused_when_its_header_has_other_columns() {
    let error = read(("m.csv", METERS.as_bytes()), ("r.csv", b"time,meter\n1,2\n"), NOW).unwrap_err();
    assert!(error.contains("r.csv, line 1") && error.contains("period_end_utc,meter"), "{error}");
    assert!(read(("m.csv", b""), ("r.csv", HEADER.as_bytes()), NOW).is_err());
}

#[test]
fn row_should_be_left_out_when_it_has_other_columns() {
    let r =
        read_rows("2016-06-13T00:15:00Z,home-00,1,2\n2016-06-13T00:15:00Z,home-00,1,1,1\n2016-06-13T00:30:00Z,home-00,1,1,1,9\n");
    assert_eq!(r.rows.len(), 1);
    assert_eq!(
        r.faults.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(),
        [(Some(2), FaultKind::WrongColumns), (Some(4), FaultKind::WrongColumns)]
    );
    assert_eq!(r.faults[0].meter.as_deref(), Some("home-00"));
}

#[test]
fn row_should_be_left_out_when_a_number_does_not_parse() {
    for bad in ["x", "1.5", "", "99999999999999999999999"] {
        let r = read_rows(&format!("2016-06-13T00:15:00Z,home-00,{bad},1,1\n2016-06-13T00:15:00Z,shop-00,1,0,0\n"));
        assert_eq!(only_fault(&r), (Some(2), Some("home-00"), FaultKind::Unparsable));
        assert_eq!(r.rows.len(), 1, "the other meter's row is kept");
    }
}

#[test]
fn row_should_be_left_out_when_a_number_is_negative() {
    let r = read_rows("2016-06-13T00:15:00Z,home-00,1,-1,1\n");
    assert_eq!(only_fault(&r), (Some(2), Some("home-00"), FaultKind::Negative));
    assert!(r.rows.is_empty());
}

#[test]
fn row_should_be_left_out_when_its_time_does_not_parse() {
    for bad in ["2016-06-13 00:15", "yesterday", "1899-01-01T00:00:00Z", "2016-06-13T00:15:00.5Z"] {
        let r = read_rows(&format!("{bad},home-00,1,1,1\n"));
        assert_eq!(only_fault(&r), (Some(2), Some("home-00"), FaultKind::Unparsable), "{bad}");
    }
}

#[test]
fn row_should_be_left_out_when_its_time_is_not_on_a_quarter_hour() {
    let r = read_rows("2016-06-13T00:14:59Z,home-00,1,1,1\n");
    assert_eq!(only_fault(&r), (Some(2), Some("home-00"), FaultKind::NotOnQuarterHour));
}

#[test]
fn row_should_be_left_out_when_a_register_runs_backwards() {
    let r = read_rows(
        "2016-06-13T00:15:00Z,home-00,10,10,10\n2016-06-13T00:30:00Z,home-00,11,8,11\n2016-06-13T00:45:00Z,home-00,12,12,12\n",
    );
    assert_eq!(
        r.faults.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(),
        [(Some(3), FaultKind::RegisterBackwards), (Some(4), FaultKind::Gap)]
    );
    assert!(r.faults[0].message.contains("export_wh by 2 Wh from 10 to 8"), "{}", r.faults[0]);
    assert_eq!(r.rows.iter().map(|row| (row.start - OPENING, row.end - OPENING)).collect::<Vec<_>>(), [(0, 0), (0, 1800)]);
}

#[test]
fn row_should_be_left_out_when_a_register_leaps_and_the_next_row_goes_on_from_before() {
    let r = read_rows(
        "2016-06-13T00:15:00Z,home-00,10,10,10\n2016-06-13T00:30:00Z,home-00,99999999,10,10\n2016-06-13T00:45:00Z,home-00,12,12,12\n",
    );
    assert_eq!(
        r.faults.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(),
        [(Some(3), FaultKind::Implausible), (Some(4), FaultKind::Gap)]
    );
    let message = &r.faults[0].message;
    assert!(message.contains("import_wh rises by 99999989 Wh from 10 to 99999999 (the nameplate allows 1286 Wh)"), "{message}");
    assert_eq!(r.rows.iter().map(|row| (row.start - OPENING, row.end - OPENING)).collect::<Vec<_>>(), [(0, 0), (0, 1800)]);
    assert_eq!(r.notices, vec![]);
}

#[test]
fn rows_should_be_left_out_with_one_message_when_a_register_leaps_for_good() {
    let r = read_rows(
        "2016-06-13T00:15:00Z,home-00,10,10,10\n2016-06-13T00:30:00Z,home-00,11,10,10\n2016-06-13T00:45:00Z,home-00,5011,10,10\n\
         2016-06-13T01:00:00Z,home-00,5012,10,10\n2016-06-13T01:15:00Z,home-00,5013,10,10\n2016-06-13T01:30:00Z,home-00,5014,10,10\n",
    );
    assert_eq!(
        r.faults.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(),
        [(Some(4), FaultKind::Implausible), (Some(7), FaultKind::Gap)],
        "the nameplate allows for it after an hour"
    );
    assert!(r.faults[0].message.ends_with("with 2 more rows, up to 2016-06-13T01:15:00Z"), "{}", r.faults[0]);
    assert_eq!(r.rows.last().map(|row| (row.start - OPENING, row.registers.import)), Some((900, Wh(5014))));
}

/// One of the small inputs that went wrong.
fn read_case(meters: &str, readings: &str) -> Recording {
    read(("meters.csv", meters.as_bytes()), ("readings.csv", readings.as_bytes()), 1_700_000_000).expect("headers are good")
}

#[test]
fn registers_should_be_opened_anew_when_they_leap_from_an_opening_of_zero() {
    let r = read_case(
        include_str!("../tests/cases/zero-opening/meters.csv"),
        include_str!("../tests/cases/zero-opening/readings.csv"),
    );
    assert_eq!(r.faults, vec![]);
    assert_eq!(r.notices.iter().map(|n| (n.line, n.kind)).collect::<Vec<_>>(), [(Some(3), FaultKind::Reopened)]);
    assert!(r.notices[0].message.contains("import_wh rises by 5045792 Wh from 0 to 5045792"), "{}", r.notices[0]);
    assert_eq!(r.rows.len(), 120);
    assert_eq!(r.rows.iter().filter(|row| row.reopens).map(|row| row.line).collect::<Vec<_>>(), [3]);
    for pair in r.rows[1..].windows(2) {
        let delta = pair[1].registers.since(&pair[0].registers).expect("registers count up");
        assert!(r.meters[0].can_have_counted(&delta, 900) && pair[1].start == pair[0].end, "line {}", pair[1].line);
    }
}

#[test]
fn registers_should_not_be_opened_anew_when_something_was_counted_since_the_opening() {
    let r = read_rows(
        "2016-06-13T00:15:00Z,home-00,0,0,0\n2016-06-13T00:30:00Z,home-00,1,0,0\n2016-06-13T00:45:00Z,home-00,5045792,0,0\n\
         2016-06-13T01:00:00Z,home-00,5045793,0,0\n",
    );
    assert_eq!(only_fault(&r), (Some(4), Some("home-00"), FaultKind::Implausible));
    assert!(r.rows.len() == 2 && r.rows.iter().all(|row| !row.reopens));
}

#[test]
fn register_should_be_held_when_it_steps_back_by_one_wh() {
    let r =
        read_case(include_str!("../tests/cases/one-wh-back/meters.csv"), include_str!("../tests/cases/one-wh-back/readings.csv"));
    assert_eq!(r.faults, vec![]);
    assert_eq!(r.notices.iter().map(|n| (n.line, n.kind)).collect::<Vec<_>>(), [(Some(50), FaultKind::Held)]);
    let message = &r.notices[0].message;
    assert!(message.contains("import_wh by 1 Wh from 6885843 to 6885842 at 2016-06-13T12:15:00Z"), "{message}");
    assert_eq!(r.rows.len(), 120);
    let row = r.rows.iter().find(|row| row.line == 50).expect("it is kept");
    assert_eq!((row.registers.import, row.registers.export), (Wh(6_885_843), Wh(1_798_906)), "the others go on");
    assert!(r.rows.windows(2).all(|pair| pair[1].start == pair[0].end), "nothing is missing");
}

#[test]
fn rows_should_be_left_out_when_they_are_outliers_in_time() {
    let r =
        read_case(include_str!("../tests/cases/wild-clocks/meters.csv"), include_str!("../tests/cases/wild-clocks/readings.csv"));
    assert_eq!(only_fault(&r), (Some(2), Some("shop-00"), FaultKind::TimeOutlier));
    let message = &r.faults[0].message;
    assert!(message.contains("2 rows") && message.ends_with("2000-01-01T00:00:00Z, 2017-06-13T00:15:00Z"), "{message}");
    assert_eq!((r.rows.len(), r.rows[0].start, r.rows[0].end), (120, OPENING, OPENING), "as if they were not there");
}

#[test]
fn rows_should_be_kept_when_the_recording_pauses_for_long() {
    let row = |day: u32| format!("2016-0{day}-13T00:15:00Z,home-00,1,1,1\n");
    let r = read_rows(&[2, 6].map(row).concat());
    assert_eq!(r.rows.len(), 2, "neither part is the bulk");
    assert_eq!(only_fault(&r), (Some(3), Some("home-00"), FaultKind::Gap));
}

#[test]
fn row_should_be_kept_with_a_warning_when_quarter_hours_are_missing_before_it() {
    let r = read_rows("2016-06-13T00:15:00Z,home-00,1,1,1\n2016-06-13T01:00:00Z,home-00,2,2,2\n");
    assert_eq!(only_fault(&r), (Some(3), Some("home-00"), FaultKind::Gap));
    assert!(r.faults[0].message.starts_with("2 quarter hours are missing"), "{}", r.faults[0]);
    assert_eq!(r.rows.len(), 2);
    assert_eq!(r.rows[1].start, OPENING);
}

#[test]
fn row_should_be_left_out_when_it_is_a_duplicate() {
    let r = read_rows("2016-06-13T00:15:00Z,home-00,1,1,1\n2016-06-13T00:15:00Z,home-00,2,2,2\n");
    assert_eq!(only_fault(&r), (Some(3), Some("home-00"), FaultKind::Duplicate));
    assert_eq!(r.rows[0].registers.import, Wh(1), "the first counts");
}

#[test]
fn row_should_be_left_out_when_its_meter_is_unknown() {
    let r = read_rows("2016-06-13T00:15:00Z,ghost,1,1,1\n2016-06-13T00:30:00Z,ghost,1,1,1\n2016-06-13T00:15:00Z,home-00,1,1,1\n");
    assert_eq!(only_fault(&r), (Some(2), Some("ghost"), FaultKind::UnknownMeter));
    assert!(r.faults[0].message.contains("2 rows"), "{}", r.faults[0]);
    assert_eq!(r.rows.len(), 1);
}

#[test]
fn row_should_be_left_out_when_it_is_from_the_future() {
    let r = read_rows("2016-06-15T00:15:00Z,home-00,1,1,1\n");
    assert_eq!(only_fault(&r), (Some(2), Some("home-00"), FaultKind::Future));
}

#[test]
fn row_should_be_left_out_when_it_is_not_utf_8() {
    let text = [HEADER.as_bytes(), b"2016-06-13T00:15:00Z,home-\xff\xfe,1,1,1\n2016-06-13T00:15:00Z,home-00,1,1,1\n"].concat();
    let r = read(("m.csv", METERS.as_bytes()), ("r.csv", &text), NOW).expect("the header is good");
    assert_eq!(only_fault(&r), (Some(2), None, FaultKind::Unparsable));
    assert_eq!(r.rows.len(), 1);
}

#[test]
fn meter_should_be_left_out_when_its_line_is_bad() {
    let meters = "meter,kind,load_peak_w,generation_capacity_w,zone\na,Prosumer,-1,1,1\nb,Reactor,1,1,1\nc,Consumer,1,x,1\n../d,Consumer,1,1,1\ne,Consumer,1,0,1\ne,Consumer,1,0,1\n";
    let readings = format!("{HEADER}2016-06-13T00:15:00Z,a,1,1,1\n2016-06-13T00:15:00Z,e,1,0,0\n");
    let r = read(("m.csv", meters.as_bytes()), ("r.csv", readings.as_bytes()), NOW).expect("headers are good");
    assert_eq!(r.meters.len(), 1);
    assert_eq!(r.rows.len(), 1);
    let found = r.faults.iter().map(|f| (f.file.as_str(), f.line, f.kind)).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            ("m.csv", Some(2), FaultKind::Negative),
            ("m.csv", Some(3), FaultKind::UnknownKind),
            ("m.csv", Some(4), FaultKind::Unparsable),
            ("m.csv", Some(5), FaultKind::Unparsable),
            ("m.csv", Some(7), FaultKind::Duplicate),
            ("r.csv", Some(2), FaultKind::UnknownMeter),
        ]
    );
    assert!(r.faults[5].message.contains("line 2 in m.csv is bad"), "{}", r.faults[5]);
}

fn one_meter(columns: &str, line: &str) -> Result<(Vec<Meter>, Vec<Fault>), String> {
    read_meters(("m.csv", format!("meter,kind,load_peak_w,generation_capacity_w,zone{columns}\n{line}\n").as_bytes()))
}

#[test]
fn meter_should_have_defaults_when_optional_columns_are_missing_or_empty() {
    let capacities =
        |load_w, generation_w, export_w, storage| Capacities { load_w, generation_w, export_w, storage: Wh(storage) };
    for (line, expected) in [
        ("a,Prosumer,5,8,1", capacities(5, 8, 8, 0)),
        ("a,Consumer,5,0,1", capacities(5, 0, 0, 0)),
        ("a,Storage,5,4,1", capacities(5, 4, 4, 20)),
    ] {
        for (columns, empty) in [("", ""), (",storage_wh,connection,export_capacity_w", ",,,")] {
            let (meters, faults) = one_meter(columns, &format!("{line}{empty}")).expect("a good header");
            assert_eq!((meters.len(), faults), (1, vec![]), "{line}");
            assert_eq!((meters[0].capacities, meters[0].connection.as_str()), (expected, "a"), "{line}");
        }
    }
}

#[test]
fn meter_should_have_what_optional_columns_state_in_any_order() {
    let (meters, faults) =
        one_meter(",connection,storage_wh,export_capacity_w", "a,Storage,5,4,1,house 7,9,3").expect("a good header");
    assert_eq!(faults, vec![]);
    let expected = Capacities { load_w: 5, generation_w: 4, export_w: 3, storage: Wh(9) };
    assert_eq!((meters[0].capacities, meters[0].connection.as_str()), (expected, "house 7"));
}

#[test]
fn file_of_meters_should_be_refused_when_a_column_is_unknown_or_repeated() {
    for columns in [",colour", ",storage_wh,storage_wh", ",zone"] {
        let error = one_meter(columns, "a,Prosumer,5,8,1,1").unwrap_err();
        assert!(error.contains("then any of export_capacity_w,storage_wh,connection"), "{error}");
    }
}

#[test]
fn meter_should_be_left_out_when_its_nameplate_does_not_fit_its_kind() {
    for (columns, line) in [
        ("", "a,Consumer,5,1,1"),
        ("", "a,Consumer,0,0,1"),
        ("", "a,Prosumer,0,0,1"),
        (",export_capacity_w", "a,Consumer,5,0,1,3"),
        (",storage_wh", "a,Consumer,5,0,1,3"),
        (",storage_wh", "a,Storage,5,5,1,0"),
    ] {
        let (meters, faults) = one_meter(columns, line).expect("a good header");
        assert_eq!((meters.len(), faults.len(), faults[0].kind), (0, 1, FaultKind::Nameplate), "{line}");
    }
    let (_, faults) = one_meter(",storage_wh", "a,Storage,5,5,1,-1").expect("a good header");
    assert_eq!(faults[0].kind, FaultKind::Negative);
}

#[test]
fn export_should_be_plausible_by_its_own_capacity() {
    let (meters, _) = one_meter(",export_capacity_w", "a,Prosumer,4000,8000,1,400").expect("a good header");
    let counted = |export, generation| Registers { export: Wh(export), generation: Wh(generation), ..Default::default() };
    assert!(meters[0].can_have_counted(&counted(105, 2_100), 900));
    assert!(!meters[0].can_have_counted(&counted(106, 2_100), 900));
}

const SWAPPED: &str = "2016-06-13T00:15:00Z,home-00,100,50,70\n2016-06-13T00:30:00Z,home-00,110,51,72\n\
    2016-06-13T00:45:00Z,home-00,115,52,75\n2016-06-13T01:00:00Z,home-00,118,55,79\n2016-06-13T00:45:00Z,shop-00,7,0,0\n";

fn swapped(swaps: &str) -> Recording {
    let mut recording = read_rows(SWAPPED);
    recording.swap(("swaps.csv", format!("meter,at_utc\n{swaps}").as_bytes())).expect("the header is good");
    recording
}

#[test]
fn registers_should_count_from_zero_after_each_swap_and_lose_nothing() {
    let r = swapped("home-00,2016-06-13T00:45:00Z\nhome-00,2016-06-13T00:30:00Z\n");
    assert_eq!(r.faults, vec![]);
    assert_eq!(r.swaps_of(0).collect::<Vec<_>>(), [OPENING + 900, OPENING + 1800]);
    assert_eq!(r.swaps_of(1).count(), 0);
    let of_home = r.rows.iter().filter(|row| row.meter == 0).map(|row| row.registers).collect::<Vec<_>>();
    let registers = |import, export, generation| Registers { import: Wh(import), export: Wh(export), generation: Wh(generation) };
    assert_eq!(of_home, [registers(100, 50, 70), registers(110, 51, 72), registers(5, 1, 3), registers(3, 3, 4)]);
    assert_eq!(r.rows.iter().find(|row| row.meter == 1).map(|row| row.registers.import), Some(Wh(7)), "another meter");
}

#[test]
fn swap_should_be_left_out_when_it_is_not_of_a_reading() {
    let r = swapped(
        "home-00,2016-06-13T01:15:00Z\nhome-01,2016-06-13T00:45:00Z\nhome-00,2016-06-13T00:31:00Z\nhome-00,noon\n\
         home-00,2016-06-13T00:45:00Z\nhome-00,2016-06-13T00:45:00Z\n",
    );
    let found = r.faults.iter().map(|fault| (fault.line, fault.kind)).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            (Some(2), FaultKind::NoReading),
            (Some(3), FaultKind::UnknownMeter),
            (Some(4), FaultKind::NotOnQuarterHour),
            (Some(5), FaultKind::Unparsable),
            (Some(7), FaultKind::Duplicate),
        ]
    );
    assert_eq!(r.swaps.len(), 1);
    assert!(read_rows(SWAPPED).swap(("swaps.csv", b"meter,when\n")).is_err());
}

#[test]
fn recorded_week_should_have_one_household_swapped() {
    let (meters, readings) = (include_bytes!("../data/meters.csv"), include_bytes!("../data/readings.csv"));
    let mut r = read(("meters.csv", meters), ("readings.csv", readings), 1_700_000_000).expect("headers are good");
    let before = r.clone();
    r.swap(("swaps.csv", include_bytes!("../data/swaps.csv"))).expect("the header is good");
    assert_eq!((r.faults.len(), r.swaps.len()), (0, 1));
    let Swap { meter, at } = r.swaps[0];
    assert_eq!(r.meters[meter].kind, DeviceKind::Solar);
    let changed = r.rows.iter().zip(&before.rows).filter(|(now, then)| now != then).map(|(now, _)| now).collect::<Vec<_>>();
    assert!(changed.iter().all(|row| row.meter == meter && row.end > at));
    assert!(changed.len() > 300, "about half of the week");
    assert!(changed[0].registers.import < Wh(3_000), "{:?}", changed[0]);
}

#[test]
fn rows_should_be_put_in_order_when_the_file_is_not() {
    let r =
        read_rows("2016-06-13T00:30:00Z,home-00,2,2,2\n2016-06-13T00:15:00Z,shop-00,1,0,0\n2016-06-13T00:15:00Z,home-00,1,1,1\n");
    assert_eq!(r.faults, vec![]);
    assert_eq!(r.rows.iter().map(|row| (row.line, row.meter)).collect::<Vec<_>>(), [(4, 0), (3, 1), (2, 0)]);
}

#[test]
fn fault_should_name_file_line_and_meter() {
    let r = read_rows("2016-06-13T00:15:00Z,home-00,1,-1,1\n");
    assert_eq!(r.faults[0].to_string(), "readings.csv, line 2, home-00: export_wh is negative: -1");
}

#[test]
fn counter_should_not_exist_when_the_row_is_before_the_opening_one() {
    assert_eq!(counter(Period(10), 10 * 900), None);
    assert_eq!(counter(Period(10), 11 * 900), Some(1));
}

proptest! {
    /// Whatever is in the files, reading them ends, and good rows of a meter are strictly ordered.
    #[test]
    fn reading_should_never_panic(meters in ".{0,200}", rows in "([0-9TZ:,\\-homesp\n]|\\PC){0,400}") {
        let meters = format!("{METERS}{meters}");
        let rows = format!("{HEADER}{rows}");
        if let Ok(r) = read(("m", meters.as_bytes()), ("r", rows.as_bytes()), NOW) {
            for pair in r.rows.windows(2) {
                prop_assert!((pair[0].end, pair[0].meter) < (pair[1].end, pair[1].meter));
            }
        }
    }
}
