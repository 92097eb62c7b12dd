//! The rows of the lobby's table that are in the page. One that leaves the window is filled anew with one that comes: its
//! elements stay. In the page the rows are in the order in which they are seen, and the keyboard stays with its visitor.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::context::Context;
use super::lobby_group::group_line;
use super::part::{Hold, Part, each};
use super::signal::{Memo, RwSignal};
use super::visitor::visitor_line;
use crate::state::column::Column;
use crate::state::layout::{Layout, Line};
use crate::state::seat::Seats;

/// Rows that are seated in one frame; the next ones in the next, so that no frame is late.
const AT_ONCE: usize = 12;
/// How long the table rests before its lines are put into order, unless the keyboard is in it.
const REST: Duration = Duration::from_millis(150);

/// The lines in the page.
#[derive(Clone, Copy)]
pub struct Body {
    context: Context,
    layout: Memo<Layout>,
    line_px: RwSignal<u32>,
    /// The lines that are to be in the page: the first, and the one after the last.
    sight: RwSignal<(u32, u32)>,
    built: RwSignal<Vec<Built>>,
    /// Who sits where.
    seats: StoredValue<Seats>,
    /// The rows of these seats, once built, in their order.
    rows: StoredValue<Vec<Seat>>,
    /// The headings in the page.
    headings: StoredValue<Vec<(String, Hold)>>,
    /// Counts what was built.
    round: StoredValue<u64>,
    /// It will be built before the next frame.
    due: StoredValue<bool>,
}

/// What is in the page: a row of this seat, or the heading of this value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Built {
    Seat(usize),
    Heading(String),
}

/// A row that is filled anew when another visitor takes its seat.
#[derive(Clone, Copy)]
struct Seat {
    /// Who sits there, or sat there last.
    number: RwSignal<u64>,
    /// Somebody does.
    taken: RwSignal<bool>,
    /// The line it stands on.
    at: Memo<u32>,
    hold: Hold,
}

/// What is to be in the page.
#[derive(Default)]
struct Sight {
    /// Lines in the whole list.
    lines: u32,
    /// The places in sight of which it is known who stands there.
    known: Vec<u32>,
    /// Their visitors.
    wanted: Vec<u64>,
    /// The headings among them.
    headings: Vec<String>,
}

impl Seat {
    fn seat(&self, sits: Option<u64>) {
        if let Some(number) = sits.filter(|number| self.number.get_untracked() != *number) {
            self.number.set(number);
        }
        if self.taken.get_untracked() != sits.is_some() {
            self.taken.set(sits.is_some());
        }
    }
}

/// A line of the table at its place.
fn at_place(body: Body, part: Part, at: Memo<u32>, hold: Hold) -> Part {
    // The first line is the header.
    part.styled("translate", move || format!("0 {}px", at.get().saturating_mul(body.line_px.get())))
        .follows("aria-rowindex", move || Some(at.get().saturating_add(2).to_string()))
        .held(hold)
}

/// The line where this one stands, or stood as long as it was known.
fn place(body: Body, line: impl Fn() -> Line + Send + Sync + 'static) -> Memo<u32> {
    Memo::new(move |before: Option<&u32>| {
        let line = line();
        body.layout.with(|layout| layout.place(&line)).or(before.copied()).unwrap_or_default()
    })
}

fn row(body: Body, columns: Memo<Vec<Column>>, id: usize) -> Part {
    let sits = body.seats.with_value(|seats| seats.sits(id));
    let (number, taken) = (RwSignal::new(sits.unwrap_or_default()), RwSignal::new(sits.is_some()));
    let at = place(body, move || Line::Row(number.get()));
    let hold = Hold::new();
    body.rows.update_value(|rows| rows.push(Seat { number, taken, at, hold }));
    at_place(body, visitor_line(body.context, number, columns), at, hold).has("hidden", move || !taken.get())
}

