//! Relations between constants.

use crate::{Config, Pallet, MAX_ORDERS_PER_POINT, MAX_ZONE_DEPTH};
use frame_support::{
    dispatch::DispatchClass,
    pallet_prelude::Weight,
    traits::{fungible::Inspect, Get},
};
use uen_primitives::Wh;

impl<T: Config> Pallet<T> {
    /// Whether the runtime's configuration makes sense; run by `integrity_test`, which may panic.
    pub(crate) fn check_integrity() {
        Self::check_bounds();
        Self::check_deposits();
        Self::check_times();
        Self::check_weights();
    }

    fn check_bounds() {
        assert!(T::MinQuantity::get() > Wh::ZERO, "an order of nothing is none");
        assert!(T::MaxOrdersPerMarket::get() > 0, "a book must be able to hold an order");
        assert!(T::MaxOrdersPerOwner::get() > 0, "owners must be able to have an order");
        assert!(T::MaxTradesPerStep::get() > 0, "a step must be able to pay a trade");
        assert!(T::MaxPrice::get() > 0, "a bid must be able to name a price");
        let levels = u64::from(MAX_ZONE_DEPTH).saturating_add(2);
        assert!(T::MaxPrice::get().checked_mul(levels).is_some(), "a limit and the fees of all levels must add up");
    }

    /// Whatever leaves the pot, what stays is enough for an account; and whoever gave a bond can get it back.
    fn check_deposits() {
        let least = T::Currency::minimum_balance();
        assert!(T::OrderDeposit::get() >= least, "the pot must exist as long as there is an order");
        assert!(T::DisputeBond::get() >= least, "a bond must be enough for an account");
    }

    fn check_times() {
        let (grace, deadline) = (T::MeteringGrace::get(), T::SettlementDeadline::get());
        assert!(T::GateClosure::get() > 0, "there must be time to clear a market before its period");
        assert!(T::GateClosure::get() < T::Horizon::get(), "a market must open before its gate closes");
        assert!(grace <= deadline, "settlement begins before its deadline");
        let disputes = T::DisputeWindow::get().saturating_add(Self::longest_arbitration());
        let last = deadline.saturating_add(disputes);
        assert!(T::HistoryRetention::get() > last, "a market must be over before its history is removed");
    }

    fn check_weights() {
        let weights = T::BlockWeights::get();
        let clear = Self::weight_of_clearing(T::MaxOrdersPerMarket::get());
        assert!(clear.all_lte(weights.max_block.saturating_div(4)), "a full book must clear within a quarter of a block");
        let transactions = weights.get(DispatchClass::Normal);
        let most = transactions.max_extrinsic.unwrap_or(Weight::MAX);
        assert!(Self::advance_weight(1).all_lte(most), "anybody must be able to do what is due");
        assert!(Self::weight_of_settling(MAX_ORDERS_PER_POINT).all_lte(most), "anybody must be able to settle");
        let beside = weights.max_block.saturating_sub(transactions.max_total.unwrap_or(weights.max_block)).proof_size();
        let idle = beside.saturating_sub(T::ProofKeptBack::get());
        assert!(Self::step_weight().proof_size() <= idle, "blocks full of transactions must have room for any step");
    }
}
