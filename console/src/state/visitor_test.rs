//! The lobby's window: it holds what was asked for, and nothing of the window before.

use lobby_shared::lobby::Column as Key;
use lobby_shared::visitor::Facts;

use super::super::column::Column;
use super::*;

const SITE: SiteId = SiteId::from_bytes([1; 16]);
const OTHER: SiteId = SiteId::from_bytes([2; 16]);

fn visitor(number: u64, state: VisitorState) -> VisitorRow {
    VisitorRow {
        number,
        state,
        visits: 1,
        arrived_ms: Millis(0),
        page: None,
        pages: 1,
        agent: None,
        owner: None,
        blocked: false,
        facts: Facts::default(),
    }
}

fn browsing(numbers: impl IntoIterator<Item = u64>) -> Vec<VisitorRow> {
    numbers.into_iter().map(|number| visitor(number, VisitorState::Browsing)).collect()
}

fn page(lobby: &Lobby, total: u32, order: &[u64]) -> LobbyPage {
    let window = lobby.asked.as_ref().map_or(0, Watch::name);
    let rows = browsing(order.iter().copied());
    LobbyPage { window, total, order: Some(order.to_vec()), rows, groups: None }
}

/// A lobby on the screen with these visitors in its first window.
fn lobby(total: u32, order: &[u64]) -> Lobby {
    let mut lobby = Lobby::default();
    update(&mut lobby, Intent::OnScreen(true), Millis(0));
    update(&mut lobby, Intent::Scrolled(0, 20), Millis(0));
    let effects = update(&mut lobby, Intent::Welcomed(vec![SITE]), Millis(0));
    assert!(matches!(effects.as_slice(), [Effect::Watch(Some(watch))] if watch.site == SITE && watch.rows == 50));
    let page = page(&lobby, total, order);
    update(&mut lobby, Intent::Arrived(page), Millis(0));
    lobby
}

