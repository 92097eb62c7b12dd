//! What stands in a column of the lobby, in a form that has an order: numbers by size, texts with upper and lower case
//! alike, and what is unknown last.

use lobby_shared::lobby::Column;
use lobby_shared::visitor::{Device, VisitorState};

use super::present::Present;
use super::word::Word;

/// Bytes of a text that count in an order and stand in a heading; a longer one is cut at a character's edge.
pub const MAX_VALUE_BYTES: usize = 120;

/// The value of one row in one column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A number, a time, or the place of a state or device in its fixed set.
    Number(u64),
    /// A text.
    Text {
        /// In lower case, to compare by.
        folded: Word,
        /// As it is.
        exact: Word,
    },
    /// Nothing is known.
    Unknown,
}

impl Key {
    fn text(word: Option<&Word>) -> Self {
        let Some(word) = word.filter(|word| !word.is_empty()) else { return Self::Unknown };
        let exact = cut(word);
        let folded =
            if exact.chars().any(char::is_uppercase) { exact.to_lowercase().into() } else { Word::clone(&exact) };
        Self::Text { folded, exact }
    }

    fn number(number: Option<u64>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }

    /// What stands in this column of a row.
    pub fn of(column: Column, number: u64, present: &Present) -> Self {
        let known = &present.known;
        match column {
            Column::State => Self::number(place(&STATES, present.state)),
            Column::Visitor => Self::Number(number),
            Column::Visits => Self::Number(present.visits),
            Column::Arrived => Self::Number(present.arrived.0),
            Column::Address => Self::text(known.address.as_ref()),
            Column::Region => Self::text(known.country.as_ref()),
            Column::Engine => Self::text(known.engine.as_ref()),
            Column::Keyword => Self::text(known.keyword.as_ref()),
            Column::Referrer => Self::text(known.referrer.as_ref()),
            Column::Campaign => {
                Self::text(known.campaign.as_ref().and_then(|campaign| campaign.parts.first()?.as_ref()))
            }
            Column::Page => {
                let page = present.page.as_ref();
                Self::text(page.map(|page| if page.title.is_empty() { &page.address } else { &page.title }))
            }
            Column::Pages => Self::Number(present.pages.into()),
            Column::Agent => Self::text(present.agent.as_ref()),
            Column::Owner => Self::Unknown,
            Column::Device => Self::number(known.device.and_then(|device| place(&DEVICES, device))),
            Column::Browser => Self::text(known.browser.as_ref()),
            Column::System => Self::text(known.system.as_ref()),
            Column::Language => Self::text(known.language.as_ref()),
        }
    }

    /// As a heading tells it.
    pub fn value(&self, column: Column) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Text { exact, .. } => exact.to_string(),
            Self::Number(number) => {
                let at = usize::try_from(*number).unwrap_or(usize::MAX);
                let name = match column {
                    Column::State => STATES.get(at).map(|state| format!("{state:?}")),
                    Column::Device => DEVICES.get(at).map(|device| format!("{device:?}")),
                    Column::Visitor
                    | Column::Visits
                    | Column::Arrived
                    | Column::Address
                    | Column::Region
                    | Column::Engine
                    | Column::Keyword
                    | Column::Referrer
                    | Column::Campaign
                    | Column::Page
                    | Column::Pages
                    | Column::Agent
                    | Column::Owner
                    | Column::Browser
                    | Column::System
                    | Column::Language => None,
                };
                name.unwrap_or_else(|| number.to_string())
            }
        }
    }
}

/// In the order in which the lobby sorts them. Their names in the protocol are their names here.
const STATES: [VisitorState; 6] = [
    VisitorState::Browsing,
    VisitorState::Invited,
    VisitorState::Queued,
    VisitorState::Chatting,
    VisitorState::LeavingMessage,
    VisitorState::Gone,
];
const DEVICES: [Device; 3] = [Device::Computer, Device::Phone, Device::Tablet];

fn place<T: PartialEq>(all: &[T], one: T) -> Option<u64> {
    all.iter().position(|other| *other == one).and_then(|at| u64::try_from(at).ok())
}

fn cut(word: &Word) -> Word {
    if word.len() <= MAX_VALUE_BYTES { Word::clone(word) } else { start(word).into() }
}

/// The part of a text that counts.
pub fn start(text: &str) -> &str {
    let mut end = MAX_VALUE_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The device's name in the protocol.
pub fn device_name(device: Device) -> &'static str {
    match device {
        Device::Computer => "Computer",
        Device::Phone => "Phone",
        Device::Tablet => "Tablet",
    }
}
