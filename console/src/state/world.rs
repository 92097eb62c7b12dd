//! The map of the world as a grid: which country each cell is in. The grid stands in `console/map/world.txt`, one row of
//! cells a line, as runs of `COUNTRY` or `LENGTH` or both; `console/map/draw.mjs` draws it.

const WORLD: &str = include_str!("../../map/world.txt");

/// Cells across.
pub const ACROSS: u32 = 144;
/// Cells down.
pub const DOWN: u32 = 68;

/// Each country's two letters, with a dot for each of its cells as the path of an SVG.
pub fn countries() -> Vec<(&'static str, String)> {
    let mut countries: Vec<(&'static str, String)> = Vec::new();
    for (row, line) in (0_u32..).zip(WORLD.lines()) {
        let mut column = 0_u32;
        for run in line.split(' ') {
            let code = run.trim_start_matches(|c: char| c.is_ascii_digit());
            let length = run.strip_suffix(code).and_then(|length| length.parse().ok()).unwrap_or(1);
            if !code.is_empty() {
                let dots: String = (column..column + length).map(|column| format!("M{column} {row}h0")).collect();
                match countries.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, path)) => path.push_str(&dots),
                    None => countries.push((code, dots)),
                }
            }
            column += length;
        }
    }
    countries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_place_inside_the_map() {
        let countries: std::collections::BTreeMap<_, _> = countries().into_iter().collect();
        for code in ["DE", "PL", "CN", "SG", "LU", "MT", "NZ", "AR", "HK"] {
            assert!(countries.contains_key(code), "{code}");
        }
        assert!(countries.len() > 220, "{}", countries.len());
        assert!(countries.keys().all(|code| code.len() == 2));
        let wide = WORLD.lines().count();
        assert_eq!(u32::try_from(wide).unwrap(), DOWN);
        let places = countries.values().flat_map(|path| path.split('M').skip(1));
        for place in places {
            let (column, row) = place.trim_end_matches("h0").split_once(' ').unwrap();
            assert!(column.parse::<u32>().unwrap() < ACROSS && row.parse::<u32>().unwrap() < DOWN, "{place}");
        }
    }

    #[test]
    fn countries_lie_where_they_are() {
        let countries: std::collections::BTreeMap<_, _> = countries().into_iter().collect();
        let first = |code: &str| -> (u32, u32) {
            let place = countries[code].split('M').nth(1).unwrap();
            let (column, row) = place.trim_end_matches("h0").split_once(' ').unwrap();
            (column.parse().unwrap(), row.parse().unwrap())
        };
        let (germany, japan, chile) = (first("DE"), first("JP"), first("CL"));
        assert!(germany.0 < japan.0 && chile.0 < germany.0 && chile.1 > germany.1);
        // On both sides of the date line, and nowhere between.
        assert!(first("FJ").0 > japan.0 && countries["FI"].contains(" 10h0"));
    }
}
