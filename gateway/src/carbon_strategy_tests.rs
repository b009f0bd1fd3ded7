use super::*;
use sp_core::H256;

const DAY: Day = Day(16_965);
/// Noon.
const NOON: Hour = Hour(16_965 * 24 + 12);
const ZONE: ZoneId = 1;
const PRICE: PricePerWh = 2_000_000;

fn device(number: u8) -> DeviceId {
    DeviceId(H256([number; 32]))
}

/// Owner 0 generates with device 1, owners 1 and 2 consume.
fn strategy() -> Strategy {
    Strategy { generators: vec![Generator { device: device(1), owner: 0 }], owners: 3, price: PRICE }
}

fn period(quarter: u32) -> Period {
    Period(NOON.first_period().0 + quarter)
}

fn issuance(id: u64, first: u32, last: u32, next_slice: u32) -> Issuance {
    Issuance { id, device: device(1), first: period(first), last: period(last), zone: ZONE, next_slice }
}

fn slice(issuance: u64, slice: u32, owner: usize, quantity: u64, state: SliceState) -> Slice {
    Slice { id: CertificateId { issuance, slice }, owner: Some(owner), quantity, state }
}

/// All of the day is certified: noon by issuance 7, the rest by others that nobody has slices of.
fn certified() -> DayState {
    let rest = |first: u32, hours: u32| {
        (0..hours).map(move |hour| Issuance {
            id: u64::from(1_000 + first + hour),
            device: device(1),
            first: Hour(DAY.0 * 24 + first + hour).first_period(),
            last: Period(Hour(DAY.0 * 24 + first + hour).first_period().0 + 3),
            zone: ZONE,
            next_slice: 1,
        })
    };
    let issuances = rest(0, 12).chain([issuance(7, 0, 3, 1)]).chain(rest(13, 11)).collect();
    DayState { issuances, ..DayState::default() }
}

fn next(state: &DayState) -> Vec<Step> {
    strategy().next(DAY, state, &BTreeSet::new(), &Counts::new())
}

fn certificate(slice: u32) -> CertificateId {
    CertificateId { issuance: 7, slice }
}

#[test]
fn factors_should_be_said_by_one_source_after_the_other_when_there_is_no_version() {
    let zone = |latest, sources: &[(usize, bool)]| ZoneFactors { zone: ZONE, latest, sources: sources.to_vec() };
    let publish = |factors| next(&DayState { factors: vec![factors], ..certified() });
    let step = |source| vec![Step::Publish { source, zone: ZONE, day: DAY, version: 1 }];
    assert_eq!(publish(zone(0, &[(0, false), (1, false)])), step(0));
    assert_eq!(publish(zone(0, &[(0, true), (1, false)])), step(1));
    assert_eq!(publish(zone(0, &[(0, true), (1, true)])), []);
    assert_eq!(publish(zone(1, &[(0, false)])), [], "there is a version");
}

#[test]
fn certificates_should_be_issued_by_the_hour_when_there_are_none() {
    let steps = next(&DayState::default());
    assert_eq!(steps.len(), 24);
    let noon = Step::Issue { owner: 0, device: device(1), first: period(0), last: period(3) };
    assert!(steps.contains(&noon));
}

#[test]
fn certificates_should_be_issued_of_what_green_sales_left_of_an_hour() {
    let mut state = certified();
    state.issuances.retain(|issuance| issuance.id != 7);
    state.issuances.push(issuance(8, 2, 2, 1));
    let issue = |first, last| Step::Issue { owner: 0, device: device(1), first: period(first), last: period(last) };
    assert_eq!(next(&state), [issue(0, 1), issue(3, 3)]);
    state.issuances.push(issuance(9, 0, 1, 1));
    let refused = BTreeSet::from([issue(3, 3)]);
    assert_eq!(strategy().next(DAY, &state, &refused, &Counts::new()), [], "it was refused for good");
}

#[test]
fn half_of_a_daytime_hour_should_be_offered_once() {
    let mut state = certified();
    state.slices = vec![slice(7, 0, 0, 1_001, SliceState::Active)];
    assert_eq!(next(&state), [Step::Offer { owner: 0, certificate: certificate(0), quantity: 500, price: PRICE }]);
    for issuance in state.issuances.iter_mut().filter(|issuance| issuance.id == 7) {
        issuance.next_slice = 2;
    }
    assert_eq!(next(&state), [], "it was split before");
}

