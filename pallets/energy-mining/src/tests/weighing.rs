//! How a device-day is weighed.

use crate::*;
use uen_primitives::{DailyEnergy, DeviceKind, Wh};

fn weigh(kind: DeviceKind, shared: u64, self_used: u64, settled: u64) -> u128 {
    let energy = DailyEnergy {
        owner: (),
        kind,
        import: Wh(7),
        export: Wh(shared),
        generation: Wh(shared.saturating_add(self_used)),
        mineable_shared: Wh(shared),
        mineable_self_used: Wh(self_used),
    };
    MiningParameters::default().weighted_energy(&energy, Wh(settled))
}

#[test]
fn weight_should_depend_on_the_technology() {
    let by_kind = [
        (DeviceKind::Solar, 1_000),
        (DeviceKind::Wind, 1_000),
        (DeviceKind::Geothermal, 1_000),
        (DeviceKind::Hydro, 800),
        (DeviceKind::Biomass, 700),
        (DeviceKind::WasteHeat, 600),
        (DeviceKind::Storage, 0),
        (DeviceKind::Fossil, 0),
        (DeviceKind::Consumption, 0),
        (DeviceKind::EvCharger, 0),
    ];
    for (kind, technology) in by_kind {
        assert_eq!(weigh(kind, 10, 0, 10), 10 * 1_000 * technology, "{kind:?}");
    }
}

#[test]
fn weight_should_depend_on_the_channel() {
    assert_eq!(weigh(DeviceKind::Solar, 100, 0, 100), 100 * 1_000_000);
    assert_eq!(weigh(DeviceKind::Solar, 100, 0, 0), 100 * 500_000);
    assert_eq!(weigh(DeviceKind::Solar, 0, 100, 0), 100 * 250_000);
    assert_eq!(weigh(DeviceKind::Solar, 100, 20, 30), 30 * 1_000_000 + 70 * 500_000 + 20 * 250_000);
}

#[test]
fn weight_should_not_overflow_when_everything_is_at_its_most() {
    let most = u128::from(u64::MAX);
    assert_eq!(weigh(DeviceKind::Solar, u64::MAX, u64::MAX, u64::MAX), most * 1_000_000 + most * 250_000);
    // Not even with weights that would be refused.
    let mut parameters = MiningParameters::default();
    parameters.technology.solar = u16::MAX;
    parameters.channel = ChannelWeights { sold: u16::MAX, exported: u16::MAX, self_used: u16::MAX };
    let energy = DailyEnergy {
        owner: (),
        kind: DeviceKind::Solar,
        import: Wh(u64::MAX),
        export: Wh(u64::MAX),
        generation: Wh(u64::MAX),
        mineable_shared: Wh(u64::MAX),
        mineable_self_used: Wh(u64::MAX),
    };
    let weight = u128::from(u16::MAX) * u128::from(u16::MAX) * most;
    assert_eq!(parameters.weighted_energy(&energy, Wh(u64::MAX)), weight * 2);
}
