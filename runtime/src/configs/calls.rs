//! What accounts can do with calls: batch them, share keys, delegate, postpone.

use crate::{
    configs::{GovernanceOrigin, RuntimeBlockWeights},
    constants::deposit,
    AccountId, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin,
    System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    parameter_types,
    traits::{fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, InstanceFilter, LinearStoragePrice},
    weights::Weight,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::BlakeTwo256, Perbill};

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = crate::weights::pallet_utility::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MultisigDepositBase: Balance = deposit(1, 88);
    pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = MultisigDepositBase;
    type DepositFactor = MultisigDepositFactor;
    type MaxSignatories = ConstU32<100>;
    type WeightInfo = crate::weights::pallet_multisig::WeightInfo<Runtime>;
    type BlockNumberProvider = System;
}

/// What a proxy may do for the account that appointed it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum ProxyType {
    /// Anything.
    #[default]
    Any,
    /// Anything that moves no money.
    NonTransfer,
    /// Register, hand over and retire devices, and relay readings: what an installer needs.
    Metering,
    /// Claim rewards for the account.
    Claim,
    /// Reject announcements of other proxies.
    CancelProxy,
    /// Trade energy, and issue, offer and retire its certificates: what an aggregator needs. It buys energy in markets only, and no
    /// certificates, which would pay an account of its choice whatever that asks for.
    Trading,
    /// Stake, validate, and claim rewards: neither votes nor moves money to others.
    Staking,
    /// Propose, vote, stand for the council and act in it: neither stakes nor moves money to others, but what the council grants.
    Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            Self::Any => true,
            Self::NonTransfer => {
                // A bid pays whoever sells, and a certificate is worth what is paid for it: it is given away by an offer for nothing, and
                // by a retirement for somebody else.
                !matches!(
                    call,
                    RuntimeCall::Balances(..)
                        | RuntimeCall::Carbon(
                            pallet_carbon::Call::accept { .. }
                                | pallet_carbon::Call::offer { .. }
                                | pallet_carbon::Call::retire { .. }
                        )
                        | RuntimeCall::Bounties(pallet_bounties::Call::award_bounty { .. })
                        | RuntimeCall::ChildBounties(
                            pallet_child_bounties::Call::add_child_bounty { .. }
                                | pallet_child_bounties::Call::award_child_bounty { .. }
                                | pallet_child_bounties::Call::propose_curator { .. }
                        )
                        | RuntimeCall::EnergyMarket(..)
                        | RuntimeCall::ForeignAssets(..)
                        // What is dispatched for another account has none of this filter.
                        | RuntimeCall::Multisig(..)
                        | RuntimeCall::PolkadotXcm(..)
                        | RuntimeCall::Proxy(pallet_proxy::Call::proxy { .. } | pallet_proxy::Call::proxy_announced { .. })
                        | RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer { .. })
                )
            }
            Self::Trading => matches!(
                call,
                RuntimeCall::EnergyMarket(..)
                    | RuntimeCall::Carbon(
                        pallet_carbon::Call::issue { .. }
                            | pallet_carbon::Call::split { .. }
                            | pallet_carbon::Call::offer { .. }
                            | pallet_carbon::Call::withdraw_offer { .. }
                            | pallet_carbon::Call::retire { .. }
                    )
                    | RuntimeCall::Utility(..)
            ),
            Self::Metering => matches!(call, RuntimeCall::DeviceRegistry(..)),
            Self::Staking => {
                matches!(call, RuntimeCall::ValidatorStaking(..) | RuntimeCall::Session(..) | RuntimeCall::Utility(..))
            }
            Self::Governance => matches!(
                call,
                RuntimeCall::Democracy(..)
                    | RuntimeCall::Council(..)
                    | RuntimeCall::TechnicalCommittee(..)
                    | RuntimeCall::Elections(..)
                    | RuntimeCall::Treasury(..)
                    | RuntimeCall::Bounties(..)
                    | RuntimeCall::ChildBounties(..)
                    | RuntimeCall::Tips(..)
                    | RuntimeCall::Preimage(..)
                    | RuntimeCall::Utility(..)
            ),
            Self::Claim => matches!(
                call,
                RuntimeCall::EnergyMining(pallet_energy_mining::Call::claim { .. })
                    | RuntimeCall::Airdrop(pallet_airdrop::Call::claim { .. })
                    | RuntimeCall::ValidatorStaking(pallet_validator_staking::Call::claim { .. })
                    | RuntimeCall::Utility(..)
            ),
            Self::CancelProxy => matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. })),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        match (self, other) {
            (a, b) if a == b => true,
            (Self::Any, _) => true,
            (_, Self::Any) => false,
            (Self::NonTransfer, other) => !matches!(other, Self::Trading | Self::Governance),
            _ => false,
        }
    }
}

parameter_types! {
    pub const ProxyDepositBase: Balance = deposit(1, 8);
    pub const ProxyDepositFactor: Balance = deposit(0, 33);
    pub const AnnouncementDepositBase: Balance = deposit(1, 8);
    pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<32>;
    type WeightInfo = crate::weights::pallet_proxy::WeightInfo<Runtime>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = AnnouncementDepositBase;
    type AnnouncementDepositFactor = AnnouncementDepositFactor;
    type BlockNumberProvider = System;
}

parameter_types! {
    pub const PreimageBaseDeposit: Balance = deposit(2, 64);
    pub const PreimageByteDeposit: Balance = deposit(0, 1);
    pub const PreimageHoldReason: RuntimeHoldReason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = crate::weights::pallet_preimage::WeightInfo<Runtime>;
    type Currency = Balances;
    type ManagerOrigin = GovernanceOrigin;
    type Consideration = HoldConsideration<
        AccountId,
        Balances,
        PreimageHoldReason,
        LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
    >;
}

parameter_types! {
    /// Scheduled calls may fill most of a block, and leave room for others.
    pub MaximumSchedulerWeight: Weight = Perbill::from_percent(60) * RuntimeBlockWeights::get().max_block;
}

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaximumSchedulerWeight;
    type ScheduleOrigin = GovernanceOrigin;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<50>;
    type WeightInfo = crate::weights::pallet_scheduler::WeightInfo<Runtime>;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}
