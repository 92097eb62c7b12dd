//! The lobby's tests: presence, figures, and windows that tell by changes exactly what a fresh look shows.

use std::cmp::{Ordering, Reverse};

use lobby_shared::lobby::{Column, View};
use lobby_shared::visitor::{Device, Facts, Region, Search};

use super::*;

const SITE: SiteNo = SiteNo(1);
const KEY: VisitorKey = VisitorKey { site: SITE, number: 7 };
const SITE_ID: SiteId = SiteId::from_bytes([1; 16]);

fn key(number: u64) -> VisitorKey {
    VisitorKey { site: SITE, number }
}

fn visitor(number: u64, arrived: u64) -> Visitor {
    Visitor { key: key(number), visits: 1, arrived_ms: Millis(arrived), seen_ms: Millis(arrived) }
}

fn browsing() -> Arrival {
    Arrival { state: VisitorState::Browsing, agent: None, page: None, pages: 1, known: Known::default(), listed: true }
}

fn arrived() -> Arc<Lobby> {
    let lobby = Arc::new(Lobby::default());
    lobby.arrive(&visitor(7, 0), browsing());
    lobby
}

fn titled(title: &str) -> Option<Arc<Page>> {
    Some(Arc::new(Page { address: format!("https://shop.example/{title}"), title: title.into() }))
}

fn watch(view: View) -> Watch {
    Watch { site: SITE_ID, view, from: 0, rows: 50, overview: false }
}

/// What a new watcher sees.
fn fresh(lobby: &Arc<Lobby>, watch: &Watch) -> Screen {
    let (_watching, pages) = lobby.watch(SITE, watch);
    let mut screen = Screen::default();
    pages.into_iter().for_each(|page| screen.apply(page));
    screen
}

fn states(lobby: &Arc<Lobby>) -> Vec<VisitorState> {
    fresh(lobby, &watch(View::default())).rows().iter().map(|row| row.state).collect()
}

/// A console's screen, as the frames make it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Screen {
    total: u32,
    order: Vec<u64>,
    rows: BTreeMap<u64, VisitorRow>,
    groups: Option<Vec<lobby_shared::lobby::Group>>,
}

impl Screen {
    fn apply(&mut self, page: LobbyPage) {
        self.total = page.total;
        self.order = page.order.unwrap_or_else(|| self.order.clone());
        self.rows.extend(page.rows.into_iter().map(|row| (row.number, row)));
        self.rows.retain(|number, _| self.order.contains(number));
        self.groups = page.groups.or_else(|| self.groups.clone());
    }

    fn rows(&self) -> Vec<&VisitorRow> {
        self.order.iter().map(|number| &self.rows[number]).collect()
    }
}

#[test]
fn a_visitor_who_leaves_is_gone_after_the_grace_and_unlisted_a_minute_later() {
    let lobby = arrived();
    lobby.leave(KEY, Millis(1_000));
    assert_eq!(lobby.sweep(Millis(15_999)), vec![]);
    assert_eq!(states(&lobby), [VisitorState::Browsing]);
    assert_eq!(lobby.sweep(Millis(16_000)), vec![(KEY, Millis(1_000))]);
    assert_eq!(states(&lobby), [VisitorState::Gone]);
    assert_eq!(lobby.sweep(Millis(75_999)), vec![]);
    assert_eq!(states(&lobby), [VisitorState::Gone]);
    lobby.sweep(Millis(76_000));
    assert_eq!(states(&lobby), []);
    assert_eq!(lobby.visit(KEY), None);
}

#[test]
fn a_page_change_within_the_grace_is_no_departure() {
    let lobby = arrived();
    lobby.leave(KEY, Millis(1_000));
    lobby.arrive(&visitor(7, 0), browsing());
    assert_eq!(lobby.sweep(Millis(100_000)), vec![]);
    assert_eq!(states(&lobby), [VisitorState::Browsing]);
    assert_eq!(lobby.counts(SITE, SITE_ID, Millis(0)).today, 1, "one visit began");
}

