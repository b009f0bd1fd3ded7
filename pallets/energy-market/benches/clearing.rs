//! What clearing costs beside what it cannot do without, sorting the orders: `cargo bench -p pallet-energy-market`.
//!
//! Two books of each size: one of orders that hardly tie, and one in which everything ties and every fill is a division.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use pallet_energy_market::clearing::{clear, trades, LimitOrder};
use std::{cmp::Reverse, hint::black_box};
use uen_primitives::{PricePerWh, Wh};

/// Orders of a book, both sides together.
const SIZES: [usize; 3] = [100, 10_000, 1_000_000];
/// Most that anybody wants to trade: what 120 kW are in a period.
const MAX_QUANTITY: u64 = 30_000;
/// One UEN/kWh, in planck per Wh.
const MAX_LIMIT: PricePerWh = 1_000_000_000;

/// Splitmix64: the same book in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// Bids and offers, half of `size` each, with limits below `limits`.
fn book(size: usize, limits: PricePerWh) -> (Vec<LimitOrder>, Vec<LimitOrder>) {
    let mut random = Random(1);
    let mut side = || -> Vec<LimitOrder> {
        let mut order = || LimitOrder { quantity: Wh(1 + random.below(MAX_QUANTITY)), limit: random.below(limits) };
        (0..size / 2).map(|_| order()).collect()
    };
    (side(), side())
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, limits) in [("clearing/spread", MAX_LIMIT), ("clearing/tied", 1)] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        for size in SIZES {
            let book = book(size, limits);
            group.throughput(Throughput::Elements(size as u64));
            group.bench_with_input(BenchmarkId::new("sort", size), &book, |bencher, book| {
                let sort = |(mut buys, mut sells): (Vec<LimitOrder>, Vec<LimitOrder>)| {
                    buys.sort_by_key(|order| Reverse(order.limit));
                    sells.sort_by_key(|order| order.limit);
                    (buys, sells)
                };
                bencher.iter_batched(|| book.clone(), sort, BatchSize::LargeInput);
            });
            group.bench_with_input(BenchmarkId::new("clear", size), &book, |bencher, (buys, sells)| {
                bencher.iter(|| clear(black_box(buys), black_box(sells)));
            });
            group.bench_with_input(BenchmarkId::new("clear and trades", size), &book, |bencher, (buys, sells)| {
                bencher.iter(|| {
                    let matched = clear(black_box(buys), black_box(sells))?;
                    matched.map(|matched| trades(buys, sells, &matched)).transpose()
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
