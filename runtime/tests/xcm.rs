//! The chain among others: what it sends, what it accepts, and that UEN stays what it is.
#![allow(missing_docs)]

mod chain;
mod network;

use chain::{dev, Chain};
use codec::Encode;
use cumulus_primitives_core::AggregateMessageOrigin;
use frame_support::{
    assert_ok,
    traits::{fungibles::Inspect, InstanceFilter, IntegrityTest, QueueFootprintQuery},
};
use network::*;
use pallet_xcm::Call as XcmCall;
use sp_runtime::{DispatchError, FixedU128};
use uen_runtime::{
    configs::{
        xcm::{
            BaseDeliveryFee, ForeignAssetsInstance, LocationToAccountId, RelayTokenTrader, UnitWeightCost, XcmConfig,
            MAX_FOREIGN_ASSETS, REFUSAL,
        },
        ProxyType, TreasuryAccount,
    },
    constants::{EXISTENTIAL_DEPOSIT, MICRO_UEN, UEN},
    genesis::{RELAY_TOKEN_MINIMUM, RELAY_TOKEN_RATE},
    AccountId, AllPalletsWithSystem, Balance, ForeignAssets, MessageQueue, PolkadotXcm, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, System,
};
use xcm::{latest::prelude::*, VersionedAssetId, VersionedAssets, VersionedLocation, VersionedXcm};
use xcm_executor::traits::{ConvertLocation, FeeManager, FeeReason, TransferType};

#[test]
fn the_runtime_should_be_put_together_consistently() {
    sp_io::TestExternalities::default().execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn uen_should_go_to_a_sibling_and_come_back() {
    let mut chain = network();
    let (before, (pot, treasury)) = (chain.free(&bob()), income(&mut chain));
    send_uen(&mut chain, 100 * UEN);

    let messages = sent(&mut chain);
    let outside = Asset { id: AssetId(uen_outside()), fun: Fungible(100 * UEN) };
    let (dest, message) = &messages[0];
    assert_eq!((messages.len(), dest), (1, &sibling()));
    let expected = deposited(outside, &bob()).0;
    assert!(
        matches!(&message.0[..], [a, b, c, DepositAsset { beneficiary, .. }, SetTopic(_)]
        if [a, b, c] == [&expected[0], &expected[1], &expected[2]] && *beneficiary == to(&bob())),
        "{message:?}"
    );
    // The price of the message is the base and a µUEN for each byte; the transaction pays beside it.
    let delivery = BaseDeliveryFee::get() + message.encoded_size() as Balance * MICRO_UEN;
    let paid = before - 100 * UEN - chain.free(&bob());
    let (pot_now, treasury_now) = income(&mut chain);
    assert_eq!(paid, pot_now - pot + treasury_now - treasury, "stakers and the treasury get all of it");
    let tx_fee = chain.events().into_iter().find_map(|event| match event {
        RuntimeEvent::TransactionPayment(pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. }) => {
            Some(actual_fee)
        }
        _ => None,
    });
    assert_eq!(Some(paid - delivery), tx_fee);
    assert_eq!(chain.free(&custody()), 100 * UEN);
    audit(&mut chain, 0);

    // 60 of them come back to Ferdie, who pays for the four instructions.
    let before = (chain.free(&ferdie()), income(&mut chain));
    assert_eq!(outcome(&receive(&mut chain, &sibling(), withdrawn(uen(60 * UEN), &ferdie()))), Ok(()));
    let fee = chain.ext.execute_with(|| fee(4));
    assert_eq!(chain.free(&ferdie()), before.0 + 60 * UEN - fee);
    let stakers = fee * 80 / 100;
    assert_eq!(income(&mut chain), (before.1 .0 + stakers, before.1 .1 + fee - stakers));
    assert_eq!(chain.free(&custody()), 40 * UEN, "what is still at the sibling");
    audit(&mut chain, 0);

    // More than went there cannot come back.
    let events = receive(&mut chain, &sibling(), withdrawn(uen(40 * UEN + 1), &ferdie()));
    assert!(matches!(outcome(&events), Err(Some(XcmError::FailedToTransactAsset(_)))), "{events:?}");
    assert_eq!(outcome(&receive(&mut chain, &sibling(), withdrawn(uen(40 * UEN), &ferdie()))), Ok(()));
    assert_eq!(chain.free(&custody()), 0);
    audit(&mut chain, 0);
}

#[test]
fn the_relay_token_should_come_from_the_relay_chain_and_go_back() {
    let mut chain = network();
    assert_eq!(outcome(&send_token(&mut chain, 5 * TOKEN)), Ok(()));
    let fee = fee_in_token(&mut chain, 4);
    assert_eq!(tokens(&mut chain, &bob()), 5 * TOKEN - fee);
    assert_eq!(tokens(&mut chain, &TreasuryAccount::get()), fee);
    audit(&mut chain, 0);

    chain.call(&dev("//Bob"), transfer_call(relay(), &ferdie(), token(2 * TOKEN))).0.expect("the token goes home");
    let messages = sent(&mut chain);
    let own = Asset { id: AssetId(Here.into()), fun: Fungible(2 * TOKEN) };
    let expected = withdrawn(own, &ferdie()).0;
    assert!(
        matches!(&messages[..], [(dest, message)] if *dest == relay()
            && matches!(&message.0[..], [a, b, c, DepositAsset { beneficiary, .. }, SetTopic(_)]
                if [a, b, c] == [&expected[0], &expected[1], &expected[2]] && *beneficiary == to(&ferdie()))),
        "{messages:?}"
    );
    assert_eq!(tokens(&mut chain, &bob()), 3 * TOKEN - fee);
    assert_eq!(chain.ext.execute_with(|| ForeignAssets::total_issuance(relay())), 3 * TOKEN, "what the relay chain keeps for us");
    audit(&mut chain, 0);
}