#[test]
fn a_second_tab_keeps_the_visitor_there() {
    let lobby = arrived();
    lobby.arrive(&visitor(7, 0), browsing());
    assert_eq!(lobby.connected(), 1);
    lobby.leave(KEY, Millis(1_000));
    assert_eq!(lobby.sweep(Millis(100_000)), vec![]);
    assert_eq!(lobby.connected(), 1);
    lobby.leave(KEY, Millis(1_000));
    assert_eq!(lobby.connected(), 0);
}

#[test]
fn facts_are_those_of_the_visits_first_page() {
    let lobby = arrived();
    let referred = |host: &str| Facts { referrer: Some(host.into()), ..Facts::default() };
    lobby.arrive(&visitor(7, 0), Arrival { known: Known::of(&referred("a.example")), ..browsing() });
    assert_eq!(lobby.row(KEY).unwrap().facts.referrer, None, "they came directly");
    lobby.arrive(
        &Visitor { visits: 2, ..visitor(7, 9) },
        Arrival { known: Known::of(&referred("b.example")), ..browsing() },
    );
    assert_eq!(lobby.row(KEY).unwrap().facts.referrer.as_deref(), Some("b.example"));
}

#[test]
fn of_two_who_invite_at_once_one_does() {
    let lobby = arrived();
    assert!(lobby.invite(KEY, Some("Jo")));
    assert!(!lobby.invite(KEY, Some("Kim")));
    lobby.arrive(&visitor(7, 0), browsing());
    let row = lobby.row(KEY).unwrap();
    assert_eq!((row.state, row.agent.as_deref()), (VisitorState::Invited, Some("Jo")), "over a page change too");
    lobby.uninvite(KEY);
    assert_eq!(lobby.row(KEY).unwrap().agent, None);
    lobby.converse(KEY, VisitorState::Chatting, Some("Kim".into()));
    assert!(!lobby.invite(KEY, None));
    lobby.uninvite(KEY);
    assert_eq!(lobby.state(KEY), Some(VisitorState::Chatting));
}

#[test]
fn whoever_is_counted_only_is_not_listed_until_they_may_be() {
    let lobby = Arc::new(Lobby::default());
    lobby.arrive(&visitor(7, 0), Arrival { listed: false, ..browsing() });
    let view = watch(View::default());
    let (_watching, _) = lobby.watch(SITE, &view);
    assert_eq!((lobby.is_listed(KEY), states(&lobby)), (false, vec![]));
    let counts = lobby.counts(SITE, SITE_ID, Millis(0));
    assert_eq!((counts.unlisted, counts.now, counts.today), (1, vec![], 1));
    assert!(lobby.overview(SITE, SITE_ID, Millis(0)).countries.is_empty());
    assert!(!lobby.invite(KEY, None));
    lobby.list(KEY, true);
    let told = lobby.beat(Millis(1));
    assert!(told.iter().any(|(_, push)| matches!(push, AgentPush::Lobby(page) if page.rows.len() == 1)), "{told:?}");
    assert_eq!(lobby.counts(SITE, SITE_ID, Millis(0)).unlisted, 0);
}

#[test]
fn changes_go_out_once_a_second_and_only_what_changed() {
    let lobby = arrived();
    lobby.arrive(&visitor(8, 5), browsing());
    let (watching, pages) = lobby.watch(SITE, &watch(View::default()));
    assert_eq!(pages[0].order, Some(vec![8, 7]));
    lobby.beat(Millis(1));
    assert_eq!(lobby.beat(Millis(2)), vec![], "nothing has changed");
    lobby.converse(KEY, VisitorState::Chatting, Some("Jo".into()));
    lobby.view(KEY, titled("boots"), 2);
    let told = lobby.beat(Millis(3));
    let pages: Vec<&LobbyPage> =
        told.iter().filter_map(|(_, push)| if let AgentPush::Lobby(page) = push { Some(page) } else { None }).collect();
    assert_eq!(pages.len(), 1);
    assert_eq!((pages[0].rows.len(), &pages[0].order, pages[0].total), (1, &None, 2), "two changes, one row");
    assert!(told.iter().all(|(topic, _)| watching.topics().any(|heard| heard == *topic)));
    lobby.view(KEY, titled("boots"), 2);
    assert_eq!(lobby.beat(Millis(4)), vec![], "the same page again is no change");
    drop(watching);
    lobby.view(KEY, titled("tents"), 3);
    assert_eq!(lobby.beat(Millis(5)), vec![], "nobody watches");
}

