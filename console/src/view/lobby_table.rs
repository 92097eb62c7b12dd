//! The lobby's table: as long as the whole list, with only a window of its rows in the page. Where a row has not come yet,
//! its place is drawn; rows do not move under a pointer that has just moved.

use leptos::prelude::*;
use lobby_shared::time::Millis;

use super::context::Context;
use super::icon::{Glyph, sized};
use super::lobby_body::Body;
use super::part::{Hold, Part, button, effect, maybe, memo, part};
use super::signal::{Memo, RwSignal};
use super::visitor_cell::column_words;
use crate::state::column::Column;
use crate::state::layout::Layout;
use crate::state::visitor::Intent;
use crate::state::watch::Choice;
use crate::text::text;

/// How long rows stay in their places after the pointer has moved on them.
const HELD: Millis = Millis(4_000);
/// Lines that are kept ready above and below the screen.
const READY: u32 = 4;
/// Lines before the screen has been measured.
const FIRST: u32 = 30;
/// The height of a line in CSS pixels, and on a phone, where it has two lines of words. The style sheet has the same.
const LINE: (u32, u32) = (32, 64);
/// Up to this width it is a phone.
const PHONE: u32 = 640;
/// From this width on there is room for all columns beside a card.
const ROOMY: u32 = 1_600;
/// The width of the column of buttons, in CSS pixels.
const INVITE: u32 = 104;
/// What of the window's width is not for the other columns: that column, and the rail.
const BESIDE: u32 = INVITE + 56;

/// What the table follows.
#[derive(Clone, Copy)]
struct Table {
    context: Context,
    /// The element that scrolls.
    hold: Hold,
    layout: Memo<Layout>,
    line_px: RwSignal<u32>,
    /// How far down the list the screen begins, and its height, in CSS pixels: as they were told last, since asking the
    /// browser for them between changes makes it lay out the page at once.
    seen: StoredValue<(u32, u32)>,
    /// The width of the window, in CSS pixels.
    wide: RwSignal<u32>,
    /// The lines on the screen and a few around: the first, and the one after the last.
    sight: RwSignal<(u32, u32)>,
    body: Body,
}

/// The header.
fn heads(context: Context, columns: Memo<Vec<Column>>) -> Part {
    part("tr", "").with("role", "row").with("aria-rowindex", "1").shows(move || {
        let columns = columns.get();
        untrack(|| {
            let heads = columns.into_iter().map(|column| column_head(context, column).view());
            heads.chain([invite_head().view()]).collect::<Vec<_>>().into_any()
        })
    })
}

/// The table, in the part that scrolls.
pub fn lobby_table(context: Context) -> Part {
    let t = text();
    let (wide, line_px) = (RwSignal::new(ROOMY), RwSignal::new(LINE.0));
    let columns = memo(move || {
        let (wide, card) = (wide.get(), context.trail.with(|trail| trail.card));
        context.lobby.with(|lobby| match wide {
            0..=PHONE => Column::PHONE.to_vec(),
            _ if card && wide < ROOMY => lobby.table.few(),
            _ => lobby.table.fitting(wide.saturating_sub(BESIDE)),
        })
    });
    let touched = RwSignal::new(None::<Millis>);
    let (layout, sight) = (layout(context, touched), RwSignal::new((0, FIRST)));
    let table = Table {
        context,
        hold: Hold::new(),
        layout,
        line_px,
        seen: StoredValue::default(),
        wide,
        sight,
        body: Body::new(context, layout, line_px, sight),
    };
    table.follow();
    let rows = part("tbody", "")
        .with("role", "rowgroup")
        .styled("block-size", move || {
            format!("{}px", table.layout.with(Layout::lines).saturating_mul(table.line_px.get()))
        })
        .on("pointermove", move |_| {
            let now = context.now.get_untracked();
            if touched.get_untracked() != Some(now) {
                touched.set(Some(now));
            }
        })
        .on("pointerleave", move |_| touched.set(None))
        .inside(table.body.rows(columns));
    let heads = heads(context, columns);
    let inside = part("table", "lobby")
        .with("role", "table")
        .label(t.lobby)
        .tells("aria-busy", move || !context.lobby.with(|lobby| lobby.loaded))
        .follows("aria-rowcount", move || Some(table.layout.with(Layout::lines).saturating_add(1).to_string()))
        .styled("--columns", move || columns.with(|columns| template(columns)))
        .styled("min-inline-size", move || columns.with(|columns| format!("{}px", least(columns))))
        .child(part("thead", "").with("role", "rowgroup").child(heads))
        .child(rows);
    part("div", "scroll lobby-scroll")
        .held(table.hold)
        .with("tabindex", "0")
        .with("role", "region")
        .label(t.lobby)
        .on("scroll", move |_| table.scrolled())
        .child(inside)
}

