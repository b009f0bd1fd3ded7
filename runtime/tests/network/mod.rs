//! The relay chain and a sibling, played by hand: what they send arrives through the parachain inherent with the relay chain's proof, and
//! what the chain sends is read from what it hands to the relay chain.
#![allow(missing_docs)]

use crate::chain::{account, dev, Chain};
use codec::{Decode, Encode};
use cumulus_pallet_parachain_system::{HrmpOutboundMessages, UpwardMessages};
use cumulus_primitives_core::{
    relay_chain::{well_known_keys, HrmpChannelId, UMP_SEPARATOR},
    AbridgedHrmpChannel, ParaId, XcmpMessageFormat,
};
use frame_support::traits::fungibles::Inspect;
use pallet_xcm::Call as XcmCall;
use sp_runtime::DispatchError;
use uen_runtime::{
    configs::{
        xcm::{ForeignAssetsInstance, LocationToAccountId, UnitWeightCost},
        StakingPot, TreasuryAccount,
    },
    constants::TOTAL_SUPPLY,
    genesis::{PARA_ID, RELAY_TOKEN_RATE},
    AccountId, Balance, Balances, ForeignAssets, Runtime, RuntimeCall, RuntimeEvent, TransactionPayment,
};
use xcm::{latest::prelude::*, VersionedAssets, VersionedXcm};
use xcm_executor::traits::ConvertLocation;

pub type AssetsCall = pallet_assets::Call<Runtime, ForeignAssetsInstance>;
pub type QueueEvent = pallet_message_queue::Event<Runtime>;
pub type XcmEvent = pallet_xcm::Event<Runtime>;

pub const SIBLING: u32 = 2000;
/// The relay chain's token has ten decimals.
pub const TOKEN: Balance = 10_000_000_000;

pub fn relay() -> Location {
    Location::parent()
}

pub fn sibling() -> Location {
    Location::new(1, [Parachain(SIBLING)])
}

/// This chain, or UEN, as others name it.
pub fn uen_outside() -> Location {
    Location::new(1, [Parachain(PARA_ID)])
}

pub fn uen(amount: Balance) -> Asset {
    (Here, amount).into()
}

pub fn token(amount: Balance) -> Asset {
    (Parent, amount).into()
}

pub fn to(who: &AccountId) -> Location {
    AccountId32 { network: None, id: who.clone().into() }.into()
}

pub fn bob() -> AccountId {
    account(&dev("//Bob"))
}

pub fn ferdie() -> AccountId {
    account(&dev("//Ferdie"))
}

/// The account that keeps what is at a sibling.
pub fn custody() -> AccountId {
    LocationToAccountId::convert_location(&sibling()).expect("siblings have accounts")
}

/// The chain after its first block, with a channel to the sibling.
pub fn network() -> Chain {
    let mut chain = Chain::new();
    let id = HrmpChannelId { sender: PARA_ID.into(), recipient: SIBLING.into() };
    let channel = AbridgedHrmpChannel {
        max_capacity: 8,
        max_total_size: 800 * 1024,
        max_message_size: 100 * 1024,
        msg_count: 0,
        total_size: 0,
        mqc_head: None,
    };
    chain.relay.state = vec![
        (well_known_keys::hrmp_egress_channel_index(PARA_ID.into()), vec![ParaId::from(SIBLING)].encode()),
        (well_known_keys::hrmp_channels(id), channel.encode()),
    ];
    chain.blocks(1);
    chain
}

/// Put `message` of `from` among what the next block must take in.
pub fn post(chain: &mut Chain, from: &Location, message: Xcm<()>) {
    let message = VersionedXcm::from(message);
    match from.unpack() {
        (1, []) => chain.relay.downward.push(message.encode()),
        (1, [Parachain(id)]) => {
            let page = (XcmpMessageFormat::ConcatenatedVersionedXcm, message).encode();
            chain.relay.horizontal.push(((*id).into(), page));
        }
        _ => panic!("{from:?} has no channel"),
    }
}

/// `message` arrives from `from`; what happens in the block that takes it in and in the next, by which it is executed.
pub fn receive(chain: &mut Chain, from: &Location, message: Xcm<()>) -> Vec<RuntimeEvent> {
    post(chain, from, message);
    chain.blocks(2)
}

/// Whether the last message was executed to its end, and if not, what stopped it: nothing, if it was not executed at all.
pub fn outcome(events: &[RuntimeEvent]) -> Result<(), Option<XcmError>> {
    let error = events.iter().rev().find_map(|event| match event {
        RuntimeEvent::PolkadotXcm(XcmEvent::ProcessXcmError { error, .. }) => Some(*error),
        _ => None,
    });
    let success = events.iter().rev().find_map(|event| match event {
        RuntimeEvent::MessageQueue(QueueEvent::Processed { success, .. }) => Some(*success),
        RuntimeEvent::MessageQueue(QueueEvent::ProcessingFailed { .. }) => Some(false),
        _ => None,
    });
    match success.expect("a message was taken up") {
        true => Ok(()),
        false => Err(error),
    }
}

pub fn trapped(events: &[RuntimeEvent]) -> Vec<(Location, Assets)> {
    let traps = events.iter().filter_map(|event| match event {
        RuntimeEvent::PolkadotXcm(XcmEvent::AssetsTrapped { origin, assets, .. }) => Some((origin.clone(), assets.clone())),
        _ => None,
    });
    traps.map(|(origin, assets)| (origin, assets.try_into().expect("the version is known"))).collect()
}

