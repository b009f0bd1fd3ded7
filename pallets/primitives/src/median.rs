//! The median, which no minority of sources can move beyond what the others say.

/// The middle one of `values`, of an even number the lower of the two; `None` if there are none. Sorts them.
pub fn median<N: Ord + Copy>(values: &mut [N]) -> Option<N> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn median_should_be_the_middle_one_and_the_lower_of_two() {
        assert_eq!(median::<u32>(&mut []), None);
        assert_eq!(median(&mut [7]), Some(7));
        assert_eq!(median(&mut [9, 1, 5]), Some(5));
        assert_eq!(median(&mut [4, 1, 3, 2]), Some(2));
    }

    proptest! {
        #[test]
        fn median_should_have_half_of_the_values_on_each_side(mut values in prop::collection::vec(0..10u64, 1..20)) {
            let count = values.len();
            let median = median(&mut values).unwrap();
            prop_assert!(values.contains(&median));
            prop_assert!(values.iter().filter(|value| **value < median).count() <= (count - 1) / 2);
            prop_assert!(values.iter().filter(|value| **value > median).count() <= count / 2);
        }
    }
}