fn heading(body: Body, value: String) -> Part {
    let of = value.clone();
    let at = place(body, move || Line::Group(of.clone()));
    let hold = Hold::new();
    body.headings.update_value(|headings| {
        headings.retain(|(of, _)| *of != value);
        headings.push((value.clone(), hold));
    });
    at_place(body, group_line(body.context, body.layout, value), at, hold)
}

/// Nobody is at the line with the keyboard any more: it goes to the table, as a screen reader tells.
fn to_table() {
    let active = document().active_element();
    if let Some(scroller) = active.and_then(|active| active.closest(".lobby-scroll").ok().flatten()) {
        focus_in_place(scroller);
    }
}

/// Puts the keyboard there, and scrolls nothing.
fn focus_in_place(element: web_sys::Element) {
    let stay = web_sys::FocusOptions::new();
    stay.set_prevent_scroll(true);
    let _ = element.unchecked_into::<web_sys::HtmlElement>().focus_with_options(&stay);
}

impl Body {
    /// The lines of this layout that are in `sight`, each so high.
    pub fn new(context: Context, layout: Memo<Layout>, line_px: RwSignal<u32>, sight: RwSignal<(u32, u32)>) -> Self {
        Self {
            context,
            layout,
            line_px,
            sight,
            built: RwSignal::default(),
            seats: StoredValue::default(),
            rows: StoredValue::default(),
            headings: StoredValue::default(),
            round: StoredValue::default(),
            due: StoredValue::default(),
        }
    }

    /// The rows, with these columns.
    pub fn rows(self, columns: Memo<Vec<Column>>) -> AnyView {
        let line = move |built| match built {
            Built::Seat(id) => row(self, columns, id),
            Built::Heading(value) => heading(self, value),
        };
        each(move || self.built.get(), line)
    }

    /// Builds before the next frame is drawn, once, however much has changed by then.
    pub fn build_soon(self) {
        if !self.due.get_value() {
            self.due.set_value(true);
            request_animation_frame(move || {
                self.due.try_update_value(|due| *due = false);
                self.build();
            });
        }
    }

    /// Brings what is in sight into the page, and takes away what is not; a few rows at a time.
    fn build(self) {
        if self.sight.try_get_untracked().is_none() {
            return;
        }
        let Sight { lines, known, wanted, mut headings } = self.in_sight();
        // Who stands in nobody's place: out of sight, or where it is not known yet.
        let away = |id: usize| {
            let at = self.rows.with_value(|rows| rows.get(id).map(|row| row.at.get_untracked()));
            at.is_some_and(|at| at < lines && !known.contains(&at))
        };
        // The line with the keyboard keeps it, even out of sight: it is never another visitor's under a pressed key.
        let keyboard = self.keyboard();
        let kept = if let Some(Built::Seat(id)) = keyboard { Some(id) } else { None };
        let (seats, standing) = self.seats.with_value(|seats| seats.seated(&wanted, kept, away, AT_ONCE));
        let stays = match keyboard {
            Some(Built::Seat(id)) => seats.sits(id).is_some(),
            Some(Built::Heading(value)) => headings.contains(&value) || self.keeps(value, &mut headings),
            None => true,
        };
        if !stays {
            to_table();
        }
        self.rows.with_value(|rows| {
            for ((_, sits), row) in seats.each().zip(rows) {
                row.seat(sits);
            }
        });
        let built: Vec<_> =
            (0..seats.count()).map(Built::Seat).chain(headings.into_iter().map(Built::Heading)).collect();
        self.seats.set_value(seats);
        if self.built.with_untracked(|before| *before != built) {
            self.built.set(built);
        }
        self.arrange_soon();
        if standing > 0 {
            self.build_soon();
        }
    }