#[test]
fn the_hour_is_told_when_a_minute_has_passed_and_the_overview_in_every_other_beat() {
    let lobby = arrived();
    lobby.beat(Millis(60_000));
    let (_watching, _) = lobby.watch(SITE, &Watch { overview: true, ..watch(View::default()) });
    let hours = |told: &[(Topic, AgentPush)]| {
        told.iter().filter(|(_, push)| matches!(push, AgentPush::Counts(counts) if counts.hour.is_some())).count()
    };
    let overviews =
        |told: &[(Topic, AgentPush)]| told.iter().filter(|(_, push)| matches!(push, AgentPush::Overview(_))).count();
    let told = lobby.beat(Millis(61_000));
    assert_eq!((hours(&told), overviews(&told)), (0, 1));
    lobby.view(KEY, titled("a"), 2);
    let told = lobby.beat(Millis(62_000));
    assert_eq!((hours(&told), overviews(&told)), (0, 0));
    let told = lobby.beat(Millis(63_000));
    assert_eq!((hours(&told), overviews(&told)), (0, 1));
    let told = lobby.beat(Millis(120_000));
    assert_eq!((hours(&told), overviews(&told)), (1, 0));
    lobby.beat(Millis(121_000));
    assert_eq!(lobby.beat(Millis(122_000)), vec![]);
}

#[test]
fn pages_of_hostile_visitors_go_out_in_frames_within_the_limit() {
    use lobby_shared::wire::MAX_FRAME_BYTES;
    use lobby_shared::wire::codec::Codec;
    let lobby = Arc::new(Lobby::default());
    for number in 0..300 {
        let page = Page {
            address: format!("https://a/{}", "\"".repeat(2_000)),
            title: format!("{number:03}{}", "\\".repeat(500)),
        };
        lobby.arrive(&visitor(number, number), Arrival { page: Some(page.into()), ..browsing() });
    }
    let view = View { group: Some(Column::Page), ..View::default() };
    let (_watching, pages) = lobby.watch(SITE, &Watch { rows: u16::MAX, overview: true, ..watch(view) });
    let mut screen = Screen::default();
    let overview = lobby.overview(SITE, SITE_ID, Millis(0));
    let pushes: Vec<AgentPush> =
        pages.iter().cloned().map(AgentPush::Lobby).chain([AgentPush::Overview(overview)]).collect();
    for push in &pushes {
        let bytes = [Codec::Json, Codec::Postcard].map(|codec| codec.encode(push).len());
        assert!(bytes.iter().all(|bytes| *bytes <= MAX_FRAME_BYTES), "{bytes:?}");
    }
    pages.into_iter().for_each(|page| screen.apply(page));
    assert_eq!((screen.rows().len(), screen.total), (100, 300));
    assert_eq!(screen.groups.unwrap().len(), 200);
}

#[test]
fn the_overview_counts_countries_and_pages() {
    let lobby = Arc::new(Lobby::default());
    let from =
        |country: &str| Facts { region: Some(Region { country: country.into(), place: None }), ..Facts::default() };
    for (number, country, page) in [(1, "DE", "boots"), (2, "DE", "tents"), (3, "CN", "boots"), (4, "", "boots")] {
        let facts = if country.is_empty() { Facts::default() } else { from(country) };
        lobby.arrive(&visitor(number, 0), Arrival { page: titled(page), known: Known::of(&facts), ..browsing() });
    }
    let overview = lobby.overview(SITE, SITE_ID, Millis(0));
    let country = |code: &str, count| (code.to_owned(), count);
    assert_eq!(overview.countries, [country("DE", 2), country("", 1), country("CN", 1)]);
    let page = |title| Page::clone(&titled(title).unwrap());
    assert_eq!(overview.pages, [(page("boots"), 3), (page("tents"), 1)]);
    assert_eq!((overview.week.len(), overview.week[72]), (168, 4), "a Thursday at midnight");
}

/// A generator (splitmix64), so that a failure names its seed and repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

