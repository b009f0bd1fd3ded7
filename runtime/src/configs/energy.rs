//! Meters and energy mining.

use crate::{
    configs::{CollatorPot, GovernanceOrigin},
    constants::{deposit, MILLI_UEN, UEN},
    Balance, Balances, DeviceRegistry, Runtime, RuntimeHoldReason, Timestamp,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64},
    PalletId,
};

parameter_types! {
    /// What a device's entries cost to keep: its record, three days of history by the hour, ten days of sums, its place in the
    /// index: some 85 entries and 20 kB.
    pub const DeviceDeposit: Balance = deposit(85, 20_000);
    /// Pays for looking at a reading that is not valid.
    pub const RejectedReadingFee: Balance = MILLI_UEN;
}

impl pallet_device_registry::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type OpenPositions = ();
    type DeviceDeposit = DeviceDeposit;
    type RejectedReadingFee = RejectedReadingFee;
    type FeeDestination = CollatorPot;
    type MaxBatch = ConstU32<64>;
    type MaxDevicesPerOwner = ConstU32<10_000>;
    type MaxRevokedCertifiers = ConstU32<256>;
    type ReadingWindow = ConstU64<86_400>;
    type MaxClockDrift = ConstU64<120>;
    type HistoryPeriods = ConstU32<288>;
    type DayRetention = ConstU32<10>;
    type MaxPrunedPerBlock = ConstU32<200>;
    type WeightInfo = pallet_device_registry::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    pub const EnergyMiningPalletId: PalletId = PalletId(*b"uen/mine");
    /// R_0: 54 % of all UEN.
    pub const EnergyMiningAllocation: Balance = 540_000_000 * UEN;
}

impl pallet_energy_mining::Config for Runtime {
    type Currency = Balances;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type Meters = DeviceRegistry;
    type CommunitySales = ();
    type PalletId = EnergyMiningPalletId;
    type Allocation = EnergyMiningAllocation;
    type ChallengeWindow = ConstU64<86_400>;
    type ClaimEras = ConstU32<84>;
    type MaxDevicesPerStep = ConstU32<100>;
    type WeightInfo = pallet_energy_mining::weights::SubstrateWeight<Runtime>;
}
