//! UEN's shared vocabulary: units, identifiers, the signed messages of devices, and the traits through which pallets see each
//! other. Pallets depend on this crate and never on each other; only the runtime knows them all.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod carbon;
mod device;
mod market;
mod median;
mod metering;
mod migration;
mod p256;
mod reading;
pub mod runtime_api;
mod staking;
mod units;

pub use carbon::{
    CertifiableEnergy, CertificateId, CertifiedEnergy, GreenDeliveries, GreenSales, HourlyConsumption, IssuanceId, MeteringSite,
    ProjectId, SavingCertificates,
};
pub use device::{Capacities, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Medium, Permissions, Resolution};
pub use market::{MarketId, MarketState, MeteredPeriod, MeteringPoint, MeteringPoints, NotTradeable, OrderId, Product, Side};
pub use median::median;
pub use metering::{
    CommunitySale, CommunitySales, DailyEnergy, DayClaim, EnergyUse, MeteredEnergy, OpenPositions, Quality, SiteSplit, ZoneTree,
};
pub use migration::migrate_entries;
pub use p256::{P256Public, P256Signature};
pub use reading::{Flags, KeyChange, KeyDelegation, ProofOfPossession, Reading, Registers, SignedReading};
pub use staking::{StakingRewards, VotingLock, VotingPower};
pub use units::{
    aligned, Day, Hour, Period, PricePerWh, UnixSeconds, Wh, ZoneId, ALIGNMENT_SECONDS, DAY_SECONDS, HOURS_PER_DAY, HOUR_SECONDS,
    PERIODS_PER_DAY, PERIODS_PER_HOUR, PERIOD_SECONDS,
};

/// Money, in planck; 1 UEN = 10^12 planck.
pub type Balance = u128;
