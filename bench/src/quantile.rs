//! Quantiles of sorted numbers: the smallest value that at least this part of them does not exceed.

/// The quantile; 0 of nothing.
pub fn quantile(sorted: &[u64], part: f64) -> u64 {
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Median, smallest and largest of a few rounds; zeros of none.
pub fn spread(values: &[f64]) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    let upper = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 { at(upper) } else { f64::midpoint(at(upper.saturating_sub(1)), at(upper)) };
    (median, at(0), at(sorted.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let sorted: Vec<u64> = (1..=200).collect();
        assert_eq!(quantile(&sorted, 0.5), 100);
        assert_eq!(quantile(&sorted, 0.99), 198);
        assert_eq!(quantile(&sorted, 1.0), 200);
        assert_eq!(quantile(&[], 0.5), 0);
        assert_eq!(quantile(&[4], 0.99), 4);
    }

    #[test]
    fn the_spread_of_rounds_is_median_and_ends() {
        assert_eq!(spread(&[3.0, 1.0, 2.0]), (2.0, 1.0, 3.0));
        assert_eq!(spread(&[4.0, 1.0]), (2.5, 1.0, 4.0));
    }
}
