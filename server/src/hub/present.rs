//! One visitor who is there, in little room: the page is the trail's own, and all that is known of the visit is one text.

use std::sync::Arc;

use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{Campaign, Device, Facts, Region, Screen, Search, VisitorRow, VisitorState};

/// Ends each fact. None of them has such a character in it.
const END: char = '\n';

/// What can be known of a visit, each by the letter that it begins with in [`Known`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The network address.
    Address,
    /// The country.
    Country,
    /// Province and city.
    Place,
    /// The host that led here.
    Referrer,
    /// The search engine.
    Engine,
    /// What was searched for.
    Keyword,
    /// The campaign's name.
    Campaign,
    /// Its source.
    Source,
    /// Its medium.
    Medium,
    /// Its term.
    Term,
    /// Its content.
    Content,
    /// The browser.
    Browser,
    /// The operating system.
    System,
    /// The language.
    Language,
    /// What they hold in their hands, by its name in the protocol.
    Device,
    /// The screen's width and height.
    Screen,
}

impl Fact {
    const fn letter(self) -> char {
        match self {
            Self::Address => 'a',
            Self::Country => 'c',
            Self::Place => 'p',
            Self::Referrer => 'r',
            Self::Engine => 'e',
            Self::Keyword => 'k',
            Self::Campaign => 'C',
            Self::Source => 'S',
            Self::Medium => 'M',
            Self::Term => 'T',
            Self::Content => 'N',
            Self::Browser => 'b',
            Self::System => 's',
            Self::Language => 'l',
            Self::Device => 'd',
            Self::Screen => 'w',
        }
    }
}

/// The devices, in the order in which the lobby sorts them.
pub const DEVICES: [Device; 3] = [Device::Computer, Device::Phone, Device::Tablet];

/// The device's name in the protocol.
pub const fn device_name(device: Device) -> &'static str {
    match device {
        Device::Computer => "Computer",
        Device::Phone => "Phone",
        Device::Tablet => "Tablet",
    }
}

/// What is known of a visit, see [`Facts`]: a line for each fact, and none for what is unknown. Every visitor has one, so
/// that it is as small as the words in it; whoever shares a browser's name with others has it a second time, which takes
/// less than the two words of a pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(Arc<str>);

impl Known {
    /// These facts in little room.
    pub fn of(facts: &Facts) -> Self {
        let Facts { address, region, referrer, search, campaign, browser, system, device, language, screen } = facts;
        let mut lines = String::new();
        let mut put = |fact: Fact, text: Option<&str>| {
            if let Some(text) = text {
                lines.push(fact.letter());
                lines.extend(text.chars().map(|c| if c == END { ' ' } else { c }));
                lines.push(END);
            }
        };
        put(Fact::Address, address.as_deref());
        if let Some(Region { country, place }) = region {
            put(Fact::Country, Some(country));
            put(Fact::Place, place.as_deref());
        }
        put(Fact::Referrer, referrer.as_deref());
        if let Some(Search { engine, keyword }) = search {
            put(Fact::Engine, Some(engine));
            put(Fact::Keyword, keyword.as_deref());
        }
        if let Some(Campaign { name, source, medium, term, content }) = campaign {
            put(Fact::Campaign, name.as_deref());
            put(Fact::Source, source.as_deref());
            put(Fact::Medium, medium.as_deref());
            put(Fact::Term, term.as_deref());
            put(Fact::Content, content.as_deref());
        }
        put(Fact::Browser, browser.as_deref());
        put(Fact::System, system.as_deref());
        put(Fact::Language, language.as_deref());
        put(Fact::Device, device.map(device_name));
        put(Fact::Screen, screen.map(|screen| format!("{}x{}", screen.width, screen.height)).as_deref());
        Self(lines.into())
    }

    fn lines(&self) -> impl Iterator<Item = (char, &str)> {
        self.0.split_terminator(END).filter_map(|line| {
            let mut text = line.chars();
            Some((text.next()?, text.as_str()))
        })
    }

    /// One fact.
    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.lines().find(|(letter, _)| *letter == fact.letter()).map(|(_, text)| text)
    }

    /// All facts that are words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.lines().filter(|(letter, _)| *letter != Fact::Screen.letter()).map(|(_, text)| text)
    }

    /// What they hold in their hands.
    pub fn device(&self) -> Option<Device> {
        let name = self.get(Fact::Device)?;
        DEVICES.into_iter().find(|device| device_name(*device) == name)
    }

    fn campaign(&self) -> Option<Campaign> {
        let [name, source, medium, term, content] =
            [Fact::Campaign, Fact::Source, Fact::Medium, Fact::Term, Fact::Content].map(|fact| self.text(fact));
        let known = [&name, &source, &medium, &term, &content].into_iter().any(Option::is_some);
        known.then_some(Campaign { name, source, medium, term, content })
    }

    fn screen(&self) -> Option<Screen> {
        let (width, height) = self.get(Fact::Screen)?.split_once('x')?;
        Some(Screen { width: width.parse().ok()?, height: height.parse().ok()? })
    }

    fn text(&self, fact: Fact) -> Option<String> {
        self.get(fact).map(str::to_owned)
    }

    /// As they travel.
    pub fn facts(&self) -> Facts {
        Facts {
            address: self.text(Fact::Address),
            region: self.text(Fact::Country).map(|country| Region { country, place: self.text(Fact::Place) }),
            referrer: self.text(Fact::Referrer),
            search: self.text(Fact::Engine).map(|engine| Search { engine, keyword: self.text(Fact::Keyword) }),
            campaign: self.campaign(),
            browser: self.text(Fact::Browser),
            system: self.text(Fact::System),
            device: self.device(),
            language: self.text(Fact::Language),
            screen: self.screen(),
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
    /// The page, shared with all who see it; `None` while unknown.
    pub page: Option<Arc<Page>>,
    /// Pages of this visit so far.
    pub pages: u32,
    /// Whom they talk with, or who has invited them.
    pub agent: Option<Arc<str>>,
    /// They are blocked.
    pub blocked: bool,
    /// Shown to agents; otherwise counted only.
    pub listed: bool,
    /// The facts of the visit, which stay as its first page told them.
    pub known: Known,
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
            page: self.page.as_deref().cloned(),
            pages: self.pages,
            agent: self.agent.as_deref().map(str::to_owned),
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

    fn full() -> Facts {
        let word = |text: &str| Some(text.to_owned());
        let campaign =
            Campaign { name: word("spring"), source: None, medium: word("mail"), term: None, content: word("") };
        Facts {
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
        }
    }

    #[test]
    fn facts_come_out_as_they_went_in() {
        assert_eq!(Known::of(&full()).facts(), full());
        assert_eq!(Known::of(&Facts::default()).facts(), Facts::default());
        let nowhere = Facts { region: Some(Region { country: String::new(), place: None }), ..Facts::default() };
        assert_eq!(Known::of(&nowhere).facts(), nowhere);
    }

    #[test]
    fn no_fact_can_be_told_as_another() {
        let forged = Facts { referrer: Some("a.example\nbChrome 1\naforged".into()), ..Facts::default() };
        let known = Known::of(&forged);
        assert_eq!((known.get(Fact::Browser), known.get(Fact::Address)), (None, None));
        assert_eq!(known.get(Fact::Referrer), Some("a.example bChrome 1 aforged"));
    }

    #[test]
    fn a_visitor_who_is_there_takes_little_room() {
        let (present, known) = (size_of::<Present>(), Known::of(&full()).0.len());
        assert!(present <= 96 && known <= 128, "{present} and {known} bytes");
    }
}