impl Table {
    /// Looks anew when the window's size or the list changes, and goes to the top for another list.
    fn follow(self) {
        let resized = window_event_listener(leptos::ev::resize, move |_| self.measure());
        on_cleanup(move || resized.remove());
        effect(move |_| {
            if self.hold.get().is_some() {
                self.measure();
            }
        });
        effect(move |_| {
            self.layout.track();
            self.sight.track();
            self.look();
            self.body.build_soon();
        });
        let view = memo(move || self.context.lobby.with(|lobby| (lobby.site, lobby.table.view())));
        effect(move |again| {
            view.track();
            if let Some(scroller) = self.hold.get_untracked().filter(|_| again) {
                scroller.set_scroll_top(0);
            }
        });
    }

    fn measure(self) {
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default() as u32;
        let px = if width <= PHONE { LINE.1 } else { LINE.0 };
        if self.wide.get_untracked() != width {
            self.wide.set(width);
        }
        if self.line_px.get_untracked() != px {
            self.line_px.set(px);
        }
        if let Some(scroller) = self.hold.get_untracked() {
            let high = u32::try_from(scroller.client_height()).unwrap_or_default();
            self.seen.update_value(|seen| seen.1 = high);
        }
        self.scrolled();
    }

    fn scrolled(self) {
        if let Some(scroller) = self.hold.get_untracked() {
            let top = u32::try_from(scroller.scroll_top()).unwrap_or_default();
            self.seen.update_value(|seen| seen.0 = top);
            self.look();
        }
    }

    /// Asks for the window that is in sight, if it is another one.
    fn look(self) {
        let px = self.line_px.get_untracked().max(1);
        let Some((top, high)) = self.seen.try_get_value().filter(|(_, high)| *high > 0) else { return };
        let (first, visible) = (top / px, high / px + 1);
        let sight = (first.saturating_sub(READY), first + visible + READY);
        if self.sight.get_untracked() != sight {
            self.sight.set(sight);
        }
        let first = self.layout.with_untracked(|layout| layout.row_at(first));
        if self.context.lobby.with_untracked(|lobby| lobby.moves(first, visible)) {
            self.context.intend(Intent::Scrolled(first, visible));
        }
    }
}

/// What stands where. While the pointer has just moved on the rows they stay, unless another window was asked for.
fn layout(context: Context, touched: RwSignal<Option<Millis>>) -> Memo<Layout> {
    let held = memo(move || touched.get().is_some_and(|touched| context.now.get().since(touched) < HELD));
    Memo::new(move |before: Option<&Layout>| {
        let held = held.get();
        context.lobby.with(|lobby| match before {
            Some(before) if held && before.shown().is_window_of(&lobby.shown) => before.clone(),
            Some(_) | None => Layout::of(&lobby.shown),
        })
    })
}

fn template(columns: &[Column]) -> String {
    let columns = columns.iter().map(|column| {
        let (px, share) = column.width();
        format!("minmax({px}px,{share}fr)")
    });
    columns.chain([format!("{INVITE}px")]).collect::<Vec<_>>().join(" ")
}

fn least(columns: &[Column]) -> u32 {
    columns.iter().map(|column| column.width().0).sum::<u32>() + INVITE
}

/// A header that sorts.
pub fn column_head(context: Context, column: Column) -> Part {
    let here = move || context.lobby.with(|lobby| Some(lobby.table.sort).filter(|sort| sort.column == column));
    let direction = move || here().map(|sort| if sort.down { "descending" } else { "ascending" }.to_owned());
    let arrow =
        move || here().map_or_else(|| maybe(None), |sort| sized(if sort.down { Glyph::Down } else { Glyph::Up }, 12));
    let press = button("sort").press(move || context.intend(Intent::Chosen(Choice::Sorted(column))));
    let words = part("span", "").text(column_words(column));
    part("th", column.name())
        .with("scope", "col")
        .with("role", "columnheader")
        .follows("aria-sort", direction)
        .child(press.child(words).shows(arrow))
}

/// The header over the buttons.
pub fn invite_head() -> Part {
    let words = part("span", "unseen").text(text().invite);
    part("th", "invite-cell").with("scope", "col").with("role", "columnheader").child(words)
}
