//! Meters, the energy market and energy mining.

use crate::{
    configs::{GovernanceOrigin, StakingPot},
    constants::{deposit, DAY, HOUR, MAXIMUM_BLOCK_WEIGHT, UEN},
    Balance, Balances, Carbon, DeviceRegistry, EnergyMarket, Runtime, RuntimeHoldReason, Timestamp,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64, ConstU8, Get},
    PalletId,
};
use uen_primitives::Wh;

parameter_types! {
    /// What a device's entries cost to keep: its record, ten days of history by the hour, 290 bytes each, as many gaps, 43 bytes each, ten
    /// days of sums, its place in the index: some 256 entries and 84 kB.
    pub const DeviceDeposit: Balance = deposit(256, 84_000);
}

impl pallet_device_registry::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type OpenPositions = EnergyMarket;
    type Zones = EnergyMarket;
    type DeviceDeposit = DeviceDeposit;
    type FeeDestination = StakingPot;
    type MaxBatch = ConstU32<64>;
    type MaxDevicesPerOwner = ConstU32<10_000>;
    type MaxRevokedCertifiers = ConstU32<256>;
    type DecisionPeriod = ConstU64<{ 28 * DAY }>;
    type RevocationPeriod = ConstU64<{ 7 * DAY }>;
    type ExtraReadings = ConstU8<4>;
    // Three days: as long as a gateway may be out of order over a weekend.
    type ReadingWindow = ConstU64<{ 3 * DAY }>;
    type MaxClockDrift = ConstU64<120>;
    // Ten days, as the sums of days and the market's history: certificates and footprints are made of it.
    type HistoryPeriods = ConstU32<960>;
    type DayRetention = ConstU32<10>;
    type MaxPrunedPerBlock = ConstU32<200>;
    type WeightInfo = crate::weights::pallet_device_registry::WeightInfo<Runtime>;
}

parameter_types! {
    pub const EnergyMarketPalletId: PalletId = PalletId(*b"uen/mrkt");
    /// What an order's entries cost to keep until it is settled: its record, its place in the book and in the indices.
    pub const OrderDeposit: Balance = deposit(2, 250);
    /// More than a household's trade is worth, and little beside a wrong one of a power plant.
    pub const DisputeBond: Balance = 10 * UEN;
    /// 10 Wh: a smaller order is worth less than the transaction that places it.
    pub const MinQuantity: Wh = Wh(10);
}

parameter_types! {
    /// As much as a collator keeps back of it when it takes transactions.
    pub const ProofKeptBack: u64 = MAXIMUM_BLOCK_WEIGHT.proof_size() / 100 * 15;
}

/// What the collator's, or the relay chain's validator's, proof of the block has so far.
pub struct RecordedProof;

impl Get<Option<u64>> for RecordedProof {
    fn get() -> Option<u64> {
        cumulus_primitives_storage_weight_reclaim::get_proof_size()
    }
}

impl pallet_energy_market::Config for Runtime {
    type Currency = Balances;
    type PalletId = EnergyMarketPalletId;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type Meters = DeviceRegistry;
    type GreenDeliveries = Carbon;
    type MaxOrdersPerMarket = ConstU32<4_096>;
    type MaxOrdersPerOwner = ConstU32<20_000>;
    type MinQuantity = MinQuantity;
    // 1,000 UEN/kWh: no product of it with a nameplate's energy comes near the ends of an integer.
    type MaxPrice = ConstU64<1_000_000_000_000>;
    type OrderDeposit = OrderDeposit;
    type Horizon = ConstU64<{ 7 * DAY }>;
    type GateClosure = ConstU64<300>;
    type MeteringGrace = ConstU64<1_800>;
    type SettlementDeadline = ConstU64<DAY>;
    // Half a day: what was sold is certain before energy mining closes the day, 96 hours after its end.
    type DisputeWindow = ConstU64<{ 12 * HOUR }>;
    type ArbitrationPeriod = ConstU64<{ 2 * DAY }>;
    type HistoryRetention = ConstU64<{ 10 * DAY }>;
    type DisputeBond = DisputeBond;
    type MaxTradesPerStep = ConstU32<64>;
    type RecordedProof = RecordedProof;
    type ProofKeptBack = ProofKeptBack;
    type WeightInfo = crate::weights::pallet_energy_market::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkClock;
}

/// The clock in benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkClock;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkClock {
    /// Set the time.
    pub fn set(now: uen_primitives::UnixSeconds) {
        pallet_timestamp::Now::<Runtime>::put(now.saturating_mul(1_000));
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_energy_market::BenchmarkHelper for BenchmarkClock {
    fn set_time(now: uen_primitives::UnixSeconds) {
        Self::set(now);
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_carbon::BenchmarkHelper for BenchmarkClock {
    fn set_time(now: uen_primitives::UnixSeconds) {
        Self::set(now);
    }
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
    type CommunitySales = EnergyMarket;
    type PalletId = EnergyMiningPalletId;
    type Allocation = EnergyMiningAllocation;
    type ChallengeWindow = ConstU64<DAY>;
    type ClaimEras = ConstU32<84>;
    type MaxDevicesPerStep = ConstU32<100>;
    type WeightInfo = crate::weights::pallet_energy_mining::WeightInfo<Runtime>;
}
