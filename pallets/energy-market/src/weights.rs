//! Weights of the calls and of the steps.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use crate::{ENTRIES_PER_PAGE, MAX_CASCADE, MAX_ORDERS_PER_POINT, MAX_ZONE_DEPTH, TRADES_PER_PAGE};
use frame_support::weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight};

/// Dispatch and everything else of a call or a step besides signatures, transfers and the database.
const CALL_PS: u64 = 20_000_000;
/// Checking any of the three kinds of signatures, in the host.
const SIGNATURE_PS: u64 = 75_000_000;
/// Paying, holding or releasing an amount, and its events.
const TRANSFER_PS: u64 = 25_000_000;
/// One order in clearing: decoding its entry, sorting it in, its fill and its trades, and encoding it again, here and in the market
/// that it goes on to.
const ENTRY_PS: u64 = 12_000_000;
/// Decoding a page to look at one of its entries.
const PAGE_PS: u64 = 5_000_000;
/// Following an order, a trade or a removed entry, and its event.
const ITEM_PS: u64 = 10_000_000;

/// Proof of a path through a trie of millions, as the benchmarks count it.
const PATH_PROOF: u64 = 2_475;
/// Proof of an entry: its path, and 680 B for the largest (a zone, a device).
const RECORD_PROOF: u64 = PATH_PROOF + 680;
/// Proof of a page of a book: 64 entries of 47 B.
const BOOK_PAGE_PROOF: u64 = PATH_PROOF + 3_010;
/// Proof of a page of trades: 64 of 32 B.
const TRADE_PAGE_PROOF: u64 = PATH_PROOF + 2_050;
/// Proof of the list of the markets of a period: 512 of 6 B.
const PERIOD_PROOF: u64 = PATH_PROOF + 6_161;

/// What calls and steps take.
pub trait WeightInfo {
    /// [`crate::Call::create_zone`].
    fn create_zone() -> Weight;
    /// [`crate::Call::update_zone`].
    fn update_zone() -> Weight;
    /// [`crate::Call::place_order`], whatever the size of the book.
    fn place_order() -> Weight;
    /// [`crate::Call::cancel_order`].
    fn cancel_order() -> Weight;
    /// [`crate::Call::submit_imbalance_price`].
    fn submit_imbalance_price() -> Weight;
    /// [`crate::Call::dispute`], decided at once.
    fn dispute() -> Weight;
    /// [`crate::Call::resolve_dispute`].
    fn resolve_dispute() -> Weight;
    /// [`crate::Call::settle`], and the step that settles a metering point: paying `s` sales, each of another offer and with one trade, and
    /// `t` further trades with bids from the same zone, and `z` with bids from zones of their own. `o` further orders with an entry in a
    /// book each, and `f` further entries, have nothing to pay.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight;
    /// Looking for what is due. [`crate::Call::advance`] takes no more than this and its steps.
    fn look() -> Weight;
    /// Clearing a market with `p` pages of entries in its book.
    fn clear(p: u32) -> Weight;
    /// Cancelling a market.
    fn cancel_market() -> Weight;
    /// Visiting a metering point that has nothing to settle or to count, or is not metered.
    fn skip() -> Weight;
    /// Releasing what `o` orders of a metering point do not need, and looking at their `f` entries in books.
    fn release(o: u32, f: u32) -> Weight;
    /// Counting a metering point for energy mining: sales, trades, and what is looked at in vain as in [`Self::settle`].
    fn count(o: u32, f: u32, s: u32, t: u32) -> Weight;
    /// Closing `o` orders of a metering point, each with an entry in a book, and with `f` further entries.
    fn finalise(o: u32, f: u32) -> Weight;
    /// Removing `p` pages of books and trades.
    fn remove_pages(p: u32) -> Weight;
    /// Removing `m` entries of the history of a period: markets, prices and disputes.
    fn prune(m: u32) -> Weight;
    /// Dismissing the oldest dispute.
    fn dismiss() -> Weight;
    /// Handing a dispute to an arbiter above.
    fn escalate() -> Weight;
    /// Moving a period to storage version 5.
    fn migrate_period() -> Weight;
}

