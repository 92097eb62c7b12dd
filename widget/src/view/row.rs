//! One row of the stream.

use leptos::prelude::*;

use super::scene::Scene;
use crate::state::Intent;
use crate::state::stream::{Note, Row, Sign};
use crate::text::Text;
use lobby_shared::conversation::Side;

fn sign(text: &Text, sign: Sign) -> &'static str {
    match sign {
        Sign::Sending => text.sending,
        Sign::Sent => text.sent,
        Sign::Delivered => text.delivered,
        Sign::Read => text.read,
    }
}

fn note(text: &Text, note: &Note) -> String {
    match note {
        Note::Joined(name) => (text.joined)(name),
        Note::AskedToEnd(name) => (text.asked_to_end)(name),
        Note::WentOn => text.went_on.to_owned(),
        Note::Ended(Side::Agent) => text.ended_by_agent.to_owned(),
        Note::Ended(Side::Visitor) => text.ended_by_visitor.to_owned(),
        Note::Unknown => text.unknown.to_owned(),
    }
}

/// The parts that are there, with a dot between them.
fn dotted(parts: [&str; 3]) -> String {
    let mut words = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !words.is_empty() {
            words.push_str(" · ");
        }
        words.push_str(part);
    }
    words
}

/// A row as elements.
pub fn row(scene: Scene, row: Row) -> AnyView {
    let text = scene.text;
    let (class, words) = match row {
        Row::Bubble { agent, text: words, first, .. } => {
            let author = agent.clone().unwrap_or_else(|| text.you.to_owned());
            return view! {
                <div class="bubble" class:own=agent.is_none() class:first=first>
                    <span class="unseen">{author}": "</span>
                    <bdi>{words}</bdi>
                </div>
            }
            .into_any();
        }
        Row::Failed { cid, code } => {
            return view! {
                <div class="failed" role="alert">
                    <span>{(text.refused)(code)}</span>
                    <button type="button" on:click=move |_| scene.act(Intent::RetryPressed(cid))>{text.retry}</button>
                    <button type="button" on:click=move |_| scene.act(Intent::DiscardPressed(cid))>{text.discard}</button>
                </div>
            }
            .into_any();
        }
        Row::Caption { agent, time, sign: how_far, .. } => {
            let class = if agent.is_none() { "caption own" } else { "caption" };
            let how_far = how_far.map_or("", |how_far| sign(text, how_far));
            (class, dotted([agent.as_deref().unwrap_or(""), &time, how_far]))
        }
        Row::Day { name, time, .. } => ("note", [name.as_deref().unwrap_or(text.today), " ", &time].concat()),
        Row::Note { note: what, time, .. } => ("note", dotted([&note(text, &what), &time, ""])),
    };
    view! { <p class=class>{words}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_missing_leave_no_dot() {
        assert_eq!(dotted(["Jo", "14:30", ""]), "Jo · 14:30");
        assert_eq!(dotted(["", "", "Sending"]), "Sending");
    }
}