    fn in_sight(self) -> Sight {
        let (first, end) = self.sight.get_untracked();
        self.layout.with_untracked(|layout| {
            let mut sight = Sight { lines: layout.lines(), ..Sight::default() };
            for line in layout.known() {
                if let Some(place) = layout.place(&line).filter(|place| (first..end).contains(place)) {
                    sight.known.push(place);
                    match line {
                        Line::Row(number) => sight.wanted.push(number),
                        Line::Group(value) => sight.headings.push(value),
                    }
                }
            }
            sight
        })
    }

    /// Arranges when the table rests; before the next frame while the keyboard is in it.
    fn arrange_soon(self) {
        self.round.update_value(|round| *round += 1);
        let round = self.round.get_value();
        let rested = move || {
            if self.round.try_get_value() == Some(round) {
                self.arrange();
            }
        };
        // A line that comes or goes may move the one with the keyboard, which then is on nothing.
        if let Some(focused) = self.keyboard().and_then(|_| document().active_element()) {
            request_animation_frame(move || {
                if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
                    focus_in_place(focused);
                }
                self.arrange();
            });
        } else {
            set_timeout(rested, REST);
        }
    }

    /// Puts the lines of the page into the order in which they are seen, since screen readers, Tab and `j` go by it; a
    /// few in one frame, and those that stand right are not touched. The keyboard stays where it is.
    fn arrange(self) {
        let Some(built) = self.built.try_get_untracked() else { return };
        let lines = self.standing(&built);
        let focused = document().active_element();
        let mut moved = 0;
        let mut next: Option<web_sys::Element> = None;
        for element in lines.into_iter().rev() {
            if let (false, Some(parent)) = (element.next_element_sibling() == next, element.parent_node()) {
                moved += usize::from(parent.insert_before(&element, next.as_deref()).is_ok());
                if moved == AT_ONCE {
                    request_animation_frame(move || self.arrange());
                    break;
                }
            }
            next = Some(element.into());
        }
        if let Some(focused) = focused.filter(|focused| document().active_element().as_ref() != Some(focused)) {
            focus_in_place(focused);
        }
    }

    /// The line that has the keyboard, itself or in it. The page is asked, since it has it still while another window
    /// has the agent's attention.
    fn keyboard(self) -> Option<Built> {
        let line = document().active_element()?.closest("tbody tr").ok()??;
        // A heading that has left the page has no hold any more.
        let is = |hold: Hold| hold.try_get_untracked().flatten().is_some_and(|element| *line == **element);
        let seat = self.rows.with_value(|rows| rows.iter().position(|row| is(row.hold)));
        let heading =
            || self.headings.with_value(|all| all.iter().find(|(_, hold)| is(*hold)).map(|(value, _)| value.clone()));
        seat.map(Built::Seat).or_else(|| heading().map(Built::Heading))
    }

    /// Keeps the heading of this value in the page, if the list has one.
    fn keeps(self, value: String, headings: &mut Vec<String>) -> bool {
        let there = self.layout.with_untracked(|layout| layout.group(&value).is_some_and(|group| group.count > 0));
        headings.extend(Some(value).filter(|_| there));
        there
    }

    /// The lines of the page from the first to the last.
    fn standing(self, built: &[Built]) -> Vec<web_sys::HtmlElement> {
        let line = |line: &Built| match line {
            Built::Seat(id) => self.rows.with_value(|rows| rows.get(*id).map(|row| (row.at.get_untracked(), row.hold))),
            Built::Heading(value) => {
                let of = Line::Group(value.clone());
                let at = self.layout.with_untracked(|layout| layout.place(&of))?;
                self.headings.with_value(|all| all.iter().find(|(of, _)| of == value).map(|(_, hold)| (at, *hold)))
            }
        };
        let element = |(at, hold): (u32, Hold)| Some((at, hold.get_untracked()?));
        let mut lines: Vec<_> = built.iter().filter_map(line).filter_map(element).collect();
        lines.sort_by_key(|(at, _)| *at);
        lines.into_iter().map(|(_, element)| element).collect()
    }
}