#[test]
fn the_relay_token_should_pay_at_the_rate_of_governance_and_not_without_one() {
    let mut chain = network();
    let rate = |rate| pallet_asset_rate::Call::<Runtime>::update { asset_kind: Box::new(relay()), rate };
    refuse(&mut chain, rate(FixedU128::from_u32(1)), DispatchError::BadOrigin);
    chain.root(rate(FixedU128::from_u32(7))).expect("governance sets the rate");
    let uen = chain.ext.execute_with(|| fee(4));
    assert_eq!(chain.ext.execute_with(|| RelayTokenTrader::price(UnitWeightCost::get() * 4)), Some(uen.div_ceil(7)));
    send_token(&mut chain, 100 * TOKEN);
    assert_eq!(tokens(&mut chain, &bob()), 100 * TOKEN - uen.div_ceil(7));

    chain
        .root(pallet_asset_rate::Call::<Runtime>::remove { asset_kind: Box::new(relay()) })
        .expect("governance removes the rate");
    let events = send_token(&mut chain, TOKEN);
    assert_eq!(outcome(&events), Err(Some(XcmError::TooExpensive)));
    assert_eq!(trapped(&events), [(relay(), token(TOKEN).into())]);
    audit(&mut chain, 0);
}

#[test]
fn nothing_should_be_executed_that_does_not_pay() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let bought = |weight_limit| BuyExecution { fees: uen(UEN), weight_limit };
    let funds = || WithdrawAsset(uen(UEN).into());
    let unpaid = [
        vec![Trap(1)],
        vec![funds(), deposit(&ferdie())],
        vec![UnpaidExecution { weight_limit: Unlimited, check_origin: None }, funds(), deposit(&ferdie())],
        vec![funds(), UnpaidExecution { weight_limit: Unlimited, check_origin: None }, deposit(&ferdie())],
        vec![funds(), bought(Limited(UnitWeightCost::get() * 2)), deposit(&ferdie())],
        vec![SetFeesMode { jit_withdraw: true }, bought(Unlimited), funds(), deposit(&ferdie())],
        vec![DescendOrigin([OnlyChild].into()), Trap(1)],
        vec![QueryResponse { query_id: 7, response: Response::Null, max_weight: Weight::MAX, querier: None }],
        vec![HrmpNewChannelOpenRequest { sender: SIBLING, max_message_size: 1, max_capacity: 1 }],
    ];
    for message in unpaid {
        for from in [sibling(), relay()] {
            let events = receive(&mut chain, &from, Xcm(message.clone()));
            assert_eq!(outcome(&events), Err(None), "{message:?} from {from:?}");
            assert_eq!(trapped(&events), []);
        }
    }
    assert_eq!(chain.free(&custody()), 100 * UEN);

    // One planck too little.
    let enough = chain.ext.execute_with(|| fee(4));
    let events = receive(&mut chain, &sibling(), withdrawn(uen(enough - 1), &ferdie()));
    assert_eq!(outcome(&events), Err(Some(XcmError::TooExpensive)));
    audit(&mut chain, enough - 1);
    // What no account could hold is not kept for anybody.
    let before = income(&mut chain);
    let events = receive(&mut chain, &sibling(), withdrawn(uen(EXISTENTIAL_DEPOSIT - 1), &ferdie()));
    assert_eq!((outcome(&events), trapped(&events)), (Err(Some(XcmError::TooExpensive)), vec![]));
    let stakers = (EXISTENTIAL_DEPOSIT - 1) * 80 / 100;
    assert_eq!(income(&mut chain), (before.0 + stakers, before.1 + EXISTENTIAL_DEPOSIT - 1 - stakers));
    audit(&mut chain, enough - 1);
    let least = fee_in_token(&mut chain, 4);
    let events = receive(&mut chain, &relay(), deposited(token(least - 1), &ferdie()));
    assert_eq!(outcome(&events), Err(Some(XcmError::TooExpensive)));
}

