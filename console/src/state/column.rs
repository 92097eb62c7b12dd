//! The columns of the lobby's table: which there are, what each is called in storage, and by what the server sorts it.

use lobby_shared::lobby::Column as Key;
use lobby_shared::visitor::VisitorRow;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Where the visitor stands.
    State,
    /// The visitor's number.
    Visitor,
    /// Visits so far.
    Visits,
    /// When the visit began.
    Arrived,
    /// How long it has lasted.
    Stay,
    /// The network address.
    Address,
    /// Country and place.
    Region,
    /// What led here, in a few words: the search, the campaign or the page.
    From,
    /// The search engine.
    Engine,
    /// What was searched for.
    Keyword,
    /// The host that led here.
    Referrer,
    /// The campaign.
    Campaign,
    /// The page now.
    Page,
    /// Pages of this visit.
    Pages,
    /// The agent.
    Agent,
    /// The customer's owner.
    Owner,
    /// What they hold in their hands.
    Device,
    /// The browser.
    Browser,
    /// The operating system.
    System,
    /// The language.
    Language,
}

impl Column {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 20] = [
        Self::State,
        Self::Visitor,
        Self::Visits,
        Self::Arrived,
        Self::Stay,
        Self::Address,
        Self::Region,
        Self::From,
        Self::Engine,
        Self::Keyword,
        Self::Referrer,
        Self::Campaign,
        Self::Page,
        Self::Pages,
        Self::Agent,
        Self::Owner,
        Self::Device,
        Self::Browser,
        Self::System,
        Self::Language,
    ];

    /// Those that are shown until somebody chooses.
    pub const FIRST: [Self; 10] = [
        Self::State,
        Self::Visitor,
        Self::Visits,
        Self::Arrived,
        Self::Stay,
        Self::Region,
        Self::From,
        Self::Page,
        Self::Pages,
        Self::Agent,
    ];

    /// Those that are left where there is room for a few only.
    pub const FEW: [Self; 5] = [Self::State, Self::Visitor, Self::Stay, Self::Page, Self::Agent];

    /// Those of a phone, where a row is a card of two lines.
    pub const PHONE: [Self; 4] = [Self::Visitor, Self::Stay, Self::Page, Self::State];

    /// Those whose values are few enough to group and filter by.
    pub const GROUPS: [Self; 14] = [
        Self::State,
        Self::Region,
        Self::Engine,
        Self::Keyword,
        Self::Referrer,
        Self::Campaign,
        Self::Page,
        Self::Agent,
        Self::Owner,
        Self::Device,
        Self::Browser,
        Self::System,
        Self::Language,
        Self::Visits,
    ];

    /// Its name in storage and in classes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Visitor => "visitor",
            Self::Visits => "visits",
            Self::Arrived => "arrived",
            Self::Stay => "stay",
            Self::Address => "address",
            Self::Region => "region",
            Self::From => "from",
            Self::Engine => "engine",
            Self::Keyword => "keyword",
            Self::Referrer => "referrer",
            Self::Campaign => "campaign",
            Self::Page => "page",
            Self::Pages => "pages",
            Self::Agent => "agent",
            Self::Owner => "owner",
            Self::Device => "device",
            Self::Browser => "browser",
            Self::System => "system",
            Self::Language => "language",
        }
    }

    /// The column of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// By what the server sorts and groups it. The stay is the arrival turned round.
    pub const fn key(self) -> Key {
        match self {
            Self::State => Key::State,
            Self::Visitor => Key::Visitor,
            Self::Visits => Key::Visits,
            Self::Arrived | Self::Stay => Key::Arrived,
            Self::Address => Key::Address,
            Self::Region => Key::Region,
            Self::From | Self::Referrer => Key::Referrer,
            Self::Engine => Key::Engine,
            Self::Keyword => Key::Keyword,
            Self::Campaign => Key::Campaign,
            Self::Page => Key::Page,
            Self::Pages => Key::Pages,
            Self::Agent => Key::Agent,
            Self::Owner => Key::Owner,
            Self::Device => Key::Device,
            Self::Browser => Key::Browser,
            Self::System => Key::System,
            Self::Language => Key::Language,
        }
    }

    /// Its least width in CSS pixels, and its share of what is left over, in tenths.
    pub const fn width(self) -> (u32, u32) {
        match self {
            Self::Page => (168, 30),
            Self::From | Self::Keyword => (136, 15),
            Self::State => (148, 5),
            Self::Address => (132, 10),
            Self::Region | Self::Referrer | Self::Campaign => (120, 10),
            Self::Visitor | Self::Agent | Self::Owner | Self::Engine | Self::Browser => (116, 5),
            Self::System | Self::Language => (104, 5),
            Self::Arrived | Self::Device => (92, 5),
            Self::Stay => (84, 5),
            Self::Visits | Self::Pages => (68, 3),
        }
    }
}

/// The value by which this row is grouped and filtered, as the server tells it; empty while unknown.
pub fn value(column: Key, row: &VisitorRow) -> String {
    let facts = &row.facts;
    let known = match column {
        Key::State => Some(format!("{:?}", row.state)),
        Key::Visitor => Some(row.number.to_string()),
        Key::Visits => Some(row.visits.to_string()),
        Key::Arrived => Some(row.arrived_ms.0.to_string()),
        Key::Pages => Some(row.pages.to_string()),
        Key::Address => facts.address.clone(),
        Key::Region => facts.region.as_ref().map(|region| region.country.clone()),
        Key::Engine => facts.search.as_ref().map(|search| search.engine.clone()),
        Key::Keyword => facts.search.as_ref().and_then(|search| search.keyword.clone()),
        Key::Referrer => facts.referrer.clone(),
        Key::Campaign => facts.campaign.as_ref().and_then(|campaign| campaign.name.clone()),
        Key::Page => row.page.as_ref().map(|page| page.title.clone()),
        Key::Agent => row.agent.clone(),
        Key::Owner => row.owner.clone(),
        Key::Device => facts.device.map(|device| format!("{device:?}")),
        Key::Browser => facts.browser.clone(),
        Key::System => facts.system.clone(),
        Key::Language => facts.language.clone(),
    };
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own_that_reads_back() {
        for column in Column::ALL {
            assert_eq!(Column::named(column.name()), Some(column));
        }
        assert_eq!(Column::named("nonsense"), None);
    }
}
