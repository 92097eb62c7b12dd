//! The figures above the table: who is on the site now, what has come today, and the last hour as a row of bars.

use leptos::prelude::*;

use super::context::Context;
use super::part::{Part, maybe, memo, part, shows};
use crate::state::figure::bars;
use crate::state::visitor::{Counters, Lobby};
use crate::text::{moment, text};

/// The height of the bars, in the units of their drawing.
const HEIGHT: u32 = 28;

/// The figures.
pub fn figures(context: Context) -> Part {
    let t = text();
    let counters = memo(move || context.lobby.with(Lobby::counters));
    let told = memo(move || context.lobby.with(|lobby| lobby.counts.is_some()));
    let figure = |words: &'static str, read: fn(&Counters) -> usize| {
        let count = part("dd", "")
            .says(move || if told.get() { moment::count(counters.with(read)) } else { t.none.to_owned() });
        part("div", "").child(part("dt", "").text(words)).child(count)
    };
    let unlisted = move || counters.with(|counters| counters.unlisted);
    part("dl", "figures")
        .child(
            figure(t.on_the_site, |counters| counters.here)
                .follows("title", move || Some(unlisted()).filter(|count| *count > 0).map(|count| t.unlisted(count))),
        )
        .child(figure(t.chatting, |counters| counters.chatting))
        .child(
            figure(t.waiting, |counters| counters.waiting)
                .class_while("", "calls", move || counters.with(|counters| counters.waiting > 0)),
        )
        .child(figure(t.visitor_invited, |counters| counters.invited))
        .child(figure(t.visits_today, |counters| counters.today))
        .inside(hour(context))
}

/// The last hour, minute by minute; nothing before it is known.
fn hour(context: Context) -> AnyView {
    let t = text();
    let hour = memo(move || context.lobby.with(|lobby| lobby.counts.as_ref().and_then(|counts| counts.hour.clone())));
    shows(move || {
        let Some(hour) = hour.get() else { return maybe(None) };
        let most = hour.iter().copied().max().unwrap_or(0);
        let said = t.hour_label(hour.last().copied().unwrap_or(0), most);
        let frame = format!("0 0 {} {HEIGHT}", hour.len() * 3);
        let path = bars(&hour, HEIGHT);
        let drawn = view! {
            <svg class="spark" viewBox=frame preserveAspectRatio="none" role="img" aria-label=said><path d=path></path></svg>
        };
        part("div", "figure-hour")
            .child(part("dt", "").text(t.last_hour))
            .child(part("dd", "").inside(drawn.into_any()))
            .view()
    })
}