#[test]
fn nothing_should_be_offered_when_it_is_small_or_of_a_quarter_or_of_the_night() {
    let mut state = certified();
    state.slices = vec![slice(7, 0, 0, 99, SliceState::Active), slice(1_003, 0, 0, 5_000, SliceState::Active)];
    assert_eq!(next(&state), [], "99 Wh, and the hour from three");
    state.issuances.retain(|issuance| issuance.id != 7);
    state.issuances.extend((0..4).map(|quarter| issuance(20 + u64::from(quarter), quarter, quarter, 1)));
    state.slices = vec![slice(20, 0, 0, 5_000, SliceState::Active)];
    assert_eq!(next(&state), []);
}

fn uses(state: &mut DayState, uses: &[(usize, ZoneId, u64, u64)]) {
    let of = |(owner, zone, coverable, retired): &(usize, ZoneId, u64, u64)| {
        ((*owner, *zone, NOON), Use { coverable: *coverable, retired: *retired })
    };
    state.uses = uses.iter().map(of).collect();
}

#[test]
fn offers_should_be_bought_up_to_the_consumption_of_the_same_hour_and_zone() {
    let mut state = certified();
    state.slices = vec![slice(7, 0, 0, 1_000, SliceState::Locked(PRICE))];
    uses(&mut state, &[(0, ZONE, 900, 0), (1, ZONE, 300, 100), (2, ZONE, 400, 0)]);
    let buy = |owner, quantity| Step::Buy { owner, certificate: certificate(0), quantity, price: PRICE };
    let mut steps = next(&state);
    steps.sort();
    assert_eq!(steps, [buy(1, 200), buy(2, 400)], "not the seller, and not what is covered");
    uses(&mut state, &[(1, 2, 300, 0)]);
    assert_eq!(next(&state), [], "another zone");
    uses(&mut state, &[(1, ZONE, 49, 0)]);
    assert_eq!(next(&state), [], "not worth it");
}

#[test]
fn nobody_should_buy_what_is_at_hand_or_too_dear() {
    let mut state = certified();
    state.slices = vec![slice(7, 0, 0, 1_000, SliceState::Locked(PRICE)), slice(7, 1, 1, 300, SliceState::Active)];
    uses(&mut state, &[(1, ZONE, 300, 0)]);
    assert_eq!(next(&state), [Step::Retire { owner: 1, certificate: certificate(1), quantity: 300 }]);
    state.slices = vec![slice(7, 0, 0, 1_000, SliceState::Locked(PRICE + 1))];
    assert_eq!(next(&state), []);
}

#[test]
fn an_offer_should_be_shared_when_more_is_wanted_than_there_is() {
    let mut state = certified();
    state.slices = vec![slice(7, 0, 0, 500, SliceState::Locked(PRICE))];
    uses(&mut state, &[(1, ZONE, 300, 0), (2, ZONE, 300, 0)]);
    let bought = |step: &Step| match step {
        Step::Buy { quantity, .. } => *quantity,
        _ => 0,
    };
    assert_eq!(next(&state).iter().map(bought).collect::<Vec<_>>(), [300, 200]);
}

#[test]
fn retirements_should_cover_consumption_and_no_more_than_that() {
    let mut state = certified();
    state.slices = vec![
        slice(7, 0, 0, 1_000, SliceState::Active),
        slice(7, 1, 1, 200, SliceState::Active),
        slice(7, 2, 1, 400, SliceState::Active),
        slice(7, 3, 2, 400, SliceState::Other),
    ];
    for issuance in &mut state.issuances {
        issuance.next_slice = 4;
    }
    uses(&mut state, &[(0, ZONE, 900, 0), (1, ZONE, 700, 200), (2, ZONE, 400, 0)]);
    let retire = |slice, quantity| Step::Retire { owner: 1, certificate: certificate(slice), quantity };
    assert_eq!(next(&state), [retire(2, 400), retire(1, 100)], "the largest first, none of the producer's");
}

#[test]
fn no_more_should_be_done_a_day_than_is_bounded() {
    let mut state = certified();
    state.slices = vec![slice(7, 1, 1, 200, SliceState::Active)];
    uses(&mut state, &[(1, ZONE, 700, 0)]);
    let full = Counts::from([("retired", MOST_A_DAY)]);
    assert_eq!(strategy().next(DAY, &state, &BTreeSet::new(), &full), []);
    assert_eq!(next(&state).len(), 1);
}
