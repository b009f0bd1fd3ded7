//! The agreed vectors that concern certificates.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

/// C7: issue 2350 Wh, transfer 1000 to B, who retires 600 of them.
#[test]
fn certificates_should_match_vector_c7() {
    ExtBuilder.build_and_execute(|| {
        const A: u64 = 1;
        const B: u64 = 2;
        let id = generate(1, PERIOD, 2_350);
        let range = |id| (record(id).owner, record(id).first, record(id).last);
        assert_eq!(range(id), (A, 1, 2_350));

        assert_ok!(Carbon::offer(signed(A), id, 1_000, Some(B), 0));
        let of_b = slice(id, 1);
        assert_ok!(Carbon::accept(signed(B), of_b, 1_000, 0));
        assert_eq!(range(of_b), (B, 1, 1_000));
        assert_eq!(range(id), (A, 1_001, 2_350));

        assert_ok!(Carbon::retire(signed(B), of_b, 600, claim(B)));
        let retired = slice(id, 2);
        assert_eq!(range(retired), (B, 1, 600));
        assert!(matches!(record(retired).state, SliceState::Retired(_)));
        assert_eq!(range(of_b), (B, 601, 1_000));
        assert_eq!(record(of_b).state, SliceState::Active);

        let sum: u64 = Slices::<Test>::iter_prefix_values(id.issuance).map(|slice| slice.quantity()).sum();
        assert_eq!(sum, 2_350);
        assert_eq!(issuance(id).totals, Totals { issued: 2_350, active: 1_750, retired: 600, ..Default::default() });

        assert_noop!(Carbon::retire(signed(B), retired, 600, claim(B)), Error::<Test>::AlreadyRetired);
    });
}