#[test]
fn nothing_foreign_should_dispatch_a_call() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let code = RuntimeCall::System(frame_system::Call::set_code { code: vec![] });
    let kinds = [OriginKind::Native, OriginKind::SovereignAccount, OriginKind::Superuser, OriginKind::Xcm];
    let mut kept = 0;
    for kind in kinds {
        for call in [remark(), code.clone(), transfer_call(relay(), &ferdie(), uen(UEN))] {
            for (from, asset) in [(sibling(), uen(5 * UEN)), (relay(), token(50 * TOKEN))] {
                let funds = match from.interior() {
                    Here => ReserveAssetDeposited(asset.clone().into()),
                    _ => WithdrawAsset(asset.clone().into()),
                };
                let transact = Transact { origin_kind: kind, fallback_max_weight: None, call: call.encode().into() };
                let events = receive(&mut chain, &from, Xcm(vec![funds, buy(asset), transact]));
                assert_eq!(outcome(&events), Err(Some(XcmError::NoPermission)), "{kind:?} {call:?}");
                let remarked = |event: &RuntimeEvent| matches!(event, RuntimeEvent::System(frame_system::Event::Remarked { .. }));
                assert!(!events.iter().any(remarked));
                let traps = trapped(&events).into_iter().flat_map(|(_, assets)| assets.into_inner());
                kept += traps.filter(|asset| asset.id == AssetId(Here.into())).map(amount).sum::<Balance>();
            }
        }
    }
    audit(&mut chain, kept);
}

#[test]
fn no_chain_should_make_what_it_does_not_issue() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let before = chain.free(&ferdie());
    let own = Asset { id: AssetId(uen_outside()), fun: Fungible(UEN) };
    let siblings = Asset { id: AssetId(sibling()), fun: Fungible(UEN) };
    for (from, asset) in [
        (sibling(), uen(UEN)),
        (relay(), uen(UEN)),
        (sibling(), own.clone()),
        (relay(), own),
        (sibling(), token(TOKEN)),
        (sibling(), siblings.clone()),
        (relay(), siblings),
    ] {
        let events = receive(&mut chain, &from, deposited(asset.clone(), &ferdie()));
        assert_eq!(outcome(&events), Err(Some(XcmError::UntrustedReserveLocation)), "{asset:?} from {from:?}");
        let teleport = vec![ReceiveTeleportedAsset(asset.clone().into()), buy(asset.clone()), deposit(&ferdie())];
        let events = receive(&mut chain, &from, Xcm(teleport));
        assert_eq!(outcome(&events), Err(Some(XcmError::UntrustedTeleportLocation)), "{asset:?} from {from:?}");
        assert_eq!(trapped(&events), []);
    }
    assert_eq!(chain.free(&ferdie()), before);
    audit(&mut chain, 0);
}

#[test]
fn a_siblings_asset_should_be_accepted_once_governance_registered_it() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let asset = Asset { id: AssetId(sibling()), fun: Fungible(7 * UEN) };
    let owner = TreasuryAccount::get();
    let register = |id: Location| AssetsCall::force_create {
        id,
        owner: TreasuryAccount::get().into(),
        is_sufficient: true,
        min_balance: 1_000,
    };
    refuse(&mut chain, register(sibling()), DispatchError::BadOrigin);
    let create = AssetsCall::create { id: sibling(), admin: bob().into(), min_balance: 1 };
    refuse(&mut chain, create, DispatchError::BadOrigin);
    chain.root(register(sibling())).expect("governance registers");

    // It pays with what UEN it has here, and its own asset buys nothing.
    let both = |fee: Balance| {
        let arrive = ReserveAssetDeposited(asset.clone().into());
        Xcm(vec![WithdrawAsset(uen(fee).into()), buy(uen(fee)), arrive, deposit(&ferdie())])
    };
    let fee = chain.ext.execute_with(|| fee(4));
    assert_eq!(outcome(&receive(&mut chain, &sibling(), both(fee))), Ok(()));
    assert_eq!(chain.ext.execute_with(|| ForeignAssets::balance(sibling(), &ferdie())), 7 * UEN);
    assert_eq!(chain.free(&custody()), 100 * UEN - fee);
    let events = receive(&mut chain, &sibling(), deposited(asset.clone(), &ferdie()));
    assert_eq!(outcome(&events), Err(Some(XcmError::TooExpensive)));
    audit(&mut chain, 0);

    // Nobody makes it, destroys it or takes it, not even who governance wrote down as its owner.
    let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
    let owned = RuntimeOrigin::signed(owner);
    for call in [
        AssetsCall::mint { id: sibling(), beneficiary: bob().into(), amount: UEN },
        AssetsCall::burn { id: sibling(), who: ferdie().into(), amount: UEN },
        AssetsCall::force_transfer { id: sibling(), source: ferdie().into(), dest: bob().into(), amount: UEN },
        AssetsCall::start_destroy { id: sibling() },
    ] {
        assert_eq!(chain.dispatch(owned.clone(), call), Err(filtered));
    }

    // Ids that are named from here, or are this chain's own, are none of another chain, and there is room for a few.
    let refused = DispatchError::from(pallet_assets::Error::<Runtime, ForeignAssetsInstance>::CallbackFailed);
    for id in [Here.into(), Location::new(0, [PalletInstance(10)]), uen_outside(), Location::new(2, Here)] {
        assert_eq!(chain.root(register(id)), Err(refused));
    }
    for index in 2..MAX_FOREIGN_ASSETS {
        chain.root(register(Location::new(1, [Parachain(SIBLING), GeneralIndex(index as u128)]))).expect("there is room");
    }
    assert_eq!(chain.root(register(Location::new(1, [Parachain(3000)]))), Err(refused));
}