fn watched(effects: &[Effect]) -> &Watch {
    match effects {
        [Effect::Watch(Some(watch))] | [_, Effect::Watch(Some(watch))] => watch,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_window_arrives_whole_and_then_by_what_changed() {
    let mut lobby = lobby(2, &[1, 2]);
    assert!(lobby.loaded);
    let name = lobby.shown.name;
    let changed = LobbyPage { window: name, total: 2, order: None, rows: browsing([2]), groups: None };
    update(&mut lobby, Intent::Arrived(changed), Millis(0));
    assert_eq!(lobby.shown.order, [1, 2]);
    let moved = LobbyPage { window: name, total: 3, order: Some(vec![3, 1]), rows: browsing([3]), groups: None };
    update(&mut lobby, Intent::Arrived(moved), Millis(0));
    assert_eq!((lobby.shown.order.as_slice(), lobby.shown.total), ([3, 1].as_slice(), 3));
    assert!(lobby.row(2).is_none() && lobby.row(3).is_some() && lobby.row(1).is_some());
}

#[test]
fn scrolling_asks_for_another_window_and_shows_the_one_before_until_it_comes() {
    let mut lobby = lobby(9_000, &[1, 2]);
    let old = page(&lobby, 9_000, &[9]);
    assert!(!lobby.moves(3, 20) && lobby.moves(400, 20));
    let effects = update(&mut lobby, Intent::Scrolled(400, 20), Millis(0));
    assert_eq!(watched(&effects).from, 380);
    assert_eq!((lobby.shown.from, lobby.shown.order.as_slice()), (0, [1, 2].as_slice()));
    update(&mut lobby, Intent::Arrived(old), Millis(0));
    assert_eq!(lobby.shown.order, [1, 2], "a frame of the window before");
    let early = LobbyPage { order: None, ..page(&lobby, 9_000, &[7]) };
    update(&mut lobby, Intent::Arrived(early), Millis(0));
    assert_eq!(lobby.shown.order, [1, 2], "what changed in a window that has not come");
    let new = page(&lobby, 9_000, &[381, 382]);
    update(&mut lobby, Intent::Arrived(new), Millis(0));
    assert_eq!((lobby.shown.from, lobby.shown.order.as_slice()), (380, [381, 382].as_slice()));
    assert!(lobby.row(1).is_none());
}

#[test]
fn another_order_is_read_from_its_beginning_and_remembered() {
    let mut lobby = lobby(9_000, &[1, 2]);
    update(&mut lobby, Intent::Scrolled(400, 20), Millis(0));
    let effects = update(&mut lobby, Intent::Chosen(Choice::Sorted(Column::Pages)), Millis(0));
    assert!(matches!(effects.first(), Some(Effect::Keep(kept)) if kept.contains("sort=pages")));
    assert_eq!((watched(&effects).from, watched(&effects).view.sort), (0, Key::Pages));
    let effects = update(&mut lobby, Intent::Chosen(Choice::Searched("kestrel".into())), Millis(0));
    assert_eq!((effects.len(), watched(&effects).view.search.as_str()), (1, "kestrel"));
}

#[test]
fn without_a_table_on_the_screen_only_figures_are_asked_for() {
    let mut lobby = lobby(2, &[1, 2]);
    let effects = update(&mut lobby, Intent::PanePicked(Pane::Map), Millis(0));
    assert_eq!((watched(&effects).rows, watched(&effects).overview), (0, true));
    let effects = update(&mut lobby, Intent::OnScreen(false), Millis(0));
    assert_eq!((watched(&effects).rows, watched(&effects).overview), (0, false));
    let nothing = page(&lobby, 2, &[]);
    update(&mut lobby, Intent::Arrived(nothing), Millis(0));
    assert_eq!(lobby.shown.order, [1, 2], "until the table is back");
}

#[test]
fn a_new_connection_asks_again_for_the_same_window() {
    let mut lobby = lobby(2, &[1, 2]);
    let before = lobby.asked.clone();
    let effects = update(&mut lobby, Intent::Welcomed(vec![OTHER, SITE]), Millis(0));
    assert_eq!(Some(watched(&effects)), before.as_ref());
    assert_eq!(update(&mut lobby, Intent::Welcomed(vec![]), Millis(0)), [Effect::Watch(None)]);
}

#[test]
fn another_site_begins_empty_and_without_filters() {
    let mut lobby = lobby(2, &[1, 2]);
    update(&mut lobby, Intent::Chosen(Choice::Only(Key::Region, "DE".into())), Millis(0));
    let effects = update(&mut lobby, Intent::SitePicked(OTHER), Millis(0));
    assert_eq!((watched(&effects).site, watched(&effects).view.only.len()), (OTHER, 0));
    assert!(!lobby.loaded && lobby.shown.order.is_empty());
    let stray = LobbyCounts { site: SITE, now: vec![], unlisted: 9, today: 9, hour: None };
    update(&mut lobby, Intent::Counted(stray), Millis(0));
    assert_eq!(lobby.counters(), Counters::default());
}

#[test]
fn the_gone_count_nowhere_and_the_last_hour_stays_until_it_is_told_anew() {
    let mut lobby = lobby(2, &[1, 2]);
    let now = [VisitorState::Browsing, VisitorState::Queued, VisitorState::Chatting, VisitorState::Gone];
    let now: Vec<_> = now.into_iter().map(|state| (state, 2)).collect();
    let counts = LobbyCounts { site: SITE, now, unlisted: 1, today: 30, hour: Some(vec![3; 60]) };
    update(&mut lobby, Intent::Counted(counts.clone()), Millis(0));
    update(&mut lobby, Intent::Counted(LobbyCounts { hour: None, ..counts }), Millis(0));
    let want = Counters { here: 7, unlisted: 1, chatting: 2, waiting: 2, invited: 0, today: 30 };
    assert_eq!(lobby.counters(), want);
    assert_eq!(lobby.counts.as_ref().unwrap().hour.as_ref().unwrap().len(), 60);
}

#[test]
fn a_stay_stops_when_the_visitor_leaves() {
    let mut lobby = lobby(1, &[1]);
    let name = lobby.shown.name;
    for at in [5_000, 7_000] {
        let rows = vec![visitor(1, VisitorState::Gone)];
        let gone = LobbyPage { window: name, total: 1, order: None, rows, groups: None };
        update(&mut lobby, Intent::Arrived(gone), Millis(at));
    }
    assert_eq!(lobby.row(1).unwrap().stay(Millis(60_000)), Millis(5_000));
}

#[test]
fn an_invitation_is_asked_for_once_and_its_outcome_is_known() {
    let mut lobby = lobby(1, &[1]);
    assert_eq!(update(&mut lobby, Intent::InvitePressed(1), Millis(0)), [Effect::Invite(SITE, 1)]);
    assert!(update(&mut lobby, Intent::InvitePressed(1), Millis(0)).is_empty());
    update(&mut lobby, Intent::InviteAnswered(SITE, 1), Millis(0));
    assert!(!lobby.invites(1));
    update(&mut lobby, Intent::InvitationOver(OTHER, 1, Outcome::Accepted), Millis(0));
    update(&mut lobby, Intent::InvitationOver(SITE, 1, Outcome::Declined), Millis(0));
    assert_eq!(lobby.outcome(1), Some(Outcome::Declined));
}

#[test]
fn an_arrangement_that_comes_from_the_server_leaves_what_is_looked_for() {
    let mut lobby = lobby(2, &[1, 2]);
    update(&mut lobby, Intent::Chosen(Choice::Searched("kestrel".into())), Millis(0));
    let effects = update(&mut lobby, Intent::Restored("columns=page\nsort=pages\ngroup=".into()), Millis(0));
    let watch = watched(&effects);
    assert_eq!((watch.view.sort, watch.view.search.as_str(), effects.len()), (Key::Pages, "kestrel", 1));
    assert_eq!(lobby.table.columns(), [Column::Page]);
}
