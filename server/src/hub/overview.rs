//! The figures of map and heat view, gone through at most once in two seconds, and only while somebody looks.

use std::collections::HashMap;

use lobby_shared::id::SiteId;
use lobby_shared::lobby::LobbyOverview;
use lobby_shared::page::Page;
use lobby_shared::wire::MAX_FRAME_BYTES;

use super::present::{Fact, Present};

/// Pages told.
const PAGES: usize = 30;
/// Bytes of pages told: JSON may double what stands in them.
const BYTES: usize = MAX_FRAME_BYTES / 4;

/// The figures of those who are there and listed.
pub fn overview<'a>(site: SiteId, everyone: impl Iterator<Item = &'a Present>, week: Vec<u32>) -> LobbyOverview {
    let mut countries: HashMap<&str, u32> = HashMap::new();
    let mut pages: HashMap<&str, (u32, &Page)> = HashMap::new();
    for present in everyone.filter(|present| present.listed && present.there()) {
        *countries.entry(present.known.get(Fact::Country).unwrap_or_default()).or_default() += 1;
        if let Some(page) = present.page.as_deref() {
            let name = if page.address.is_empty() { &page.title } else { &page.address };
            let entry = pages.entry(name).or_insert((0, page));
            entry.0 += 1;
            // Of one page's titles always the same one, whoever comes first.
            if page.title > entry.1.title {
                entry.1 = page;
            }
        }
    }
    let mut countries: Vec<(String, u32)> =
        countries.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
    countries.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let mut pages: Vec<(u32, &Page)> = pages.into_values().collect();
    pages.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.address.cmp(&other.1.address)));
    let mut bytes = 0;
    let fits = |(_, page): &(u32, &Page)| {
        bytes += page.address.len() + page.title.len();
        bytes <= BYTES
    };
    let pages: Vec<(Page, u32)> =
        pages.into_iter().take(PAGES).take_while(fits).map(|(count, page)| (page.clone(), count)).collect();
    LobbyOverview { site, countries, pages, week }
}
