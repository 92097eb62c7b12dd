//! Made-up people, sites and conversations, among them words from right to left, very long ones, and script that must
//! stay text.

use lobby_console::state::conversation::{self, Intent};
use lobby_console::state::entry::Stage;
use lobby_console::state::link::Link;
use lobby_console::state::route::Route;
use lobby_console::state::stream::{Bubble, Item, Key, Line, Reach, SideOf, Stream};
use lobby_console::state::visitor;
use lobby_console::view::context::Context;
use lobby_shared::agent::{AgentCard, AgentRole};
use lobby_shared::conversation::{ConversationCard, ConversationState, LastWords, Side};
use lobby_shared::id::{AgentId, Cid, ConversationId, SiteId};
use lobby_shared::lobby::LobbyPage;
use lobby_shared::page::Page;
use lobby_shared::site::{SiteCard, SiteKey};
use lobby_shared::time::Millis;
use lobby_shared::visitor::{Facts, VisitorRow, VisitorState};
use lobby_shared::wire::error::ErrorCode;

use super::people;

/// The sample's noon.
pub const NOW: Millis = Millis(1_767_265_200_000);
const ME: AgentId = AgentId::from_bytes([1; 16]);
/// The sample's site.
pub const SITE: SiteId = SiteId::from_bytes([2; 16]);
/// Words without an end.
pub const LONG: &str =
    "Grüße aus Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch: does the forty-litre one fit?";

/// An id for each number.
pub fn id(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}

/// So many seconds before the sample's noon.
pub fn before(seconds: u64) -> Millis {
    Millis(NOW.0 - seconds * 1_000)
}

/// The agent who looks.
pub fn me() -> AgentCard {
    AgentCard { agent: ME, name: "Ada Lindqvist".into(), role: AgentRole::Administrator }
}

/// A console at its beginning.
pub fn bare(route: Route) -> Context {
    Context::new(route, NOW, None, "https://chat.example".into())
}

/// A console of a signed-in agent that has heard nothing yet.
pub fn waiting(route: Route, link: Link) -> Context {
    let context = bare(route);
    context.entry.update(|entry| entry.stage = Stage::SignedIn(me()));
    context.link.set(link);
    context
}

/// The same with a site and nobody on it.
pub fn empty(route: Route) -> Context {
    let context = waiting(route, Link::Ready);
    context.sites.update(|sites| {
        sites.sites = Some(vec![site()]);
        sites.public_url = Some("https://chat.example".into());
    });
    context.lobby.update(|lobby| {
        visitor::update(lobby, visitor::Intent::OnScreen(true), NOW);
        visitor::update(lobby, visitor::Intent::Scrolled(0, 30), NOW);
        visitor::update(lobby, visitor::Intent::Welcomed(vec![SITE]), NOW);
    });
    listed(context, Vec::new());
    context.lobby.update(|lobby| {
        visitor::update(lobby, visitor::Intent::Counted(people::counts(SITE, 0)), NOW);
    });
    context.conversations.update(|lists| {
        conversation::update(lists, Intent::Welcomed(ME), NOW);
        conversation::update(lists, Intent::Cards { cards: Vec::new(), first: true }, NOW);
    });
    context
}

/// A busy afternoon.
pub fn full(route: Route) -> Context {
    let context = empty(route);
    listed(context, rows());
    context.lobby.update(|lobby| {
        visitor::update(lobby, visitor::Intent::Counted(people::counts(SITE, 3)), NOW);
    });
    context.conversations.update(|lists| {
        conversation::update(lists, Intent::Cards { cards: cards(), first: false }, NOW);
        let ended = card(4, ConversationState::Ended(Side::Visitor), Some((Side::Visitor, "Thanks, bye", 900)), 0);
        conversation::update(lists, Intent::Card(ended), NOW);
        if let Route::Conversations(open) = route {
            conversation::update(lists, Intent::Opened(open), NOW);
        }
    });
    context
}

/// Puts these rows into the lobby's window, in this order.
pub fn listed(context: Context, rows: Vec<VisitorRow>) {
    context.lobby.update(|lobby| {
        let effects = visitor::update(lobby, visitor::Intent::Welcomed(vec![SITE]), NOW);
        let window = effects.iter().find_map(|effect| match effect {
            visitor::Effect::Watch(Some(watch)) => Some(watch.name()),
            visitor::Effect::Watch(None) | visitor::Effect::Invite(..) | visitor::Effect::Keep(_) => None,
        });
        let order = Some(rows.iter().map(|row| row.number).collect());
        let groups = lobby.table.group.map(|column| people::groups(&rows, column));
        let total = rows.len() as u32;
        let page = LobbyPage { window: window.unwrap_or_default(), total, order, rows, groups };
        visitor::update(lobby, visitor::Intent::Arrived(page), NOW);
    });
}

