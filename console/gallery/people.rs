//! Made-up visitors on a busy site: two hundred of them, from everywhere, with what each screen of the lobby shows.

use lobby_console::state::column::{Column, value};
use lobby_console::state::route::Route;
use lobby_console::state::trail;
use lobby_console::state::visitor::{self, Pane};
use lobby_console::state::watch::Choice;
use lobby_console::view::context::Context;
use lobby_shared::id::SiteId;
use lobby_shared::lobby::{Group, LobbyCounts, LobbyOverview};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::trail::{LiveTrail, Step, Track, Visit, VisitorFile, Walked};
use lobby_shared::visitor::{Campaign, Device, Facts, Region, Screen, Search, VisitorRow, VisitorState};

use super::sample::{LONG, NOW, SITE, before, cards, full, listed};

const REGIONS: [(&str, &str); 12] = [
    ("DE", "Berlin"),
    ("PL", "Kraków"),
    ("US", "Oregon, Portland"),
    ("CN", "上海"),
    ("FR", "Lyon"),
    ("GB", "London"),
    ("JP", "東京"),
    ("AE", "دبي"),
    ("BR", "São Paulo"),
    ("IN", "Pune"),
    ("ES", "Madrid"),
    ("AU", "Melbourne"),
];
const PAGES: [&str; 7] =
    ["Kestrel 40 backpack · Trek Supply", "Cart", "Size guide", "Delivery and returns", "购物车", "سلة التسوق", LONG];
const AGENTS: [&str; 2] = ["Ada Lindqvist", "Grace Okafor"];

/// A number that looks like chance and is the same each time.
fn dice(at: usize, sides: usize) -> usize {
    (at.wrapping_mul(2_654_435_761) >> 7) % sides.max(1)
}

fn pick<T: Copy>(from: &[T], at: usize) -> Option<T> {
    from.get(at % from.len().max(1)).copied()
}

/// Two hundred visitors.
pub fn people() -> Vec<VisitorRow> {
    (0..200).map(person).collect()
}

fn person(at: usize) -> VisitorRow {
    let state = match at % 14 {
        2 => VisitorState::Chatting,
        5 => VisitorState::Invited,
        8 => VisitorState::Queued,
        11 => VisitorState::LeavingMessage,
        13 => VisitorState::Gone,
        _ => VisitorState::Browsing,
    };
    let talks = matches!(state, VisitorState::Chatting | VisitorState::Invited);
    let title = pick(&PAGES, dice(at, 31)).unwrap_or_default().to_owned();
    VisitorRow {
        number: 80_412 - at as u64,
        state,
        visits: 1 + dice(at, 9) as u64,
        arrived_ms: before(at as u64 * 23 + 9),
        page: Some(Page { address: format!("https://shop.example/{}", dice(at, 40)), title }),
        pages: 1 + dice(at, 14) as u32,
        agent: if talks { pick(&AGENTS, dice(at, 2)).map(str::to_owned) } else { None },
        owner: None,
        blocked: at == 17,
        facts: facts(at),
    }
}

fn facts(at: usize) -> Facts {
    let engines = [("Google", None), ("Baidu", Some("徒步背包 40L")), ("DuckDuckGo", None), ("Bing", Some("mochila"))];
    let search = engines
        .get(dice(at, 9))
        .map(|(engine, keyword)| Search { engine: (*engine).to_owned(), keyword: keyword.map(str::to_owned) });
    let campaign = (at % 9 == 4).then(|| Campaign {
        name: Some("autumn".into()),
        source: Some("newsletter".into()),
        medium: Some("email".into()),
        ..Campaign::default()
    });
    let region = pick(&REGIONS, dice(at, 17)).filter(|_| at % 11 != 3);
    Facts {
        address: Some(format!("203.0.113.{}", dice(at, 250))),
        region: region.map(|(country, place)| Region { country: country.into(), place: Some(place.into()) }),
        referrer: (search.is_none() && at.is_multiple_of(3)).then(|| "blog.example".to_owned()),
        search,
        campaign,
        browser: pick(&["Chrome 141", "Safari 18", "Firefox 144", "Edge 141"], dice(at, 7)).map(str::to_owned),
        system: pick(&["macOS", "Windows", "Android", "iOS", "Linux"], dice(at, 11)).map(str::to_owned),
        device: pick(&[Device::Computer, Device::Phone, Device::Tablet], dice(at, 5)),
        language: pick(&["de-AT", "pl", "en-US", "zh-CN", "ar", "ja"], dice(at, 13)).map(str::to_owned),
        screen: Some(Screen { width: 1_440, height: 900 }),
    }
}

/// The headings over these rows, sorted like them.
pub fn groups(rows: &[VisitorRow], column: Column) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let value = value(column.key(), row);
        match groups.last_mut().filter(|group| group.value == value) {
            Some(group) => group.count += 1,
            None => groups.push(Group { value, count: 1 }),
        }
    }
    groups
}

