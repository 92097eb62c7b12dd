//! Figures as shapes: how large a count is beside the largest, and the last hour as a path.

/// In five steps: 0 is nothing, 4 as much as the most.
pub fn level(count: u32, most: u32) -> u8 {
    let steps = (u64::from(count) * 4).div_ceil(u64::from(most.max(1)));
    u8::try_from(steps.min(4)).unwrap_or(4)
}

/// A bar for each count, as the path of an SVG of this height, 3 units to the right of the one before; the most fills it.
/// A minute without anybody keeps a mark, so that the time reads on.
pub fn bars(counts: &[u32], height: u32) -> String {
    let most = u64::from(counts.iter().copied().max().unwrap_or(0).max(1));
    let bar = |(at, count): (usize, &u32)| {
        let tall = (u64::from(*count) * u64::from(height - 1) / most).max(u64::from(*count > 0)) + 1;
        format!("M{} {height}v-{tall}", at * 3 + 1)
    };
    counts.iter().enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_nothing_only_for_nothing_and_full_only_for_the_most() {
        let levels: Vec<_> = [0, 1, 25, 26, 75, 76, 100].into_iter().map(|count| level(count, 100)).collect();
        assert_eq!(levels, [0, 1, 1, 2, 3, 4, 4]);
        assert_eq!((level(0, 0), level(u32::MAX, u32::MAX), level(7, 3)), (0, 4, 4));
    }

    #[test]
    fn bars_stand_side_by_side_and_the_most_fills_the_height() {
        assert_eq!(bars(&[0, 1, 100], 20), "M1 20v-1M4 20v-2M7 20v-20");
        assert_eq!(bars(&[], 20), "");
    }
}