/// Time besides the database.
fn time(picoseconds: u64) -> Weight {
    Weight::from_parts(picoseconds, 0)
}

/// So many payments into the pot and out of it.
fn transfers(count: u64) -> Weight {
    time(TRANSFER_PS.saturating_mul(count))
}

/// `reads` and `writes` of entries whose proof takes so many bytes; a path is proven once, whether it is read, written or both.
fn storage(db: RuntimeDbWeight, proof: u64, reads: u64, writes: u64) -> Weight {
    db.reads_writes(reads, writes).saturating_add(Weight::from_parts(0, proof.saturating_mul(reads.max(writes))))
}

/// [`storage`] of anything but pages and lists of markets.
fn records(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
    storage(db, RECORD_PROOF, reads, writes)
}

/// A call or a step that touches so many records.
fn call(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
    time(CALL_PS).saturating_add(records(db, reads, writes))
}

/// Reading so many pages of books, each for one of its entries.
fn book_pages(db: RuntimeDbWeight, pages: u64) -> Weight {
    time(PAGE_PS.saturating_mul(pages)).saturating_add(storage(db, BOOK_PAGE_PROOF, pages, 0))
}

/// The list of the markets of a period, read and written.
fn period(db: RuntimeDbWeight) -> Weight {
    time(PAGE_PS).saturating_add(storage(db, PERIOD_PROOF, 1, 1))
}

/// The zones that a fee can be paid to, and their markets.
fn fee_path(db: RuntimeDbWeight) -> Weight {
    records(db, 2, 0).saturating_mul(u64::from(MAX_ZONE_DEPTH).saturating_add(1))
}

/// What steps over the orders of a metering point have in common: the agenda, the clock and the markets of the period; the
/// commitment and the key after it; the device and its hour.
fn point(db: RuntimeDbWeight) -> Weight {
    call(db, 6, 4).saturating_add(storage(db, PERIOD_PROOF, 1, 0))
}

/// An order with an entry in a book.
fn order(db: RuntimeDbWeight) -> Weight {
    records(db, 1, 1).saturating_add(entry(db))
}

/// An entry of an order in a book, its market, and the zone above it; if it is an offer's, how far it is settled.
fn entry(db: RuntimeDbWeight) -> Weight {
    book_pages(db, 1).saturating_add(records(db, 3, 1))
}

/// One trade of a seller: its page, the bid's page and the bid.
fn trade(db: RuntimeDbWeight) -> Weight {
    time(ITEM_PS.saturating_add(PAGE_PS))
        .saturating_add(storage(db, TRADE_PAGE_PROOF, 1, 0))
        .saturating_add(book_pages(db, 1))
        .saturating_add(records(db, 1, 1))
}

/// What the database takes: as RocksDB does.
fn db() -> RuntimeDbWeight {
    RocksDbWeight::get()
}