#[test]
fn questions_should_be_paid_for_and_answer_nothing_but_what_the_asker_knows() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let info = || QueryResponseInfo { destination: sibling(), query_id: 7, max_weight: Weight::zero() };
    let ask = |question: Instruction<()>| {
        Xcm(vec![WithdrawAsset(uen(5 * UEN).into()), buy(uen(5 * UEN)), question, deposit(&custody())])
    };
    let pallets = Response::PalletsInfo(Default::default());
    let name = b"pallet_balances".to_vec();
    let before = income(&mut chain);
    for (question, expected) in [
        (QueryPallet { module_name: name.clone(), response_info: info() }, Some(pallets)),
        (ReportHolding { response_info: info(), assets: All.into() }, None),
        (ReportError(info()), Some(Response::ExecutionResult(None))),
        (ReportTransactStatus(info()), Some(Response::DispatchResult(MaybeErrorCode::Success))),
    ] {
        post(&mut chain, &sibling(), ask(question));
        let (mut events, mut answers) = (vec![], vec![]);
        for _ in 0..2 {
            events.extend(chain.blocks(1));
            answers.extend(sent(&mut chain));
        }
        assert_eq!(outcome(&events), Ok(()));
        let [(dest, answer)] = &answers[..] else { panic!("one answer: {answers:?}") };
        assert_eq!(*dest, sibling());
        let QueryResponse { query_id: 7, response, .. } = &answer.0[0] else { panic!("{answer:?}") };
        match expected {
            Some(expected) => assert_eq!(*response, expected),
            None => {
                let left = 5 * UEN - chain.ext.execute_with(|| fee(4));
                let held = Asset { id: AssetId(uen_outside()), fun: Fungible(left) };
                assert_eq!(*response, Response::Assets(held.into()));
            }
        }
    }
    // Four messages of four instructions, and the delivery of four answers.
    let fees = 4 * chain.ext.execute_with(|| fee(4));
    let now = income(&mut chain);
    let paid = now.0 - before.0 + now.1 - before.1;
    assert!(paid > fees + 4 * BaseDeliveryFee::get(), "{paid}");
    assert_eq!(chain.free(&custody()), 100 * UEN - paid);
    let expect = ExpectPallet { index: 10, name, module_name: vec![], crate_major: 1, min_crate_minor: 0 };
    let events = receive(&mut chain, &sibling(), ask(expect));
    assert_eq!(outcome(&events), Err(Some(XcmError::PalletNotFound)));
}

#[test]
fn an_account_should_only_transfer() {
    let mut chain = network();
    send_token(&mut chain, 5 * TOKEN);
    let dest = || Box::new(VersionedLocation::from(sibling()));
    let program = VersionedXcm::from(Xcm::<RuntimeCall>(vec![ClearOrigin]));
    let execute = XcmCall::<Runtime>::execute { message: Box::new(program), max_weight: UnitWeightCost::get() };
    let send = XcmCall::<Runtime>::send { dest: dest(), message: Box::new(VersionedXcm::from(Xcm(vec![ClearOrigin]))) };
    let teleport = XcmCall::<Runtime>::limited_teleport_assets {
        dest: dest(),
        beneficiary: Box::new(to(&bob()).into()),
        assets: Box::new(VersionedAssets::from(Assets::from(uen(UEN)))),
        fee_asset_item: 0,
        weight_limit: Unlimited,
    };
    let alias = XcmCall::<Runtime>::add_authorized_alias { aliaser: dest(), expires: None };
    let filtered = DispatchError::from(pallet_xcm::Error::<Runtime>::Filtered);
    refuse(&mut chain, send, DispatchError::BadOrigin);
    refuse(&mut chain, execute, filtered);
    refuse(&mut chain, teleport, filtered);
    refuse(&mut chain, alias, DispatchError::Other("Disabled"));
    refuse(&mut chain, XcmCall::<Runtime>::force_suspension { suspended: true }, DispatchError::BadOrigin);

    let incomplete =
        |error: XcmError| pallet_xcm::Error::<Runtime>::LocalExecutionIncompleteWithError { index: 0, error: error.into() };
    // The relay chain keeps no UEN, and its token is sent on to nobody else.
    let to_relay = transfer_call(relay(), &bob(), uen(UEN));
    refuse(&mut chain, to_relay, incomplete(XcmError::FailedToTransactAsset("")));
    let onward = transfer_call(sibling(), &bob(), token(TOKEN));
    refuse(&mut chain, onward, incomplete(XcmError::Barrier));
    // No channel, no registered asset.
    let nowhere = transfer_call(Location::new(1, [Parachain(3000)]), &bob(), uen(UEN));
    refuse(&mut chain, nowhere, pallet_xcm::Error::<Runtime>::SendFailure);
    let unknown = transfer_call(sibling(), &bob(), Asset { id: AssetId(sibling()), fun: Fungible(1) });
    refuse(&mut chain, unknown, pallet_xcm::Error::<Runtime>::InvalidAssetUnknownReserve);
    // Nor does saying how it is to be transferred help.
    let claimed = |transfer: TransferType| XcmCall::<Runtime>::transfer_assets_using_type_and_then {
        dest: dest(),
        assets: Box::new(VersionedAssets::from(Assets::from(uen(UEN)))),
        assets_transfer_type: Box::new(transfer.clone()),
        remote_fees_id: Box::new(VersionedAssetId::from(AssetId(Here.into()))),
        fees_transfer_type: Box::new(transfer),
        custom_xcm_on_dest: Box::new(VersionedXcm::from(Xcm(vec![deposit(&bob())]))),
        weight_limit: Unlimited,
    };
    refuse(&mut chain, claimed(TransferType::Teleport), filtered);
    let foreign = pallet_xcm::Error::<Runtime>::InvalidAssetUnsupportedReserve;
    refuse(&mut chain, claimed(TransferType::DestinationReserve), foreign);
    audit(&mut chain, 0);
}