/// What the last block handed to the relay chain, without the chain's own questions for versions.
pub fn sent(chain: &mut Chain) -> Vec<(Location, Xcm<()>)> {
    let mut messages = vec![];
    chain.ext.execute_with(|| {
        for message in UpwardMessages::<Runtime>::get().into_iter().take_while(|message| *message != UMP_SEPARATOR) {
            messages.push((relay(), VersionedXcm::<()>::decode(&mut &message[..]).expect("it is XCM")));
        }
        for page in HrmpOutboundMessages::<Runtime>::get() {
            let mut data = &page.data[..];
            let format = XcmpMessageFormat::decode(&mut data).expect("a page has a format");
            if format != XcmpMessageFormat::ConcatenatedVersionedXcm {
                continue;
            }
            while !data.is_empty() {
                let message = VersionedXcm::<()>::decode(&mut data).expect("it is XCM");
                messages.push((Location::new(1, [Parachain(page.recipient.into())]), message));
            }
        }
    });
    let messages = messages.into_iter().map(|(dest, message)| (dest, Xcm::try_from(message).expect("the version is known")));
    messages.filter(|(_, message)| !matches!(message.0[0], SubscribeVersion { .. })).collect()
}

/// What an instruction, times `instructions`, costs in UEN.
pub fn fee(instructions: u64) -> Balance {
    TransactionPayment::weight_to_fee(UnitWeightCost::get() * instructions)
}

/// What it costs in the relay chain's token: the fee in UEN at the rate, rounded up.
pub fn fee_in_token(chain: &mut Chain, instructions: u64) -> Balance {
    let uen = chain.ext.execute_with(|| fee(instructions));
    uen.div_ceil(RELAY_TOKEN_RATE.into())
}

pub fn tokens(chain: &mut Chain, who: &AccountId) -> Balance {
    chain.ext.execute_with(|| ForeignAssets::balance(relay(), who))
}

/// What fees bring in, the stakers' part and the treasury's.
pub fn income(chain: &mut Chain) -> (Balance, Balance) {
    (chain.free(&StakingPot::get()), chain.free(&TreasuryAccount::get()))
}

/// No UEN came or went, all of it but what is trapped belongs to an account, and other chains' assets add up.
pub fn audit(chain: &mut Chain, trapped: Balance) {
    chain.ext.execute_with(|| {
        assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
        let sum: Balance = frame_system::Account::<Runtime>::iter_values().map(|a| a.data.free + a.data.reserved).sum();
        assert_eq!(sum, TOTAL_SUPPLY - trapped, "what is in no account is trapped");
        for id in pallet_assets::Asset::<Runtime, ForeignAssetsInstance>::iter_keys() {
            let accounts = pallet_assets::Account::<Runtime, ForeignAssetsInstance>::iter_prefix(&id).map(|(who, _)| who);
            let sum: Balance = accounts.map(|who| ForeignAssets::balance(id.clone(), &who)).sum();
            assert!(sum <= ForeignAssets::total_issuance(id.clone()), "{id:?}");
        }
        #[cfg(feature = "try-runtime")]
        {
            use frame_support::traits::{TryState, TryStateSelect};
            use uen_runtime::{AllPalletsWithSystem, System};
            AllPalletsWithSystem::try_state(System::block_number(), TryStateSelect::All).expect("every pallet is consistent");
        }
    });
}

pub fn transfer_call(dest: Location, beneficiary: &AccountId, assets: impl Into<Assets>) -> RuntimeCall {
    RuntimeCall::PolkadotXcm(XcmCall::transfer_assets {
        dest: Box::new(dest.into()),
        beneficiary: Box::new(to(beneficiary).into()),
        assets: Box::new(VersionedAssets::from(assets.into())),
        fee_asset_item: 0,
        weight_limit: Unlimited,
    })
}

/// Bob sends `amount` of UEN to the sibling.
pub fn send_uen(chain: &mut Chain, amount: Balance) {
    chain.call(&dev("//Bob"), transfer_call(sibling(), &bob(), uen(amount))).0.expect("UEN leaves");
}

/// The relay chain sends `amount` of its token to Bob.
pub fn send_token(chain: &mut Chain, amount: Balance) -> Vec<RuntimeEvent> {
    receive(chain, &relay(), deposited(token(amount), &bob()))
}

pub fn buy(fees: Asset) -> Instruction<()> {
    BuyExecution { fees, weight_limit: Unlimited }
}

pub fn deposit(who: &AccountId) -> Instruction<()> {
    DepositAsset { assets: AllCounted(2).into(), beneficiary: to(who) }
}

/// What a reserve sends when `asset` was deposited there for `who` here.
pub fn deposited(asset: Asset, who: &AccountId) -> Xcm<()> {
    Xcm(vec![ReserveAssetDeposited(asset.clone().into()), ClearOrigin, buy(asset), deposit(who)])
}

/// What a chain sends that gives `asset` back for `who`.
pub fn withdrawn(asset: Asset, who: &AccountId) -> Xcm<()> {
    Xcm(vec![WithdrawAsset(asset.clone().into()), ClearOrigin, buy(asset), deposit(who)])
}

pub fn remark() -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![1] })
}

/// A call of somebody that must fail, with nothing sent.
pub fn refuse(chain: &mut Chain, call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
    assert_eq!(chain.call(&dev("//Bob"), call).0, Err(error.into()));
    assert_eq!(sent(chain), vec![]);
}

pub fn amount(asset: Asset) -> Balance {
    match asset.fun {
        Fungible(amount) => amount,
        NonFungible(_) => 0,
    }
}
