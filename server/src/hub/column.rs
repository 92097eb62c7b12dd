//! What stands in a column of the lobby, in a form that has an order: numbers by size, texts with upper and lower case
//! alike, and what is unknown last.

use std::sync::Arc;

use lobby_shared::lobby::Column;
use lobby_shared::visitor::VisitorState;

use super::present::{DEVICES, Fact, Present};

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
        folded: Arc<str>,
        /// As it is.
        exact: Arc<str>,
    },
    /// Nothing is known.
    Unknown,
}

impl Key {
    fn text(text: Option<&str>) -> Self {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Self::Unknown };
        let exact = Arc::from(start(text));
        let folded =
            if text.chars().any(char::is_uppercase) { start(text).to_lowercase().into() } else { Arc::clone(&exact) };
        Self::Text { folded, exact }
    }

    fn number(number: Option<u64>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }

    /// What stands in this column of a row.
    pub fn of(column: Column, number: u64, present: &Present) -> Self {
        let known = |fact| Self::text(present.known.get(fact));
        match column {
            Column::State => Self::number(place(&STATES, present.state)),
            Column::Visitor => Self::Number(number),
            Column::Visits => Self::Number(present.visits),
            Column::Arrived => Self::Number(present.arrived.0),
            Column::Address => known(Fact::Address),
            Column::Region => known(Fact::Country),
            Column::Engine => known(Fact::Engine),
            Column::Keyword => known(Fact::Keyword),
            Column::Referrer => known(Fact::Referrer),
            Column::Campaign => known(Fact::Campaign),
            Column::Page => {
                let page = present.page.as_deref();
                Self::text(page.map(|page| if page.title.is_empty() { &*page.address } else { &*page.title }))
            }
            Column::Pages => Self::Number(present.pages.into()),
            Column::Agent => Self::text(present.agent.as_deref()),
            Column::Owner => Self::Unknown,
            Column::Device => Self::number(present.known.device().and_then(|device| place(&DEVICES, device))),
            Column::Browser => known(Fact::Browser),
            Column::System => known(Fact::System),
            Column::Language => known(Fact::Language),
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

fn place<T: PartialEq>(all: &[T], one: T) -> Option<u64> {
    all.iter().position(|other| *other == one).and_then(|at| u64::try_from(at).ok())
}

/// The part of a text that counts.
pub fn start(text: &str) -> &str {
    let mut end = MAX_VALUE_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