const COLUMNS: [Column; 18] = [
    Column::State,
    Column::Visitor,
    Column::Visits,
    Column::Arrived,
    Column::Address,
    Column::Region,
    Column::Engine,
    Column::Keyword,
    Column::Referrer,
    Column::Campaign,
    Column::Page,
    Column::Pages,
    Column::Agent,
    Column::Owner,
    Column::Device,
    Column::Browser,
    Column::System,
    Column::Language,
];

/// The value of a column as people would say it, worked out from the row that travels.
fn said(row: &VisitorRow, column: Column) -> Option<(u64, String)> {
    let number = |number: u64| Some((number, number.to_string()));
    let text = |text: Option<&String>| text.filter(|text| !text.is_empty()).map(|text| (0, text.clone()));
    let facts = &row.facts;
    match column {
        Column::State => Some((row.state as u64, format!("{:?}", row.state))),
        Column::Visitor => number(row.number),
        Column::Visits => number(row.visits),
        Column::Arrived => number(row.arrived_ms.0),
        Column::Address => text(facts.address.as_ref()),
        Column::Region => text(facts.region.as_ref().map(|region| &region.country)),
        Column::Engine => text(facts.search.as_ref().map(|search| &search.engine)),
        Column::Keyword => text(facts.search.as_ref().and_then(|search| search.keyword.as_ref())),
        Column::Referrer => text(facts.referrer.as_ref()),
        Column::Campaign => text(facts.campaign.as_ref().and_then(|campaign| campaign.name.as_ref())),
        Column::Page => {
            text(row.page.as_ref().map(|page| if page.title.is_empty() { &page.address } else { &page.title }))
        }
        Column::Pages => number(row.pages.into()),
        Column::Agent => text(row.agent.as_ref()),
        Column::Owner => None,
        Column::Device => facts.device.map(|device| (device as u64, format!("{device:?}"))),
        Column::Browser => text(facts.browser.as_ref()),
        Column::System => text(facts.system.as_ref()),
        Column::Language => text(facts.language.as_ref()),
    }
}

/// What a view shows of these rows, by sorting all of them.
fn plainly(mut rows: Vec<VisitorRow>, watch: &Watch) -> Screen {
    let view = &watch.view;
    let shows = |row: &VisitorRow| {
        let value = |column| said(row, column).map_or(String::new(), |(_, text)| text);
        let of_column = |column| view.only.iter().any(|(one, text)| *one == column && *text == value(column));
        let haystack = format!("{row:?}").to_lowercase();
        (view.states.is_empty() || view.states.contains(&row.state))
            && view.only.iter().all(|(column, _)| of_column(*column))
            && view.search.to_lowercase().split_whitespace().all(|word| haystack.contains(word))
    };
    rows.retain(shows);
    let place = |row: &VisitorRow, column: Column| {
        said(row, column).map_or((1, 0, String::new(), String::new()), |(number, text)| {
            let text =
                if number == 0 && !matches!(column, Column::State | Column::Device) { text } else { String::new() };
            (0, number, text.to_lowercase(), text)
        })
    };
    rows.sort_by(|one, other| {
        let group = view.group.map_or(Ordering::Equal, |column| place(one, column).cmp(&place(other, column)));
        let (first, second) = (place(one, view.sort), place(other, view.sort));
        let sort = if view.down && first.0 == 0 && second.0 == 0 { second.cmp(&first) } else { first.cmp(&second) };
        group.then(sort).then(Reverse((one.arrived_ms, one.number)).cmp(&Reverse((other.arrived_ms, other.number))))
    });
    let groups = view.group.map(|column| {
        let mut groups: Vec<lobby_shared::lobby::Group> = Vec::new();
        for row in &rows {
            let value = said(row, column).map_or(String::new(), |(_, text)| text);
            match groups.last_mut() {
                Some(group) if group.value == value => group.count += 1,
                _ => groups.push(lobby_shared::lobby::Group { value, count: 1 }),
            }
        }
        groups
    });
    let total = u32::try_from(rows.len()).unwrap();
    let window = rows.into_iter().skip(watch.from as usize).take(watch.rows.into());
    let window: Vec<VisitorRow> = window.collect();
    Screen {
        total,
        order: window.iter().map(|row| row.number).collect(),
        rows: window.into_iter().map(|row| (row.number, row)).collect(),
        groups,
    }
}

