//! Which of our languages somebody reads: tags as browsers and pages write them (BCP 47).

/// Tags that are looked at; more than any browser sends.
const MAX_WANTED: usize = 20;

/// The tags of a header `Accept-Language`, the most wanted first.
pub fn accepted(header: &str) -> Vec<&str> {
    let mut wanted: Vec<(u16, &str)> = header.split(',').take(MAX_WANTED).filter_map(weighed).collect();
    // Stable, so that equals stay in the order they were written in.
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, tag)| tag).collect()
}

/// A tag with its weight in thousandths; `None` for one that is not wanted, or is none.
fn weighed(item: &str) -> Option<(u16, &str)> {
    let mut parts = item.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty() && *tag != "*")?;
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
    let weight = (weight.clamp(0.0, 1.0) * 1_000.0) as u16;
    (weight > 0).then_some((weight, tag))
}

/// Of the languages there are, the one that fits the first wanted tag that any fits: the same tag, else the same
/// language whatever the script or region.
pub fn pick<'a>(wanted: &[&str], have: &[&'a str]) -> Option<&'a str> {
    wanted.iter().find_map(|tag| {
        let same = have.iter().find(|code| code.eq_ignore_ascii_case(tag));
        same.or_else(|| have.iter().find(|code| primary(code).eq_ignore_ascii_case(primary(tag)))).copied()
    })
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_comes_first_and_what_is_not_wanted_does_not_come() {
        assert_eq!(accepted("da, en-GB;q=0.8, en;q=0.7"), ["da", "en-GB", "en"]);
        assert_eq!(accepted("en;q=0.5, zh-CN , *;q=0.1, fr;q=0, de;q=x"), ["zh-CN", "en"]);
        assert!(accepted("").is_empty());
    }

    #[test]
    fn a_language_fits_by_tag_and_then_by_language() {
        let have = ["en", "zh-Hans", "zh-Hant"];
        let check = |wanted: &[&str], want| assert_eq!(pick(wanted, &have), want, "{wanted:?}");
        check(&["zh-CN"], Some("zh-Hans"));
        check(&["ZH-hant"], Some("zh-Hant"));
        check(&["pl", "en-GB"], Some("en"));
        check(&["fil"], None);
        check(&[], None);
    }
}
