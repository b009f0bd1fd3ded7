//! Emission factors, certificates and carbon credits.

#[cfg(feature = "runtime-benchmarks")]
use crate::configs::energy::BenchmarkClock;
use crate::{
    configs::GovernanceOrigin, constants::deposit, Balance, Balances, DeviceRegistry, EnergyMarket, Runtime, RuntimeHoldReason,
    Timestamp,
};
use frame_support::{parameter_types, traits::ConstU32};
use sp_runtime::Permill;

parameter_types! {
    /// What a slice's entries cost to keep: its record of at most 220 bytes with its key, its place in an index, and its share of the
    /// issuance, which has an entry of its own and two in indices: some 3 entries and 350 bytes.
    pub const SliceDeposit: Balance = deposit(3, 350);
    /// What a project's entries cost to keep, for as long as the chain lives: its record, the serials of its vintages, and its share of
    /// the factors that its reports pin: some 10 entries and 4 kB. Each report is paid for besides, as a slice.
    pub const ProjectDeposit: Balance = deposit(10, 4_000);
    /// A household's battery gives back some 90 % of what it takes, at best; a pumped-storage plant some 80 %.
    pub const StorageEfficiency: Permill = Permill::from_percent(85);
}

impl pallet_carbon::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type IssuerOrigin = GovernanceOrigin;
    type Meters = DeviceRegistry;
    type GreenSales = EnergyMarket;
    type SliceDeposit = SliceDeposit;
    type ProjectDeposit = ProjectDeposit;
    // Twelve months after production.
    type Validity = ConstU32<365>;
    // Two reporting years.
    type RetirementRetention = ConstU32<731>;
    // As long as what can be retired and is kept may refer to them: validity and retention together, and a few days.
    type FactorRetention = ConstU32<1_100>;
    type MaxFactorVersions = ConstU32<16>;
    type StorageEfficiency = StorageEfficiency;
    type MaxItemsPerStep = ConstU32<32>;
    type WeightInfo = crate::weights::pallet_carbon::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BenchmarkClock;
}