fn drawn_watch(dice: &mut Dice) -> Watch {
    let states = [VisitorState::Browsing, VisitorState::Queued, VisitorState::Gone];
    let only = [(Column::Page, "boots"), (Column::Page, "Tents"), (Column::Region, "DE"), (Column::Agent, "")];
    let view = View {
        group: (dice.below(2) == 0).then(|| dice.one(&COLUMNS)),
        sort: dice.one(&COLUMNS),
        down: dice.below(2) == 0,
        states: (0..dice.below(3).saturating_sub(1)).map(|_| dice.one(&states)).collect(),
        only: (0..dice.below(4).saturating_sub(2))
            .map(|_| dice.one(&only))
            .map(|(at, text)| (at, text.into()))
            .collect(),
        search: dice.one(&["", "", "", "Boot", "shop jo", "192.0.2.3"]).into(),
    };
    Watch { site: SITE_ID, view, from: dice.one(&[0, 0, 3, 1_000]), rows: dice.one(&[0, 5, 100]), overview: false }
}

fn change(lobby: &Lobby, dice: &mut Dice, now: &mut u64) {
    let number = dice.below(25) + 1;
    match dice.below(9) {
        0 | 1 => {
            let country = dice.one(&["DE", "CN", "US"]);
            let facts = Facts {
                address: Some(format!("192.0.2.{number}")),
                region: (dice.below(2) == 0).then(|| Region { country: country.into(), place: None }),
                search: (dice.below(2) == 0).then(|| Search { engine: "Baidu".into(), keyword: Some("靴子".into()) }),
                device: (dice.below(2) == 0).then(|| dice.one(&[Device::Computer, Device::Phone])),
                ..Facts::default()
            };
            let arrival =
                Arrival { known: Known::of(&facts), page: titled("Start"), listed: dice.below(8) > 0, ..browsing() };
            if lobby.visit(key(number)).is_none() || dice.below(3) == 0 {
                lobby.arrive(&visitor(number, *now / 7 * 7), arrival);
            }
        }
        2 | 3 => {
            let title = dice.one(&["boots", "Boots", "Tents", "Ärmel", ""]);
            let pages = u32::try_from(dice.below(5)).unwrap();
            lobby.view(key(number), titled(title), pages);
        }
        4 => lobby.converse(key(number), VisitorState::Queued, None),
        5 => lobby.converse(key(number), VisitorState::Chatting, Some(dice.one(&["Jo", "kim"]).into())),
        6 => lobby.list(key(number), dice.below(3) > 0),
        7 => lobby.leave(key(number), Millis(*now)),
        _ => {
            *now += dice.below(30_000);
            lobby.sweep(Millis(*now));
        }
    }
}

#[test]
fn what_is_told_by_changes_is_what_a_fresh_look_shows() {
    for seed in 0..30 {
        let (mut dice, mut now) = (Dice(seed), 100);
        let lobby = Arc::new(Lobby::default());
        let mut watchers: Vec<(Watch, Watching, Screen)> = Vec::new();
        for beat in 0..40 {
            for _ in 0..dice.below(12) {
                change(&lobby, &mut dice, &mut now);
            }
            if dice.below(3) == 0 {
                let watch = drawn_watch(&mut dice);
                let (watching, pages) = lobby.watch(SITE, &watch);
                let mut screen = Screen::default();
                pages.into_iter().for_each(|page| screen.apply(page));
                watchers.push((watch, watching, screen));
            }
            if watchers.len() > 6 {
                watchers.remove(usize::try_from(dice.below(6)).unwrap());
            }
            let told = lobby.beat(Millis(now));
            for (watch, watching, screen) in &mut watchers {
                for (topic, push) in &told {
                    if let (true, AgentPush::Lobby(page)) = (watching.topics().any(|heard| heard == *topic), push) {
                        screen.apply(page.clone());
                    }
                }
                let everyone =
                    (1..=25).map(key).filter(|key| lobby.is_listed(*key)).filter_map(|key| lobby.row(key)).collect();
                let plain = plainly(everyone, watch);
                assert!(*screen == plain, "seed {seed}, beat {beat}: {watch:?}: {:?} {:?}", screen.order, plain.order);
                assert!(fresh(&lobby, watch) == plain, "seed {seed}, beat {beat}, afresh: {watch:?}");
            }
        }
    }
}