/// The same with everything a stream can hold.
pub fn talking(number: u8) -> Context {
    let context = full(Route::Conversations(Some(id(number))));
    let items = if number == 5 { items().into_iter().take(2).collect() } else { items() };
    let ended = number == 4;
    context.stream.set(Stream { conversation: Some(id(number)), items, ended, last: 20, ..Stream::default() });
    context
}

/// The sample's site.
pub fn site() -> SiteCard {
    let origins = ["https://shop.example", "https://*.shop.example"].map(str::to_owned).to_vec();
    let key = SiteKey::parse("trek-supply").unwrap_or_else(|| unreachable!("the sample's key is well-formed"));
    SiteCard { site: SITE, name: "Trek Supply".into(), key, origins }
}

fn card(number: u8, state: ConversationState, last: Option<(Side, &str, u64)>, unread: u64) -> ConversationCard {
    ConversationCard {
        conversation: id(number),
        site: SITE,
        visitor: u64::from(number),
        state,
        opened_ms: before(u64::from(number) * 700),
        last: last.map(|(side, text, ago)| LastWords { side, text: text.into(), time_ms: before(ago) }),
        head: 9,
        read: 0,
        unread,
    }
}

/// What is in the agent's lists.
pub fn cards() -> Vec<ConversationCard> {
    let mine = || ConversationState::Talking(me());
    vec![
        card(1, mine(), Some((Side::Visitor, "Does the 40 L fit as cabin luggage?", 38)), 2),
        card(2, mine(), Some((Side::Visitor, "هل يمكن التوصيل يوم السبت؟", 130)), 0),
        card(3, mine(), Some((Side::Agent, "Here is the size guide.", 300)), 0),
        card(4, mine(), Some((Side::Visitor, "Thanks, bye", 900)), 0),
        card(5, ConversationState::Waiting, Some((Side::Visitor, LONG, 72)), 1),
        card(6, ConversationState::Waiting, Some((Side::Visitor, "<script>alert(1)</script>", 24)), 1),
    ]
}

fn rows() -> Vec<VisitorRow> {
    use VisitorState::{Browsing, Chatting, Gone, Invited, LeavingMessage, Queued};
    let states = [Browsing, Queued, Chatting, Invited, LeavingMessage, Gone, Browsing];
    let pages = ["Kestrel 40 backpack · Trek Supply", LONG, "سلة التسوق", "", "Cart", "Tents", "<b>bold</b>"];
    let row = |(at, (state, title)): (usize, (VisitorState, &str))| {
        let number = at as u64 + 1;
        let address = if at == 3 { String::new() } else { format!("https://shop.example/{at}") };
        VisitorRow {
            number: if at == 6 { 80_412 } else { number },
            state,
            visits: number * number,
            arrived_ms: before(number * number * 500),
            page: Some(Page { title: title.into(), address }),
            pages: 3,
            agent: (state == Chatting).then(|| "Ada Lindqvist".into()),
            owner: None,
            blocked: false,
            facts: Facts {
                referrer: (at % 2 == 0).then(|| "search.example".into()),
                browser: (at != 4).then(|| "Chrome 141".into()),
                ..Facts::default()
            },
        }
    };
    states.into_iter().zip(pages).enumerate().map(row).collect()
}

/// Everything a stream can hold.
pub fn items() -> Vec<Item> {
    let said = |number: u64, side: SideOf, text: &str, joined: bool| {
        let time_ms = before(400 - number * 10);
        Item::Bubble(Bubble { key: Key::Number(number), side, text: text.into(), time_ms, joined })
    };
    let line = |number: u64, line: Line| Item::Line { number, line, time_ms: before(400 - number * 10) };
    let grace = || SideOf::Colleague("Grace Okafor".into());
    vec![
        line(1, Line::Opened),
        said(2, SideOf::Visitor, "Hello! I am looking at the Kestrel 40.", false),
        line(3, Line::Accepted(Some("Grace Okafor".into()))),
        said(4, grace(), "Good choice. What would you like to know?", false),
        said(5, SideOf::Visitor, LONG, false),
        said(6, SideOf::Visitor, "هل يمكن التوصيل يوم السبت؟ أحتاجها قبل الرحلة.", true),
        Item::Note { number: 7, text: "Bought the 25 L in May.".into(), name: "Grace Okafor".into() },
        Item::Unknown(8),
        line(9, Line::EndAsked(None)),
        line(10, Line::EndDeclined),
        said(11, SideOf::Me, "It measures 55 × 35 × 22 cm.", false),
        said(12, SideOf::Me, "So it fits.", true),
        Item::Delivery(Reach::Read),
        said(13, SideOf::Me, "Anything else?", false),
        Item::Failed { cid: Cid::from_bytes([9; 16]), reason: ErrorCode::TooFast },
        said(14, SideOf::Me, "I am here.", false),
        Item::Delivery(Reach::Sending),
    ]
}