/// The site's figures with so many times a hundred visitors.
pub fn counts(site: SiteId, hundreds: u32) -> LobbyCounts {
    use VisitorState::{Browsing, Chatting, Invited, Queued};
    let now =
        [(Browsing, 49), (Chatting, 9), (Queued, 2), (Invited, 4)].map(|(state, count)| (state, count * hundreds));
    let hour = (0..60).map(|at| hundreds * (20 + at / 2 + dice(at as usize, 17) as u32)).collect();
    LobbyCounts { site, now: now.to_vec(), unlisted: 3 * hundreds, today: 1_318 * hundreds, hour: Some(hour) }
}

fn overview() -> LobbyOverview {
    let countries = REGIONS.iter().enumerate().map(|(at, (code, _))| ((*code).to_owned(), 58 / (at as u32 + 1) + 1));
    let pages = PAGES.iter().enumerate().map(|(at, title)| {
        let page = Page { address: format!("https://shop.example/{at}"), title: (*title).to_owned() };
        (page, 70 / (at as u32 + 1))
    });
    let week = (0..168).map(|at| {
        let (day, hour) = (at / 24, at % 24);
        let busy = if (9..22).contains(&hour) { 40 } else { 4 };
        if day > 4 { busy / 2 + dice(at, 9) as u32 } else { busy + dice(at, 23) as u32 }
    });
    LobbyOverview {
        site: SITE,
        countries: countries.chain([(String::new(), 5)]).collect(),
        pages: pages.collect(),
        week: week.collect(),
    }
}

/// A lobby with two hundred visitors.
pub fn busy_lobby() -> Context {
    let context = full(Route::Lobby);
    listed(context, people());
    context
}

/// The same, by country and with a filter.
pub fn grouped_lobby() -> Context {
    let context = busy_lobby();
    context.lobby.update(|lobby| {
        lobby.table.choose(Choice::Grouped(Some(Column::Region)));
        lobby.table.choose(Choice::StatePressed(VisitorState::Browsing));
    });
    let mut rows: Vec<VisitorRow> = people().into_iter().filter(|row| row.state == VisitorState::Browsing).collect();
    // Unknown values stand last.
    rows.sort_by_key(|row| (row.facts.region.is_none(), value(Column::Region.key(), row)));
    listed(context, rows);
    context
}

fn pane(pane: Pane) -> Context {
    let context = busy_lobby();
    context.lobby.update(|lobby| {
        visitor::update(lobby, visitor::Intent::PanePicked(pane), NOW);
        visitor::update(lobby, visitor::Intent::Overlooked(overview()), NOW);
    });
    context
}

/// The map.
pub fn map_lobby() -> Context {
    pane(Pane::Map)
}

/// The heat view.
pub fn heat_lobby() -> Context {
    pane(Pane::Heat)
}

/// The same lobby with a visitor's card open, before or after what is on disk has come.
pub fn open_card(context: Context, read: bool) -> Context {
    let row = person(3);
    let number = row.number;
    context.trail.update(|open| {
        trail::update(open, trail::Intent::Opened(SITE, number));
        if read {
            let row = Some(VisitorRow { visits: 3, ..row });
            let live = LiveTrail { site: SITE, visitor: number, row, steps: steps(true), first: true, now_ms: NOW };
            trail::update(open, trail::Intent::Arrived(Box::new(live)));
            let conversations = cards().into_iter().skip(2).take(2).collect();
            let visits = [2, 1].map(|number| Visit {
                number,
                arrived_ms: before((3 - number) * 90_000),
                left_ms: Some(before((3 - number) * 90_000 - 700)),
                facts: facts(3),
                steps: steps(false),
            });
            let file = VisitorFile { first_ms: before(180_000), visits: visits.to_vec(), more: true, conversations };
            trail::update(open, trail::Intent::Read((SITE, number), None, Ok(file)));
        }
    });
    context
}

fn steps(now: bool) -> Vec<Step> {
    let page = |title: &str| Walked::Page(Page { address: "https://shop.example/x".into(), title: title.into() });
    let event = Walked::Event(Track { name: "add to cart".into(), data: r#"{"sku":"K40","price":129.0}"#.into() });
    let what = [page("Trek Supply"), page(LONG), event, page("<img src=x onerror=alert(1)>"), page("سلة التسوق")];
    let step = |(at, what): (usize, Walked)| Step {
        number: at as u32 + 1,
        at_ms: before(600 - at as u64 * 110),
        seen_ms: if matches!(what, Walked::Page(_)) { Millis(38_000 + at as u64 * 21_000) } else { Millis(0) },
        now: now && at == 4,
        what,
    };
    what.into_iter().enumerate().map(step).collect()
}
