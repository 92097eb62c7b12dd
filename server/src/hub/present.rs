//! One visitor who is there, in little room: texts that others have too are kept once, and facts are told from one place.

use std::sync::Arc;

use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{Campaign, Device, Facts, Region, Screen, Search, VisitorRow, VisitorState};

use super::word::{Word, Words};

/// The page that a visitor is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageWords {
    /// The address; empty while unknown.
    pub address: Word,
    /// The title; empty when it has none.
    pub title: Word,
}

impl PageWords {
    /// The page, unless nothing of it is known.
    pub fn of(page: &Page, words: &Words) -> Option<Self> {
        let known = !page.address.is_empty() || !page.title.is_empty();
        known.then(|| Self { address: words.keep(&page.address), title: words.keep(&page.title) })
    }

    /// As it travels.
    pub fn page(&self) -> Page {
        Page { address: self.address.to_string(), title: self.title.to_string() }
    }
}

/// The campaign that led here.
#[derive(Debug)]
pub struct CampaignWords {
    /// The parts: name, source, medium, term, content.
    pub parts: [Option<Word>; 5],
}

/// What is known of a visit, see [`Facts`].
#[derive(Debug, Default)]
pub struct Known {
    /// The network address.
    pub address: Option<Word>,
    /// The country.
    pub country: Option<Word>,
    /// Province and city.
    pub place: Option<Word>,
    /// The host that led here.
    pub referrer: Option<Word>,
    /// The search engine.
    pub engine: Option<Word>,
    /// What was searched for.
    pub keyword: Option<Word>,
    /// The campaign.
    pub campaign: Option<Box<CampaignWords>>,
    /// The browser.
    pub browser: Option<Word>,
    /// The operating system.
    pub system: Option<Word>,
    /// The language.
    pub language: Option<Word>,
    /// What they hold in their hands.
    pub device: Option<Device>,
    /// The screen.
    pub screen: Option<Screen>,
}

fn text(word: &Option<Word>) -> Option<String> {
    word.as_deref().map(str::to_owned)
}

impl Known {
    /// These facts in little room.
    pub fn of(facts: &Facts, words: &Words) -> Self {
        let keep = |text: &Option<String>| text.as_deref().map(|text| words.keep(text));
        let campaign = facts.campaign.as_ref().map(|campaign| {
            let Campaign { name, source, medium, term, content } = campaign;
            Box::new(CampaignWords { parts: [name, source, medium, term, content].map(keep) })
        });
        let search = facts.search.as_ref();
        Self {
            // Hardly anybody shares an address, so that it is not looked for among the others.
            address: facts.address.as_deref().map(Word::from),
            country: facts.region.as_ref().map(|region| words.keep(&region.country)),
            place: facts.region.as_ref().and_then(|region| keep(&region.place)),
            referrer: keep(&facts.referrer),
            engine: search.map(|search| words.keep(&search.engine)),
            keyword: search.and_then(|search| keep(&search.keyword)),
            campaign,
            browser: keep(&facts.browser),
            system: keep(&facts.system),
            language: keep(&facts.language),
            device: facts.device,
            screen: facts.screen,
        }
    }

    /// As they travel.
    pub fn facts(&self) -> Facts {
        let region = |country: &Word| Region { country: country.to_string(), place: text(&self.place) };
        let search = |engine: &Word| Search { engine: engine.to_string(), keyword: text(&self.keyword) };
        let campaign = |campaign: &CampaignWords| {
            let [name, source, medium, term, content] = campaign.parts.each_ref().map(text);
            Campaign { name, source, medium, term, content }
        };
        Facts {
            address: text(&self.address),
            region: self.country.as_ref().map(region),
            referrer: text(&self.referrer),
            search: self.engine.as_ref().map(search),
            campaign: self.campaign.as_deref().map(campaign),
            browser: text(&self.browser),
            system: text(&self.system),
            device: self.device,
            language: text(&self.language),
            screen: self.screen,
        }
    }
}

/// A visitor who is there, or left a moment ago.
#[derive(Clone, Debug)]
pub struct Present {
    /// Where they stand.
    pub state: VisitorState,
    /// Visits so far.
    pub visits: u64,
    /// When this visit began.
    pub arrived: Millis,
    /// The page; `None` while unknown.
    pub page: Option<PageWords>,
    /// Pages of this visit so far.
    pub pages: u32,
    /// Whom they talk with, or who has invited them.
    pub agent: Option<Word>,
    /// They are blocked.
    pub blocked: bool,
    /// Shown to agents; otherwise counted only.
    pub listed: bool,
    /// The facts of the visit, which stay as its first page told them.
    pub known: Arc<Known>,
    /// Open sockets.
    pub sockets: u32,
    /// When the last socket closed.
    pub left: Option<Millis>,
}

impl Present {
    /// As they stand in the lobby.
    pub fn row(&self, number: u64) -> VisitorRow {
        VisitorRow {
            number,
            state: self.state,
            visits: self.visits,
            arrived_ms: self.arrived,
            page: self.page.as_ref().map(PageWords::page),
            pages: self.pages,
            agent: text(&self.agent),
            owner: None,
            blocked: self.blocked,
            facts: self.known.facts(),
        }
    }

    /// Is there, and was not yet called gone.
    pub fn there(&self) -> bool {
        self.state != VisitorState::Gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_out_as_they_went_in() {
        let word = |text: &str| Some(text.to_owned());
        let campaign =
            Campaign { name: word("spring"), source: None, medium: word("mail"), term: None, content: word("a") };
        let facts = Facts {
            address: word("192.0.2.1"),
            region: Some(Region { country: "DE".into(), place: word("Bavaria, Munich") }),
            referrer: word("www.example.com"),
            search: Some(Search { engine: "Baidu".into(), keyword: word("靴子") }),
            campaign: Some(campaign),
            browser: word("Chrome 141"),
            system: word("macOS"),
            device: Some(Device::Tablet),
            language: word("de-AT"),
            screen: Some(Screen { width: 800, height: 600 }),
        };
        let words = Words::default();
        assert_eq!(Known::of(&facts, &words).facts(), facts);
        assert_eq!(Known::of(&Facts::default(), &words).facts(), Facts::default());
    }

    #[test]
    fn a_visitor_who_is_there_takes_little_room() {
        let bytes = size_of::<Present>() + size_of::<Known>();
        assert!(bytes <= 320, "{bytes} bytes");
    }
}