#[test]
fn what_is_left_should_be_trapped_and_claimed() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    // Nothing says whom the rest is for: the sibling can fetch it.
    let left =
        |rest: Vec<Instruction<()>>| Xcm([vec![WithdrawAsset(uen(10 * UEN).into())], rest, vec![buy(uen(10 * UEN))]].concat());
    let events = receive(&mut chain, &sibling(), left(vec![]));
    assert_eq!(outcome(&events), Ok(()));
    let rest = 10 * UEN - chain.ext.execute_with(|| fee(2));
    assert_eq!(trapped(&events), [(sibling(), uen(rest).into())]);
    audit(&mut chain, rest);

    let claim = |amount: Balance| {
        Xcm(vec![ClaimAsset { assets: uen(amount).into(), ticket: Here.into() }, buy(uen(amount)), deposit(&ferdie())])
    };
    // Neither more than there is, nor by another.
    for (from, amount) in [(sibling(), rest + 1), (relay(), rest)] {
        let events = receive(&mut chain, &from, claim(amount));
        assert_eq!(outcome(&events), Err(Some(XcmError::UnknownClaim)));
    }
    let before = chain.free(&ferdie());
    assert_eq!(outcome(&receive(&mut chain, &sibling(), claim(rest))), Ok(()));
    let fee = chain.ext.execute_with(|| fee(3));
    assert_eq!(chain.free(&ferdie()), before + rest - fee);
    audit(&mut chain, 0);
    let events = receive(&mut chain, &sibling(), claim(rest));
    assert_eq!(outcome(&events), Err(Some(XcmError::UnknownClaim)), "only once");

    // A message can say who may: Bob claims by a transaction.
    let hint = SetHints { hints: vec![AssetClaimer { location: to(&bob()) }].try_into().expect("one fits") };
    let events = receive(&mut chain, &sibling(), left(vec![hint]));
    let rest = 10 * UEN - chain.ext.execute_with(|| self::fee(3));
    assert_eq!(trapped(&events), [(to(&bob()), uen(rest).into())]);
    audit(&mut chain, rest);
    let assets = Box::new(VersionedAssets::from(Assets::from(uen(rest))));
    let call = XcmCall::<Runtime>::claim_assets { assets, beneficiary: Box::new(to(&ferdie()).into()) };
    let before = chain.free(&ferdie());
    assert!(chain.call(&dev("//Alice"), call.clone()).0.is_err(), "it is not hers");
    chain.call(&dev("//Bob"), call).0.expect("it is his");
    assert_eq!(chain.free(&ferdie()), before + rest);
    audit(&mut chain, 0);
}

#[test]
fn no_message_should_destroy_uen() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let burn = || vec![BurnAsset(uen(UEN).into())];
    let program = |instruction| Xcm(vec![WithdrawAsset(uen(5 * UEN).into()), buy(uen(5 * UEN)), instruction]);
    for instruction in [burn().remove(0), SetAppendix(Xcm(burn())), SetErrorHandler(Xcm(vec![SetAppendix(Xcm(burn()))]))] {
        assert_eq!(outcome(&receive(&mut chain, &sibling(), program(instruction))), Err(None));
    }
    assert_eq!(chain.free(&custody()), 100 * UEN);
    // Nor what says that it has its reserve elsewhere, or is sent into nobody's keeping.
    let withdraw = InitiateReserveWithdraw { assets: All.into(), reserve: sibling(), xcm: Xcm(vec![]) };
    let keep = InitiateTransfer {
        destination: relay(),
        remote_fees: None,
        preserve_origin: false,
        assets: vec![xcm::latest::AssetTransferFilter::ReserveDeposit(All.into())].try_into().expect("one fits"),
        remote_xcm: Xcm(vec![]),
    };
    let teleport = InitiateTeleport { assets: All.into(), dest: sibling(), xcm: Xcm(vec![]) };
    let mut kept = 0;
    for instruction in [withdraw, keep, teleport] {
        let events = receive(&mut chain, &sibling(), program(instruction.clone()));
        assert!(matches!(outcome(&events), Err(Some(_))), "{instruction:?}");
        kept += trapped(&events).into_iter().flat_map(|(_, assets)| assets.into_inner()).map(amount).sum::<Balance>();
    }
    audit(&mut chain, kept);
    let reserve = DepositReserveAsset { assets: All.into(), dest: relay(), xcm: Xcm(vec![]) };
    assert_eq!(outcome(&receive(&mut chain, &sibling(), program(reserve))), Err(None));
    // Dust goes to the treasury when an account is emptied.
    let all = chain.free(&custody());
    let treasury = chain.free(&TreasuryAccount::get());
    let fee = chain.ext.execute_with(|| fee(4));
    assert_eq!(outcome(&receive(&mut chain, &sibling(), withdrawn(uen(all - 5), &ferdie()))), Ok(()));
    assert_eq!(chain.free(&custody()), 0);
    assert_eq!(chain.free(&TreasuryAccount::get()), treasury + fee - fee * 80 / 100 + 5);
    audit(&mut chain, kept);
}

