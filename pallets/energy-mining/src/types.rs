//! What the pallet keeps.

use crate::emission::most_premium;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use uen_primitives::{Balance, CommunitySale, DailyEnergy, DeviceId, DeviceKind, PricePerWh, Wh};

/// A weight of one, in per mille: the most that any weight can be.
pub const FULL_WEIGHT: u16 = 1_000;
/// Least that governance can set as the most a weighted Wh earns: 0.01 UEN/kWh. Mining cannot be switched off in passing.
pub const MIN_MAX_REWARD: PricePerWh = 10_000_000;
/// Most that governance can set as the most a weighted Wh earns: 10 UEN/kWh.
pub const MAX_MAX_REWARD: PricePerWh = 10_000_000_000;
/// The most a weighted Wh earns at first: 1 UEN/kWh.
pub const INITIAL_MAX_REWARD: PricePerWh = 1_000_000_000;

/// How much a Wh counts by what generated it, in per mille. Storage, fossil generation, consumption and charging points have no
/// entry: they count nothing, and no vote can change that (attack 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct TechnologyWeights {
    /// Photovoltaics or solar heat.
    pub solar: u16,
    /// Wind.
    pub wind: u16,
    /// Hydro power.
    pub hydro: u16,
    /// Geothermal.
    pub geothermal: u16,
    /// Biomass.
    pub biomass: u16,
    /// Waste heat.
    pub waste_heat: u16,
}

impl TechnologyWeights {
    /// The weight of `kind`.
    pub fn of(&self, kind: DeviceKind) -> u16 {
        match kind {
            DeviceKind::Solar => self.solar,
            DeviceKind::Wind => self.wind,
            DeviceKind::Hydro => self.hydro,
            DeviceKind::Geothermal => self.geothermal,
            DeviceKind::Biomass => self.biomass,
            DeviceKind::WasteHeat => self.waste_heat,
            DeviceKind::Consumption | DeviceKind::Storage | DeviceKind::EvCharger | DeviceKind::Fossil => 0,
        }
    }
}

/// How much a Wh counts by where it went, in per mille.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ChannelWeights {
    /// Sold within the community. What is above `exported` is the premium, which never brings more than the grid fees paid for the sale.
    pub sold: u16,
    /// Given to the grid.
    pub exported: u16,
    /// Used on site.
    pub self_used: u16,
}

/// What governance can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MiningParameters {
    /// The most a weighted Wh earns, in planck: between [`MIN_MAX_REWARD`] and [`MAX_MAX_REWARD`].
    pub max_reward: PricePerWh,
    /// By what generated it, each at most [`FULL_WEIGHT`].
    pub technology: TechnologyWeights,
    /// By where it went, each at most [`FULL_WEIGHT`].
    pub channel: ChannelWeights,
}

impl Default for MiningParameters {
    fn default() -> Self {
        Self {
            max_reward: INITIAL_MAX_REWARD,
            technology: TechnologyWeights {
                solar: 1_000,
                wind: 1_000,
                hydro: 800,
                geothermal: 1_000,
                biomass: 700,
                waste_heat: 600,
            },
            channel: ChannelWeights { sold: 1_000, exported: 500, self_used: 250 },
        }
    }
}

impl MiningParameters {
    /// Whether everything is inside its bounds.
    pub fn is_valid(&self) -> bool {
        let Self { max_reward, technology: t, channel: c } = self;
        let weights = [t.solar, t.wind, t.hydro, t.geothermal, t.biomass, t.waste_heat, c.sold, c.exported, c.self_used];
        (MIN_MAX_REWARD..=MAX_MAX_REWARD).contains(max_reward) && weights.iter().all(|weight| *weight <= FULL_WEIGHT)
    }

    /// Σ Wh × technology × channel of a device-day, of which the market counted `sale`. No more counts as sold than was generated and
    /// shared, whatever the market says (attacks 15, 16).
    ///
    /// What is sold weighs as if it were exported, and the premium for the sale comes on top: the difference of both channels, as far as
    /// it brings no more than the grid fees paid (attack 48). If governance weighs sales less than exports, there is no premium.
    pub fn weighted_energy<AccountId>(&self, energy: &DailyEnergy<AccountId>, sale: CommunitySale) -> WeightedEnergy {
        let ChannelWeights { sold: through_sale, exported: through_export, self_used } = self.channel;
        let sold = energy.mineable_shared.min(sale.energy);
        let exported = energy.mineable_shared.saturating_sub(sold);
        let technology = u128::from(self.technology.of(energy.kind));
        // Saturation is out of reach: a u64 × u16 × u16 has 96 bits, and three of them 98.
        let through = |Wh(amount): Wh, channel: u16| u128::from(amount).saturating_mul(channel.into()).saturating_mul(technology);
        let base = through(sold, through_sale.min(through_export))
            .saturating_add(through(exported, through_export))
            .saturating_add(through(energy.mineable_self_used, self_used));
        let premium = through(sold, through_sale.saturating_sub(through_export));
        WeightedEnergy { base, premium: premium.min(most_premium(sale.fees, self.max_reward)) }
    }
}

/// How much a device-day weighs: Σ Wh × technology × channel, both weights in per mille.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeightedEnergy {
    /// What it weighs whoever got the energy.
    pub base: u128,
    /// What it weighs more for being sold within the community. Brings no more than the grid fees paid for the sale.
    pub premium: u128,
}

impl WeightedEnergy {
    /// Both together.
    pub fn total(&self) -> u128 {
        // Saturation is out of reach: the base has 98 bits, and the premium 96.
        self.base.saturating_add(self.premium)
    }
}

/// An era whose devices are being collected. The parameters are those at its start, so that every device of an era is weighed
/// alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CollectionRecord {
    /// The last device that was looked at.
    pub cursor: Option<DeviceId>,
    /// W of the devices so far.
    pub weighted_energy: u128,
    /// What this era is weighed and capped by.
    pub parameters: MiningParameters,
}

/// A closed era whose rewards can be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EraRecord {
    /// W = Σ of all weighted energy.
    pub weighted_energy: u128,
    /// What its miners share.
    pub spend: Balance,
    /// The part of it that was not claimed yet, and the dust of rounding that nobody can claim.
    pub unclaimed: Balance,
}

/// What an account earned in an era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MinerRecord {
    /// Weighted energy of all of its devices.
    pub weighted_energy: u128,
    /// Whether the reward was paid.
    pub claimed: bool,
}

/// An expired era whose miners' records are being removed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SweepRecord<AccountId> {
    /// The era.
    pub era: u32,
    /// The last account whose record was removed: what comes before it need not be walked over again.
    pub last: Option<AccountId>,
}

/// [`SweepRecord`] of a runtime.
pub type SweepRecordOf<T> = SweepRecord<<T as frame_system::Config>::AccountId>;
