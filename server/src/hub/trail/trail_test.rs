//! Trails: written once, for nobody who does not want it, and told to whoever looks.

use super::*;
use lobby_shared::visitor::{Facts, VisitorState};

const KEY: VisitorKey = VisitorKey { site: SiteNo(1), number: 7 };
const SITE: SiteId = SiteId::from_bytes([1; 16]);
const TAB: TabId = TabId::from_bytes([1; 16]);

fn page(name: &str) -> Page {
    Page { address: format!("https://shop.example/{name}"), title: name.into() }
}

fn visitor(visits: u64) -> Visitor {
    Visitor { key: KEY, visits, arrived_ms: Millis(0), seen_ms: Millis(0) }
}

fn opened(follow: Follow) -> Trails {
    let trails = Trails::default();
    let opening = Opening { tab: TAB, page: page("a"), foreground: true };
    trails.open(&visitor(1), follow, &Known::default(), None, opening, Millis(0));
    trails
}

/// All that is to be written down.
fn batch(trails: &Trails, all: bool, now: Millis) -> Batch {
    let mut gathered = trails.gather(all, now);
    let mut whole = Batch::default();
    while let Some(piece) = trails.piece(&mut gathered, 1_000) {
        whole.extend(piece);
    }
    whole
}

fn row() -> VisitorRow {
    VisitorRow {
        number: 7,
        state: VisitorState::Browsing,
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

#[test]
fn a_visit_is_written_once_and_an_idle_visitor_writes_nothing() {
    let trails = opened(Follow::Lasting);
    let first = batch(&trails, false, Millis(10_000));
    assert_eq!((first.visits.len(), first.steps.len()), (1, 0));
    trails.sweep(Millis(20_000));
    assert!(batch(&trails, false, Millis(20_000)).is_empty());
    trails.view(KEY, TAB, page("b"), Millis(30_000));
    let next = batch(&trails, false, Millis(40_000));
    assert_eq!((next.visits.len(), next.steps.len(), next.steps[0].1.seen_ms), (0, 1, Millis(30_000)));
    trails.close(KEY, TAB, Millis(50_000));
    trails.sweep(Millis(50_000) + GRACE);
    let last = batch(&trails, false, Millis(70_000));
    assert_eq!((last.steps.len(), last.left.len(), last.left[0].1), (1, 1, Millis(50_000)));
    trails.sweep(Millis(50_000) + GRACE + GONE_FOR);
    assert!(!trails.knows(KEY, 1) && batch(&trails, false, Millis(200_000)).is_empty());
}

#[test]
fn nothing_is_written_of_whom_the_site_or_the_visitor_does_not_let() {
    for follow in [Follow::Counted, Follow::Listed, Follow::Visit] {
        let trails = opened(follow);
        trails.view(KEY, TAB, page("b"), Millis(1_000));
        assert!(batch(&trails, true, Millis(2_000)).is_empty(), "{follow:?}");
    }
    let trails = opened(Follow::Lasting);
    trails.view(KEY, TAB, page("b"), Millis(1_000));
    trails.follow(&visitor(1), Follow::Counted, &Known::default(), Millis(1_500));
    assert!(batch(&trails, true, Millis(2_000)).is_empty(), "they have changed their mind");
}

#[test]
fn what_could_not_be_written_comes_again() {
    let trails = opened(Follow::Lasting);
    trails.begin(KEY.site, Millis(900_001));
    let whole = batch(&trails, true, Millis(10_000));
    assert_eq!((whole.visits.len(), whole.steps.len(), whole.left.len(), whole.begun.len()), (1, 1, 1, 1));
    let rest = trails.gather(false, Millis(10_000));
    trails.give_back(whole.clone(), rest);
    assert_eq!(batch(&trails, false, Millis(20_000)), whole);
}

/// So many visitors, each on a second page.
fn crowd(count: u64) -> Trails {
    let trails = Trails::default();
    for number in 0..count {
        enter(&trails, number, 1);
        trails.view(VisitorKey { number, ..KEY }, TAB, page("b"), Millis(1_000));
    }
    trails
}

fn enter(trails: &Trails, number: u64, visits: u64) {
    let visitor = Visitor { key: VisitorKey { number, ..KEY }, visits, ..visitor(1) };
    let opening = Opening { tab: TAB, page: page("a"), foreground: true };
    trails.open(&visitor, Follow::Lasting, &Known::default(), None, opening, Millis(0));
}

/// Visits and steps of each piece that is left.
fn pieces(trails: &Trails, gathered: &mut Gathered) -> Vec<(usize, usize)> {
    let pieces = std::iter::from_fn(|| trails.piece(gathered, 10));
    pieces.map(|piece| (piece.visits.len(), piece.steps.len())).collect()
}

#[test]
fn a_crowd_is_written_in_pieces_each_visit_before_its_steps() {
    let trails = crowd(25);
    let mut gathered = trails.gather(false, Millis(2_000));
    assert_eq!(pieces(&trails, &mut gathered), [(10, 0), (10, 0), (5, 0), (0, 10), (0, 10), (0, 5)]);
    assert!(batch(&trails, false, Millis(2_000)).is_empty(), "each once");
}

#[test]
fn a_visit_that_begins_between_two_pieces_waits_until_it_is_on_disk() {
    let trails = crowd(15);
    let mut gathered = trails.gather(false, Millis(2_000));
    while trails.piece(&mut gathered, 10).unwrap().steps.is_empty() {}
    enter(&trails, 14, 2);
    trails.view(VisitorKey { number: 14, ..KEY }, TAB, page("b"), Millis(3_000));
    assert_eq!(pieces(&trails, &mut gathered), [(0, 4)], "numbers 10 to 13");
    let mut next = trails.gather(false, Millis(4_000));
    assert_eq!(pieces(&trails, &mut next), [(1, 0), (0, 3)], "what was left of the first visit, and the second");
}

#[test]
fn what_was_not_written_comes_again_with_all_that_was_to_follow() {
    let trails = crowd(15);
    let mut gathered = trails.gather(false, Millis(2_000));
    let failed = trails.piece(&mut gathered, 10).unwrap();
    trails.give_back(failed, gathered);
    let mut again = trails.gather(false, Millis(4_000));
    assert_eq!(pieces(&trails, &mut again), [(10, 0), (5, 0), (0, 10), (0, 5)]);
}

#[test]
fn visits_are_counted_by_the_quarter() {
    let trails = Trails::default();
    for (site, at) in [(1, 900_001), (1, 900_002), (1, 1_800_000), (2, 900_001)] {
        trails.begin(SiteNo(site), Millis(at));
    }
    let begun = batch(&trails, false, Millis(2_000_000)).begun;
    let begun: Vec<_> = begun.iter().map(|begun| (begun.site.0, begun.from_ms.0, begun.visits)).collect();
    assert_eq!(begun, [(1, 900_000, 2), (1, 1_800_000, 1), (2, 900_000, 1)]);
}

#[test]
fn who_looks_is_told_what_changed_and_nothing_while_nothing_does() {
    let trails = opened(Follow::Lasting);
    trails.watch(KEY);
    let whole = trails.snapshot(SITE, KEY, Some(row()), Millis(0));
    assert!(whole.first && whole.steps.len() == 1 && whole.steps[0].now);
    assert!(trails.news(SITE, KEY, Some(row()), Millis(1_000)).is_some());
    assert_eq!(trails.news(SITE, KEY, Some(row()), Millis(2_000)), None, "time that passes is no news");
    trails.view(KEY, TAB, page("b"), Millis(2_500));
    let news = trails.news(SITE, KEY, Some(row()), Millis(3_000)).unwrap();
    let told: Vec<_> = news.steps.iter().map(|step| (step.number, step.seen_ms.0, step.now)).collect();
    assert_eq!((told, news.first), (vec![(1, 2_500, false), (2, 500, true)], false));
    let gone = trails.news(SITE, KEY, None, Millis(4_000)).unwrap();
    assert!(gone.row.is_none() && gone.steps.is_empty() && gone.first);
    trails.unwatch(KEY);
    assert!(trails.watched().is_empty());
}

#[test]
fn of_whom_agents_do_not_see_nothing_is_told() {
    let trails = opened(Follow::Lasting);
    assert!(trails.snapshot(SITE, KEY, None, Millis(0)).steps.is_empty());
}

#[test]
fn pages_that_nobody_holds_are_let_go() {
    let trails = opened(Follow::Visit);
    for at in 0..10_000_u64 {
        trails.view(KEY, TAB, page(&format!("p{at}")), Millis(at * 1_000));
    }
    let held = trails.with(KEY.site, |site| site.pages.len());
    assert!(held <= TIDY_FROM, "{held} pages");
}

#[test]
fn a_new_visit_begins_a_new_trail_and_the_old_one_is_still_written() {
    let trails = opened(Follow::Lasting);
    batch(&trails, false, Millis(1_000));
    let opening = Opening { tab: TAB, page: page("b"), foreground: true };
    trails.open(&visitor(2), Follow::Lasting, &Known::default(), None, opening, Millis(2_000));
    let batch = batch(&trails, true, Millis(3_000));
    let steps: Vec<_> = batch.steps.iter().map(|(visit, step)| (visit.number, step.number)).collect();
    assert_eq!((batch.visits[0].key.number, steps), (2, vec![(1, 1), (2, 1)]));
}

#[test]
fn twenty_of_the_largest_steps_fit_a_frame() {
    use lobby_shared::wire::MAX_FRAME_BYTES;
    use lobby_shared::wire::agent::AgentPush;
    use lobby_shared::wire::codec::Codec;

    let trails = opened(Follow::Visit);
    for at in 0..20_u64 {
        let address = format!("https://shop.example/{at}{}", "x".repeat(2_000));
        trails.view(KEY, TAB, Page { address, title: "\"".repeat(512) }, Millis(at * 1_000));
    }
    let trail = trails.snapshot(SITE, KEY, Some(row()), Millis(20_000));
    assert!(trail.steps.len() >= 8 && trail.steps.last().is_some_and(|step| step.now), "{}", trail.steps.len());
    assert!(Codec::Json.encode(&AgentPush::Trail(Box::new(trail))).len() < MAX_FRAME_BYTES);
}