#[test]
fn a_message_that_is_too_heavy_should_wait_until_somebody_pays_for_it() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let count = 60;
    let idle = (3..count).map(|_| ClearTopic);
    let message = [vec![WithdrawAsset(uen(10 * UEN).into()), buy(uen(10 * UEN))], idle.collect(), vec![deposit(&ferdie())]];
    let events = receive(&mut chain, &sibling(), Xcm(message.concat()));
    let (page, index) = events
        .iter()
        .find_map(|event| match event {
            RuntimeEvent::MessageQueue(QueueEvent::OverweightEnqueued { page_index, message_index, .. }) => {
                Some((*page_index, *message_index))
            }
            _ => None,
        })
        .expect("it is put aside");
    assert_eq!(chain.free(&custody()), 100 * UEN);

    let before = chain.free(&ferdie());
    let call = pallet_message_queue::Call::<Runtime>::execute_overweight {
        message_origin: AggregateMessageOrigin::Sibling(SIBLING.into()),
        page,
        index,
        weight_limit: UnitWeightCost::get() * count + REFUSAL,
    };
    chain.call(&dev("//Bob"), call.clone()).0.expect("it is executed");
    let fee = chain.ext.execute_with(|| fee(count));
    assert_eq!(chain.free(&ferdie()), before + 10 * UEN - fee);
    assert!(chain.call(&dev("//Bob"), call).0.is_err(), "only once");
    // More instructions than this nobody reads.
    let start = vec![ReserveAssetDeposited(token(TOKEN).into()), buy(token(TOKEN))];
    let endless = Xcm([start, vec![ClearTopic; 99]].concat());
    assert_eq!(outcome(&receive(&mut chain, &relay(), endless)), Err(None));
    audit(&mut chain, 0);
}

#[test]
fn messages_that_are_refused_should_keep_no_other_waiting() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    // As heavy as a message can be that is ever executed, and heavier.
    for count in [28, 90] {
        for _ in 0..40 {
            post(&mut chain, &sibling(), Xcm(vec![deposit(&ferdie()); count]));
        }
        post(&mut chain, &sibling(), withdrawn(uen(UEN), &ferdie()));
        let before = chain.free(&ferdie());
        let events = chain.blocks(2);
        let refused =
            |event: &&RuntimeEvent| matches!(event, RuntimeEvent::MessageQueue(QueueEvent::Processed { success: false, .. }));
        assert_eq!(events.iter().filter(refused).count(), 40, "{count} instructions");
        assert_eq!(chain.free(&ferdie()), before + UEN - chain.ext.execute_with(|| fee(4)), "{count} instructions");
    }
    audit(&mut chain, 0);
}

#[test]
fn messages_should_wait_while_blocks_are_full() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let waiting = |chain: &mut Chain| {
        let origin = AggregateMessageOrigin::Sibling(SIBLING.into());
        chain.ext.execute_with(|| MessageQueue::footprint(origin).storage.count)
    };
    // With a session a block begins that has room for nothing else, not even at its end.
    while chain.ext.execute_with(System::block_number) < 72 {
        chain.blocks(1);
    }
    post(&mut chain, &sibling(), withdrawn(uen(UEN), &ferdie()));
    let before = chain.free(&ferdie());
    chain.blocks(1);
    assert_eq!((waiting(&mut chain), chain.free(&ferdie())), (1, before), "it is kept");
    chain.blocks(1);
    assert_eq!((waiting(&mut chain), chain.free(&ferdie()) > before), (0, true), "and executed later");

    // More than fit into a block are executed over several, in their order, and transactions have their room.
    for index in 1..=40 {
        post(&mut chain, &sibling(), withdrawn(uen(UEN + index), &ferdie()));
    }
    let mut left = vec![];
    for _ in 0..5 {
        chain.call(&dev("//Alice"), remark()).0.expect("a transaction has room");
        left.push(waiting(&mut chain));
    }
    assert!(left[0] > 0 && left.windows(2).all(|pair| pair[0] >= pair[1]) && left.ends_with(&[0]), "{left:?}");
    let sum: Balance = (1..=40).sum();
    assert_eq!(chain.free(&custody()), 100 * UEN - 41 * UEN - sum);
    audit(&mut chain, 0);
}

