//! UEN: balances, fees, vesting, the airdrop.

use crate::{
    configs::{GovernanceOrigin, RelayChainBlockNumber},
    constants::{EXISTENTIAL_DEPOSIT, MICRO_UEN, MILLI_UEN, UEN},
    weights::ExtrinsicBaseWeight,
    AccountId, Balance, Balances, DeviceRegistry, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System,
    Timestamp,
};
use core::marker::PhantomData;
use frame_support::{
    dispatch::DispatchClass,
    parameter_types,
    traits::{
        fungible::Credit, tokens::imbalance::ResolveTo, ConstU32, ConstU8, Imbalance, OnUnbalanced, VariantCountOf,
        WithdrawReasons,
    },
    weights::{ConstantMultiplier, WeightToFeeCoefficient, WeightToFeeCoefficients, WeightToFeePolynomial},
    PalletId,
};
use frame_system::BlockWeight;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, MultiplierUpdate, TargetedFeeAdjustment};
use smallvec::smallvec;
use sp_runtime::{
    traits::{AccountIdConversion, Bounded, Convert, ConvertInto},
    FixedPointNumber, Perbill, Percent, Perquintill,
};

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
    /// Where community money is kept.
    pub const TreasuryPalletId: PalletId = PalletId(*b"py/trsry");
    pub TreasuryAccount: AccountId = TreasuryPalletId::get().into_account_truncating();
    /// Where fees and the stakers' share of energy mining wait for the next era.
    pub const StakingPalletId: PalletId = PalletId(*b"uen/stak");
    pub StakingPot: AccountId = StakingPalletId::get().into_account_truncating();
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    // Nothing is burnt: dust goes to the treasury.
    type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type ReserveIdentifier = [u8; 8];
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
    type WeightInfo = crate::weights::pallet_balances::WeightInfo<Runtime>;
}

/// A transaction's base weight costs 1 mUEN, and weight beyond it in proportion.
pub struct WeightToFee;

impl WeightToFeePolynomial for WeightToFee {
    type Balance = Balance;
    fn polynomial() -> WeightToFeeCoefficients<Balance> {
        let base = Balance::from(ExtrinsicBaseWeight::get().ref_time());
        smallvec![WeightToFeeCoefficient {
            degree: 1,
            negative: false,
            coeff_frac: Perbill::from_rational(MILLI_UEN % base, base),
            coeff_integer: MILLI_UEN / base,
        }]
    }
}

parameter_types! {
    /// A byte costs 1 µUEN.
    pub const TransactionByteFee: Balance = MICRO_UEN;
    /// Fees rise while blocks are fuller of paid transactions than this, and fall while they are emptier.
    pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
    /// Fees never fall below a tenth, so that they recover within hours.
    pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
    pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

/// Has fees follow what paid transactions take of blocks: free readings, which nobody pays for, do not make a transfer dearer.
pub struct PaidFullness<Adjustment>(PhantomData<Adjustment>);

impl<Adjustment: MultiplierUpdate> Convert<Multiplier, Multiplier> for PaidFullness<Adjustment> {
    fn convert(previous: Multiplier) -> Multiplier {
        // The adjustment looks at the block's weight itself, so it is shown another.
        let all = BlockWeight::<Runtime>::get();
        BlockWeight::<Runtime>::mutate(|paid| paid.reduce(DeviceRegistry::free_weight(), DispatchClass::Normal));
        let next = Adjustment::convert(previous);
        BlockWeight::<Runtime>::put(all);
        next
    }
}

impl<Adjustment: MultiplierUpdate> MultiplierUpdate for PaidFullness<Adjustment> {
    fn min() -> Multiplier {
        Adjustment::min()
    }

    fn max() -> Multiplier {
        Adjustment::max()
    }

    fn target() -> Perquintill {
        Adjustment::target()
    }

    fn variability() -> Multiplier {
        Adjustment::variability()
    }
}

/// Of fees and tips, 80 % go to stakers and the rest to the treasury.
pub struct FeeSplit;

/// What stakers get of fees.
const STAKERS_SHARE: Percent = Percent::from_percent(80);

impl OnUnbalanced<Credit<AccountId, Balances>> for FeeSplit {
    fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
        let share = STAKERS_SHARE.mul_floor(fees.peek());
        let (stakers, treasury) = fees.split(share);
        ResolveTo::<StakingPot, Balances>::on_unbalanced(stakers);
        ResolveTo::<TreasuryAccount, Balances>::on_unbalanced(treasury);
    }
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, FeeSplit>;
    type WeightToFee = WeightToFee;
    type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
    type FeeMultiplierUpdate =
        PaidFullness<TargetedFeeAdjustment<Self, TargetBlockFullness, AdjustmentVariable, MinimumMultiplier, MaximumMultiplier>>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = crate::weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MinVestedTransfer: Balance = UEN;
    pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
        WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
}

impl pallet_vesting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = MinVestedTransfer;
    type WeightInfo = crate::weights::pallet_vesting::WeightInfo<Runtime>;
    type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
    type BlockNumberProvider = RelayChainBlockNumber;
    const MAX_VESTING_SCHEDULES: u32 = 28;
}

parameter_types! {
    pub const AirdropPalletId: PalletId = PalletId(*b"uen/drop");
}

impl pallet_airdrop::Config for Runtime {
    type Currency = Balances;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type PalletId = AirdropPalletId;
    type ExpiryDestination = TreasuryAccount;
    type MaxProof = ConstU32<32>;
    type MaxLeaves = ConstU32<1_000_000>;
    type WeightInfo = crate::weights::pallet_airdrop::WeightInfo<Runtime>;
}
