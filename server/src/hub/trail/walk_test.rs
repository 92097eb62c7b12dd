//! One visitor's walk: what is a step, what time counts, and what is written when.

use super::*;

const ONE: TabId = TabId::from_bytes([1; 16]);
const TWO: TabId = TabId::from_bytes([2; 16]);

fn page(name: &str) -> Arc<Page> {
    Arc::new(Page { address: format!("https://shop.example/{name}"), title: name.to_uppercase() })
}

fn walk() -> Walk {
    let mut walk = Walk::new(1, Follow::Lasting);
    walk.open(ONE, page("a"), true, Millis(0));
    walk
}

/// The steps as number, page or event, time seen, and a star while it is looked at.
fn told(walk: &Walk, now: u64) -> Vec<String> {
    let name = |what: &Walked| match what {
        Walked::Page(page) => page.title.clone(),
        Walked::Event(track) => track.name.clone(),
    };
    let line = |step: trail::Step| {
        format!("{} {} {}{}", step.number, name(&step.what), step.seen_ms.0, if step.now { "*" } else { "" })
    };
    walk.steps(Millis(now)).into_iter().map(line).collect()
}

fn numbers(steps: &[KeptStep]) -> Vec<u32> {
    steps.iter().map(|kept| kept.0.number()).collect()
}

#[test]
fn time_counts_in_the_foreground_only() {
    let mut walk = walk();
    walk.look(ONE, false, Millis(1_000));
    assert_eq!(told(&walk, 9_000), ["1 A 1000"]);
    walk.look(ONE, true, Millis(9_000));
    walk.view(ONE, page("b"), Millis(9_500));
    assert_eq!(told(&walk, 10_000), ["1 A 1500", "2 B 500*"]);
    // A clock that is set back adds nothing, and takes nothing away.
    walk.view(ONE, page("c"), Millis(2_000));
    assert_eq!(told(&walk, 2_100), ["1 A 1500", "2 B 0", "3 C 100*"]);
}

#[test]
fn a_reload_a_lost_link_and_a_new_title_are_no_steps() {
    let mut walk = walk();
    walk.close(ONE, Millis(1_000));
    // The tab's frame is a new one after a reload, and so is the name it gives the tab.
    walk.open(TWO, page("a"), true, Millis(3_000));
    assert_eq!(told(&walk, 4_000), ["1 A 2000*"]);
    walk.open(TWO, page("a"), true, Millis(4_000));
    walk.close(TWO, Millis(4_500));
    assert_eq!(told(&walk, 5_000), ["1 A 3000*"], "the second socket of the tab is still open");
    walk.view(TWO, Arc::new(Page { title: "Another".into(), ..Page::clone(&page("a")) }), Millis(5_000));
    walk.view(TWO, Arc::new(Page { title: String::new(), ..Page::clone(&page("a")) }), Millis(5_000));
    assert_eq!((told(&walk, 5_000), walk.pages), (vec!["1 Another 3000*".to_owned()], 1));
    walk.view(TWO, page("b"), Millis(6_000));
    walk.view(TWO, page("a"), Millis(7_000));
    assert_eq!(told(&walk, 7_000), ["1 Another 4000", "2 B 1000", "3 A 0*"], "going back is a step");
}

#[test]
fn a_second_tab_is_a_walk_of_its_own() {
    let mut walk = walk();
    walk.look(ONE, false, Millis(500));
    walk.open(TWO, page("a"), true, Millis(500));
    assert_eq!(told(&walk, 1_000), ["1 A 500", "2 A 500*"]);
    assert_eq!(walk.page().unwrap().title, "A");
    walk.view(ONE, page("b"), Millis(1_000));
    assert_eq!(walk.page().unwrap().title, "A", "a page that moves in the background is not the one looked at");
    walk.look(TWO, false, Millis(1_000));
    walk.look(ONE, true, Millis(2_000));
    assert_eq!(walk.page().unwrap().title, "B");
}

#[test]
fn steps_are_written_once_when_they_are_over() {
    let mut walk = walk();
    assert!(walk.unwritten(false, Millis(10)).is_empty() && walk.owes());
    walk.view(ONE, page("b"), Millis(1_000));
    walk.track(Track { name: "order".into(), data: "1".into() }, Millis(1_500));
    assert_eq!(numbers(&walk.unwritten(false, Millis(2_000))), [1, 3]);
    assert!(walk.unwritten(false, Millis(3_000)).is_empty());
    walk.close(ONE, Millis(4_000));
    assert!(walk.unwritten(false, Millis(5_000)).is_empty(), "a page change may follow");
    assert!(walk.sweep(Millis(4_000) + GRACE) && walk.is_over());
    let last = walk.unwritten(false, Millis(20_000));
    assert_eq!((numbers(&last), stored(&last[0]).seen_ms), (vec![2], Millis(3_000)));
    assert!(!walk.owes());
}

#[test]
fn when_the_server_stops_what_goes_on_is_written_too() {
    let mut walk = walk();
    let last = walk.unwritten(true, Millis(700));
    assert_eq!(stored(&last[0]).seen_ms, Millis(700));
}