#[test]
fn a_chain_should_send_on_what_it_has_here() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let onward = DepositReserveAsset { assets: All.into(), dest: sibling(), xcm: Xcm(vec![Trap(1)]) };
    let fees = PayFees { asset: uen(2 * UEN) };
    let before = chain.free(&ferdie());
    let message = Xcm(vec![WithdrawAsset(uen(10 * UEN).into()), fees, onward, RefundSurplus, deposit(&ferdie())]);
    let (mut events, mut messages) = (vec![], vec![]);
    post(&mut chain, &sibling(), message);
    for _ in 0..2 {
        events.extend(chain.blocks(1));
        messages.extend(sent(&mut chain));
    }
    assert_eq!(outcome(&events), Ok(()));
    let [(_, message)] = &messages[..] else { panic!("one message: {messages:?}") };
    let outside = Asset { id: AssetId(uen_outside()), fun: Fungible(8 * UEN) };
    assert_eq!(message.0[..3], [ReserveAssetDeposited(outside.into()), ClearOrigin, Trap(1)]);
    let delivery = BaseDeliveryFee::get() + message.encoded_size() as Balance * MICRO_UEN;
    let fee = chain.ext.execute_with(|| fee(5));
    assert_eq!(chain.free(&ferdie()), before + 2 * UEN - fee - delivery, "what the fees left");
    assert_eq!(chain.free(&custody()), 98 * UEN);
    audit(&mut chain, 0);

    // Its own asset goes home at once.
    let (id, owner) = (sibling(), TreasuryAccount::get().into());
    chain.root(AssetsCall::force_create { id, owner, is_sufficient: true, min_balance: 1 }).expect("governance registers");
    let asset = Asset { id: AssetId(sibling()), fun: Fungible(7 * UEN) };
    let home = InitiateReserveWithdraw { assets: asset.clone().into(), reserve: sibling(), xcm: Xcm(vec![]) };
    let funds = vec![WithdrawAsset(uen(UEN).into()), buy(uen(UEN)), ReserveAssetDeposited(asset.into())];
    post(&mut chain, &sibling(), Xcm([funds, vec![home, deposit(&ferdie())]].concat()));
    let mut arrived = vec![];
    for _ in 0..2 {
        chain.blocks(1);
        arrived.extend(sent(&mut chain).into_iter().map(|(_, message)| message.0[0].clone()));
    }
    let own = Asset { id: AssetId(Here.into()), fun: Fungible(7 * UEN) };
    assert_eq!(arrived, [WithdrawAsset(own.into())]);
    assert_eq!(chain.ext.execute_with(|| ForeignAssets::total_issuance(sibling())), 0);
    audit(&mut chain, 0);
}

#[test]
fn messages_should_wait_while_governance_holds_them_back() {
    let mut chain = network();
    send_uen(&mut chain, 100 * UEN);
    let suspend = cumulus_pallet_xcmp_queue::Call::<Runtime>::suspend_xcm_execution {};
    refuse(&mut chain, suspend.clone(), DispatchError::BadOrigin);
    chain.root(suspend).expect("governance suspends");
    receive(&mut chain, &sibling(), withdrawn(uen(UEN), &ferdie()));
    assert_eq!(chain.free(&custody()), 100 * UEN, "it waits");
    chain.root(cumulus_pallet_xcmp_queue::Call::<Runtime>::resume_xcm_execution {}).expect("governance resumes");
    let events = chain.blocks(1);
    assert_eq!(outcome(&events), Ok(()));
    assert_eq!(chain.free(&custody()), 99 * UEN);
}

#[test]
fn governance_should_speak_for_the_chain() {
    let mut chain = network();
    // As it opens a channel: the relay chain knows what the bytes are.
    let transact = Transact { origin_kind: OriginKind::Native, fallback_max_weight: None, call: vec![60, 0].into() };
    let message = Xcm(vec![WithdrawAsset(Assets::from(uen(TOKEN))), buy(uen(TOKEN)), transact]);
    let (dest, xcm) = (Box::new(relay().into()), Box::new(VersionedXcm::from(message.clone())));
    chain.root(XcmCall::<Runtime>::send { dest, message: xcm }).expect("governance sends");
    chain.blocks(1);
    let [(dest, arrived)] = &sent(&mut chain)[..] else { panic!("one message") };
    assert_eq!((dest, &arrived.0[..3]), (&relay(), &message.0[..]), "as the chain itself");
    // It pays itself nothing, and it is nobody else.
    let waived =
        |origin: Location| <XcmConfig as xcm_executor::Config>::FeeManager::is_waived(Some(&origin), FeeReason::ChargeFees);
    assert!(waived(Here.into()));
    for origin in [relay(), sibling(), to(&bob())] {
        assert!(!waived(origin));
    }
    assert_eq!(LocationToAccountId::convert_location(&Here.into()), None);
    assert_eq!(LocationToAccountId::convert_location(&relay()), None);
    audit(&mut chain, 0);
}