impl WeightInfo for () {
    /// The zone, its parent, and the number of zones; the zone and the number are written.
    fn create_zone() -> Weight {
        call(db(), 3, 2)
    }
    /// The zone.
    fn update_zone() -> Weight {
        call(db(), 1, 1)
    }
    /// Read: the clock, the device, the revoked certifiers, the zone, the fees of the zones above. Written too: the market, the
    /// agenda, the commitment, the next number, the order, its place in its owner's list and the list's length, the device's
    /// positions, the owner's account and the pot; the last page of the book, the markets of the period.
    fn place_order() -> Weight {
        call(db(), 14, 10)
            .saturating_add(transfers(1))
            .saturating_add(storage(db(), BOOK_PAGE_PROOF, 1, 1))
            .saturating_add(period(db()))
    }
    /// The clock; written: the order, its place in its owner's list and the list's length, the device's positions, the
    /// commitment, account and pot; its page of the book.
    fn cancel_order() -> Weight {
        call(db(), 9, 7).saturating_add(transfers(1)).saturating_add(storage(db(), BOOK_PAGE_PROOF, 1, 1))
    }
    /// The clock, the zone, its markets of the period; the prices of the period are written.
    fn submit_imbalance_price() -> Weight {
        call(db(), 5, 1)
    }
    /// Two signatures of a device. Read: the clock, the market, the pages of trade, bid and offer, both orders, the device,
    /// revoked certifiers and genesis hash, the delivery. Written: dispute, queue and place in it, the commitment, both
    /// orders, accounts of both and the pot.
    fn dispute() -> Weight {
        call(db(), 16, 11)
            .saturating_add(time(SIGNATURE_PS.saturating_mul(2)))
            .saturating_add(transfers(4))
            .saturating_add(storage(db(), TRADE_PAGE_PROOF, 1, 0))
            .saturating_add(book_pages(db(), 2))
    }
    /// The zone, the market, the pages of trade, bid and offer; written: the dispute, the queue and the place in it, the
    /// commitment, both orders, accounts of both and the pot. If it is the last one that kept the seller's orders, they are closed.
    fn resolve_dispute() -> Weight {
        call(db(), 13, 10)
            .saturating_add(Self::finalise(MAX_ORDERS_PER_POINT, MAX_ORDERS_PER_POINT.saturating_mul(MAX_CASCADE)))
            .saturating_add(transfers(4))
            .saturating_add(storage(db(), TRADE_PAGE_PROOF, 1, 0))
            .saturating_add(book_pages(db(), 2))
    }
    /// What its device still has, the seller's account and the pot, and one fee path with its operators. Each sale: its offer and entry, its
    /// market and the imbalance prices, its page of trades, which is written, and a zone, a market and an operator of its own on the fee
    /// path. Each trade: the account of its buyer; the payment, a fee at each level, refund and penalty; if it has a zone of its own, a fee
    /// path, too. What becomes of the certificates of green energy: each trade, the buyer's slice and its place in the buyer's list, whose
    /// account and holds are touched anyway. Once a step: the issuance, its number, when it expires and what is due first, where it is found,
    /// its first slice and the place of that in the seller's list; the device's certifiers and day, besides the device and its hour.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        let fees = u64::from(MAX_ZONE_DEPTH).saturating_add(1);
        let certificate = records(db(), 2, 2).saturating_add(transfers(1));
        let each = trade(db())
            .saturating_add(transfers(fees.saturating_add(3)))
            .saturating_add(records(db(), 1, 1))
            .saturating_add(certificate);
        let list = fee_path(db()).saturating_add(records(db(), fees, fees));
        let trades = storage(db(), TRADE_PAGE_PROOF, 1, 1).saturating_add(time(PAGE_PS));
        let sale = order(db()).saturating_add(records(db(), 6, 3)).saturating_add(trades).saturating_add(each);
        point(db())
            .saturating_add(call(db(), 10, 8))
            .saturating_add(records(db(), 11, 7).saturating_add(transfers(1)))
            .saturating_add(list)
            .saturating_add(order(db()).saturating_mul(o.into()))
            .saturating_add(entry(db()).saturating_mul(f.into()))
            .saturating_add(sale.saturating_mul(s.into()))
            .saturating_add(each.saturating_mul(t.into()))
            .saturating_add(each.saturating_add(list).saturating_mul(z.into()))
    }
    /// The agenda, the clock, the queue of disputes, its head and the dispute; one walk, as the others are not due: a commitment and
    /// its key, and the markets of the period. Agenda and list are written when a walk goes on to the next period.
    fn look() -> Weight {
        call(db(), 7, 1).saturating_add(period(db()))
    }
    /// Agenda, clock, the markets of the period, zone, market, both next markets and the zone above. The pages of the book, read
    /// and written; as many pages of trades, since a book of `n` has at most `n - 1`; and as many of the two books that
    /// what is left goes on to, and one for each of them that was begun.
    fn clear(p: u32) -> Weight {
        let pages = u64::from(p);
        let entries = pages.saturating_mul(ENTRIES_PER_PAGE.into());
        let trade_pages = entries.div_ceil(TRADES_PER_PAGE.into());
        let cascaded = pages.saturating_add(2);
        call(db(), 7, 4)
            .saturating_add(period(db()))
            .saturating_add(storage(db(), BOOK_PAGE_PROOF, pages, pages))
            .saturating_add(storage(db(), BOOK_PAGE_PROOF, cascaded, cascaded))
            .saturating_add(storage(db(), TRADE_PAGE_PROOF, 0, trade_pages))
            .saturating_add(time(ENTRY_PS).saturating_mul(entries))
    }
    /// Agenda, clock, the market, and the markets of the period.
    fn cancel_market() -> Weight {
        call(db(), 3, 2).saturating_add(period(db()))
    }
    /// The commitment, the device and its hour.
    fn skip() -> Weight {
        point(db())
    }
    /// The pot. Each order: its account; if it has no fill, it goes out of its owner's list and the device's positions. Each entry: an event,
    /// its market, and what a bid pays in it: the fee path.
    fn release(o: u32, f: u32) -> Weight {
        let each = transfers(1).saturating_add(records(db(), 5, 5));
        let entry = entry(db()).saturating_add(time(ITEM_PS)).saturating_add(fee_path(db()));
        point(db())
            .saturating_add(records(db(), 1, 1))
            .saturating_add(each.saturating_mul(o.into()))
            .saturating_add(entry.saturating_mul(f.into()))
    }
    /// What is counted for its day. Each sale: its offer and entry. Each trade: both devices, for whether they are related, the bid's
    /// commitment, and what its device measured.
    fn count(o: u32, f: u32, s: u32, t: u32) -> Weight {
        let each = trade(db()).saturating_add(records(db(), 5, 1));
        point(db())
            .saturating_add(records(db(), 1, 1))
            .saturating_add(order(db()).saturating_mul(o.into()))
            .saturating_add(entry(db()).saturating_mul(f.into()))
            .saturating_add(order(db()).saturating_add(each).saturating_mul(s.into()))
            .saturating_add(each.saturating_mul(t.into()))
    }
    /// The pot. Each order: its entry, and how far that is settled; its account; it goes out of its owner's list and the device's positions.
    /// Each further entry the same.
    fn finalise(o: u32, f: u32) -> Weight {
        let each = order(db()).saturating_add(transfers(1)).saturating_add(time(ITEM_PS)).saturating_add(records(db(), 5, 5));
        point(db())
            .saturating_add(records(db(), 1, 1))
            .saturating_add(each.saturating_mul(o.into()))
            .saturating_add(entry(db()).saturating_mul(f.into()))
    }
    /// The agenda, the markets of the period, a market; each page.
    fn remove_pages(p: u32) -> Weight {
        let each = time(ITEM_PS).saturating_add(storage(db(), BOOK_PAGE_PROOF, 1, 1));
        call(db(), 3, 1).saturating_add(period(db())).saturating_add(each.saturating_mul(p.into()))
    }
    /// The agenda, the markets of the period; each entry and the key after it.
    fn prune(m: u32) -> Weight {
        let each = time(ITEM_PS).saturating_add(records(db(), 4, 3));
        call(db(), 2, 1).saturating_add(period(db())).saturating_add(each.saturating_mul(m.into()))
    }
    /// The queue and its head, the clock, the dispute, the commitment, the buyer's account and the pot. If it is the last one that
    /// kept the seller's orders, they are closed.
    fn dismiss() -> Weight {
        call(db(), 8, 6)
            .saturating_add(transfers(1))
            .saturating_add(Self::finalise(MAX_ORDERS_PER_POINT, MAX_ORDERS_PER_POINT.saturating_mul(MAX_CASCADE)))
    }
    /// The queue and its head, the clock, the dispute, the zones up to the root, and the same again.
    fn escalate() -> Weight {
        call(db(), 10, 5)
    }
    /// A key, the agenda, the period.
    fn migrate_period() -> Weight {
        call(db(), 2, 1).saturating_add(period(db()))
    }
}