#[test]
fn the_ring_keeps_the_last_steps_and_gives_out_what_nobody_wrote() {
    let mut walk = walk();
    let mut out = Vec::new();
    for at in 1..=30 {
        out.extend(walk.view(ONE, page(&format!("p{at}")), Millis(at * 1_000)));
    }
    assert_eq!((walk.ring.len(), numbers(&out)), (RING, (1..=11).collect()));
    walk.unwritten(false, Millis(31_000));
    assert!(walk.view(ONE, page("next"), Millis(32_000)).is_none(), "it was written");
    assert_eq!(walk.pages, 32);
}

#[test]
fn a_page_that_stays_open_in_a_background_tab_stays_in_the_ring() {
    let mut walk = walk();
    walk.open(TWO, page("b"), false, Millis(10));
    for at in 1..=40 {
        walk.view(TWO, page(&format!("p{at}")), Millis(at * 1_000));
    }
    assert_eq!(walk.ring.first().unwrap().number(), 1);
}

#[test]
fn ten_thousand_pages_in_a_minute_are_no_ten_thousand_steps() {
    let mut walk = walk();
    let mut out = 0;
    for at in 1..=10_000_u64 {
        out += usize::from(walk.view(ONE, page(&format!("p{at}")), Millis(at * 6)).is_some());
        walk.track(Track { name: format!("e{at}"), data: String::new() }, Millis(at * 6));
    }
    assert!(walk.last <= 7 * 20, "{} steps", walk.last);
    assert!(out <= 7 * 20 && walk.ring.len() == RING);
    assert_eq!(walk.page().unwrap().title, "P10000", "the page that is told is the last one");
}

#[test]
fn a_visit_of_a_thousand_steps_is_written_to_its_limit() {
    let mut walk = walk();
    let mut written = 0;
    for at in 1..=1_000 {
        walk.view(ONE, page(&format!("p{at}")), Millis(at * 1_000));
        written += walk.unwritten(false, Millis(at * 1_000)).len();
    }
    assert_eq!(u32::try_from(written).unwrap(), MAX_STEPS);
}

#[test]
fn who_is_only_counted_leaves_no_steps_until_they_open_the_chat() {
    let mut walk = Walk::new(1, Follow::Counted);
    walk.open(ONE, page("a"), true, Millis(0));
    walk.view(ONE, page("b"), Millis(1_000));
    walk.track(Track { name: "order".into(), data: String::new() }, Millis(1_000));
    assert!(walk.steps(Millis(2_000)).is_empty() && walk.page().is_none() && walk.pages == 0);
    walk.follow(Follow::Visit, Millis(2_000));
    assert_eq!((told(&walk, 2_500), walk.page().unwrap().title.as_str()), (vec!["1 B 500*".to_owned()], "B"));
    walk.view(ONE, page("c"), Millis(3_000));
    assert!(walk.unwritten(true, Millis(4_000)).is_empty() && !walk.owes(), "and nothing is written down");
    walk.follow(Follow::Lasting, Millis(4_000));
    walk.view(ONE, page("d"), Millis(5_000));
    assert_eq!(numbers(&walk.unwritten(true, Millis(6_000))), [2, 3], "but for what goes on and comes after");
    walk.follow(Follow::Counted, Millis(7_000));
    assert!(walk.steps(Millis(8_000)).is_empty() && walk.page().is_none());
}

#[test]
fn after_a_restart_the_last_page_goes_on() {
    let mut walk = Walk::new(3, Follow::Lasting);
    let step = Step { number: 7, at_ms: Millis(10), seen_ms: Millis(500), what: Walked::Page(Page::clone(&page("a"))) };
    walk.resume(vec![(page("a"), step)], 5);
    walk.open(ONE, page("a"), true, Millis(60_000));
    assert_eq!((told(&walk, 61_000), walk.pages), (vec!["7 A 1500*".to_owned()], 5));
    walk.view(ONE, page("b"), Millis(61_000));
    assert_eq!(told(&walk, 61_000), ["7 A 1500", "8 B 0*"]);
}

#[test]
fn tabs_without_end_are_forgotten() {
    let mut walk = walk();
    for at in 0..200_u8 {
        let tab = TabId::from_bytes([at; 16]);
        walk.open(tab, page(&format!("t{at}")), false, Millis(u64::from(at) * 2_000));
        walk.close(tab, Millis(u64::from(at) * 2_000));
    }
    assert!(walk.tabs.len() <= MAX_TABS);
}

#[test]
fn a_full_ring_takes_about_a_kilobyte() {
    let mut walk = walk();
    for at in 1..=50 {
        walk.view(ONE, page(&format!("p{at}")), Millis(at * 1_000));
    }
    let bytes = size_of::<Walk>() + walk.ring.capacity() * size_of::<Kept>() + walk.tabs.capacity() * size_of::<Tab>();
    assert!(bytes <= 800, "{bytes} bytes, the pages apart, which a site's visitors share");
}