#[test]
fn the_version_of_xcm_should_be_negotiated() {
    let mut chain = network();
    let version = |chain: &mut Chain| chain.ext.execute_with(|| <PolkadotXcm as xcm::GetVersion>::get_version_for(&sibling()));
    assert_eq!(version(&mut chain), None);
    // Whoever asks is told, and told once.
    post(&mut chain, &sibling(), Xcm(vec![SubscribeVersion { query_id: 3, max_response_weight: Weight::zero() }]));
    chain.blocks(1);
    let answers = sent(&mut chain);
    let told = Response::Version(XCM_VERSION);
    assert!(
        matches!(&answers[..], [(dest, answer)] if *dest == sibling()
            && matches!(&answer.0[0], QueryResponse { query_id: 3, response, .. } if *response == told)),
        "{answers:?}"
    );
    // The chain asks whom it wrote to, and takes the answer from no other.
    let events = chain.blocks(1);
    let asked = |event: &RuntimeEvent| matches!(event, RuntimeEvent::PolkadotXcm(XcmEvent::VersionNotifyRequested { destination, .. }) if *destination == sibling());
    assert!(events.iter().any(asked), "{events:?}");
    let answer = QueryResponse { query_id: 0, response: Response::Version(4), max_weight: Weight::zero(), querier: None };
    assert_eq!(outcome(&receive(&mut chain, &relay(), Xcm(vec![answer.clone()]))), Err(None));
    assert_eq!(version(&mut chain), None);
    assert_eq!(outcome(&receive(&mut chain, &sibling(), Xcm(vec![answer]))), Ok(()));
    assert_eq!(version(&mut chain), Some(4));
}

#[test]
fn wallets_should_learn_what_a_transfer_costs() {
    use uen_runtime::{Block, OriginCaller};
    use xcm_runtime_apis::{
        conversions::runtime_decl_for_location_to_account_api::LocationToAccountApiV1,
        dry_run::runtime_decl_for_dry_run_api::DryRunApiV2, fees::runtime_decl_for_xcm_payment_api::XcmPaymentApiV2,
    };
    let mut chain = network();
    let message = VersionedXcm::from(deposited(token(TOKEN), &bob()));
    let in_token = fee_in_token(&mut chain, 4);
    chain.ext.execute_with(|| {
        let ids: Vec<VersionedAssetId> = [Here.into(), relay()].map(|id| VersionedAssetId::from(AssetId(id))).into();
        let accepted = <Runtime as XcmPaymentApiV2<Block>>::query_acceptable_payment_assets(XCM_VERSION);
        assert_eq!(accepted, Ok(ids.clone()));
        let weight = <Runtime as XcmPaymentApiV2<Block>>::query_xcm_weight(message.clone()).expect("it has a weight");
        assert_eq!(weight, UnitWeightCost::get() * 4);
        let price = |id: &VersionedAssetId| <Runtime as XcmPaymentApiV2<Block>>::query_weight_to_asset_fee(weight, id.clone());
        assert_eq!(ids.iter().map(price).collect::<Vec<_>>(), [Ok(fee(4)), Ok(in_token)]);
        let fees = <Runtime as XcmPaymentApiV2<Block>>::query_delivery_fees(sibling().into(), message.clone(), ids[0].clone());
        let fees = Assets::try_from(fees.expect("it can be sent")).expect("the version is known");
        assert!(amount(fees.into_inner().remove(0)) > BaseDeliveryFee::get());
        let custody = <Runtime as LocationToAccountApiV1<Block, AccountId>>::convert_location(sibling().into());
        assert_eq!(custody.ok(), Some(self::custody()));
        let origin = OriginCaller::system(frame_system::RawOrigin::Signed(bob()));
        let call = transfer_call(sibling(), &ferdie(), uen(UEN));
        let effects =
            <Runtime as DryRunApiV2<Block, RuntimeCall, RuntimeEvent, OriginCaller>>::dry_run_call(origin, call, XCM_VERSION);
        let effects = effects.expect("it runs");
        assert_ok!(effects.execution_result);
        assert_eq!(effects.forwarded_xcms.len(), 1);
    });
    audit(&mut chain, 0);
}

#[test]
fn proxies_that_move_no_money_should_send_none_to_other_chains() {
    let transfer = transfer_call(sibling(), &bob(), uen(UEN));
    let foreign = RuntimeCall::from(AssetsCall::transfer { id: relay(), target: bob().into(), amount: 1 });
    for call in [transfer, foreign] {
        for proxy in [
            ProxyType::NonTransfer,
            ProxyType::Metering,
            ProxyType::Claim,
            ProxyType::CancelProxy,
            ProxyType::Trading,
            ProxyType::Staking,
            ProxyType::Governance,
        ] {
            assert!(!proxy.filter(&call), "{proxy:?}");
        }
        assert!(ProxyType::Any.filter(&call));
    }
}

#[test]
fn the_presets_should_know_the_relay_token() {
    let mut chain = network();
    chain.ext.execute_with(|| {
        assert_eq!(ForeignAssets::minimum_balance(relay()), RELAY_TOKEN_MINIMUM);
        let rate = pallet_asset_rate::ConversionRateToNative::<Runtime>::get(relay());
        assert_eq!(rate, Some(FixedU128::from_u32(RELAY_TOKEN_RATE)));
    });
}
