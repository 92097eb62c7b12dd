//! What stands in each column of a visitor's row, in words; "—" where it is not known.

use lobby_shared::lobby::Column as Key;
use lobby_shared::page::Page;
use lobby_shared::visitor::{Device, VisitorRow, VisitorState};

use crate::state::column::Column;
use crate::text::{moment, name, text};

/// The words of a column; `None` while unknown. The times are told elsewhere, since they run.
pub fn words(column: Column, row: &VisitorRow) -> Option<String> {
    let facts = &row.facts;
    match column {
        Column::State => Some(text().visitor_state(row.state).to_owned()),
        Column::Visitor => Some(text().visitor(row.number)),
        Column::Visits => Some(moment::count(row.visits as usize)),
        Column::Pages => Some(moment::count(row.pages as usize)),
        Column::Arrived | Column::Stay => None,
        Column::Address => facts.address.clone(),
        Column::Region => facts.region.as_ref().map(|region| {
            let country = name::country(&region.country);
            region.place.as_ref().map_or_else(
                || country.clone(),
                |place| format!("{}\u{2068}{place}\u{2069}, {country}", name::direction()),
            )
        }),
        Column::From => from(row),
        Column::Engine => facts.search.as_ref().map(|search| search.engine.clone()),
        Column::Keyword => facts.search.as_ref().and_then(|search| search.keyword.clone()),
        Column::Referrer => facts.referrer.clone(),
        Column::Campaign => facts.campaign.as_ref().and_then(|campaign| campaign.name.clone()),
        Column::Page => row.page.as_ref().map(page_title).filter(|title| !title.is_empty()),
        Column::Agent => row.agent.clone(),
        Column::Owner => row.owner.clone(),
        Column::Device => facts.device.map(|device| device_words(device).to_owned()),
        Column::Browser => facts.browser.clone(),
        Column::System => facts.system.clone(),
        Column::Language => facts.language.as_deref().map(name::language),
    }
    .filter(|words| !words.is_empty())
}

/// What led here in a few words: the search, else the campaign, else the page.
fn from(row: &VisitorRow) -> Option<String> {
    let facts = &row.facts;
    let search = facts.search.as_ref().map(|search| match &search.keyword {
        Some(keyword) => text().searched(&search.engine, &format!("\u{2068}{keyword}\u{2069}")),
        None => search.engine.clone(),
    });
    let campaign = facts.campaign.as_ref().and_then(|campaign| {
        let parts: Vec<&str> = [&campaign.source, &campaign.name].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    });
    search.or(campaign).or_else(|| facts.referrer.clone())
}

/// What a device is called.
pub fn device_words(device: Device) -> &'static str {
    let t = text();
    match device {
        Device::Computer => t.device_computer,
        Device::Phone => t.device_phone,
        Device::Tablet => t.device_tablet,
    }
}

/// The words of a group's or a filter's value; "—" for the unknown one.
pub fn value_words(column: Key, value: &str) -> String {
    let t = text();
    if value.is_empty() {
        return t.none.to_owned();
    }
    match column {
        Key::State => {
            let named = |state: &&VisitorState| format!("{state:?}") == value;
            STATES.iter().find(named).map_or(value, |state| t.visitor_state(*state)).to_owned()
        }
        Key::Device => {
            let devices = [Device::Computer, Device::Phone, Device::Tablet];
            let named = |device: &Device| format!("{device:?}") == value;
            devices.into_iter().find(named).map_or_else(|| value.to_owned(), |device| device_words(device).to_owned())
        }
        Key::Region => name::country(value),
        Key::Language => name::language(value),
        Key::Visitor
        | Key::Visits
        | Key::Arrived
        | Key::Address
        | Key::Engine
        | Key::Keyword
        | Key::Referrer
        | Key::Campaign
        | Key::Page
        | Key::Pages
        | Key::Agent
        | Key::Owner
        | Key::Browser
        | Key::System => value.to_owned(),
    }
}

/// Every state, as they are offered to filter by.
pub const STATES: [VisitorState; 6] = [
    VisitorState::Browsing,
    VisitorState::Invited,
    VisitorState::Queued,
    VisitorState::Chatting,
    VisitorState::LeavingMessage,
    VisitorState::Gone,
];

/// The class of a state's pill.
pub const fn state_class(state: VisitorState) -> &'static str {
    match state {
        VisitorState::Browsing => "browsing",
        VisitorState::Invited => "invited",
        VisitorState::Queued => "queued",
        VisitorState::Chatting => "chatting",
        VisitorState::LeavingMessage => "leaving",
        VisitorState::Gone => "left",
    }
}

/// What a column is called.
pub fn column_words(column: Column) -> &'static str {
    let t = text();
    match column {
        Column::State => t.column_state,
        Column::Visitor => t.column_visitor,
        Column::Visits => t.column_visits,
        Column::Arrived => t.column_arrived,
        Column::Stay => t.column_stay,
        Column::Address => t.column_address,
        Column::Region => t.column_region,
        Column::From => t.column_from,
        Column::Engine => t.column_engine,
        Column::Keyword => t.column_keyword,
        Column::Referrer => t.column_referrer,
        Column::Campaign => t.column_campaign,
        Column::Page => t.column_page,
        Column::Pages => t.column_pages,
        Column::Agent => t.column_with,
        Column::Owner => t.column_owner,
        Column::Device => t.column_device,
        Column::Browser => t.column_browser,
        Column::System => t.column_system,
        Column::Language => t.column_language,
    }
}

fn page_title(page: &Page) -> String {
    let page = page.clean();
    if page.title.is_empty() { page.address } else { page.title }
}
