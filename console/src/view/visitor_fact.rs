//! Everything that is known of a visitor, as a list: the same in the lobby's card and beside a conversation.

use leptos::prelude::*;
use lobby_shared::visitor::{Campaign, VisitorRow};

use super::context::Context;
use super::part::{Part, memo, part};
use super::signal::Memo;
use super::visitor::page_link;
use super::visitor_cell::{column_words, words};
use crate::state::column::Column;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// The row of this visitor as far as anything here knows it: looked at, or in the lobby's window.
pub fn row_of(context: Context, site: Option<lobby_shared::id::SiteId>, number: u64) -> Memo<Option<Row>> {
    memo(move || {
        let looked = context.trail.with(|trail| {
            let same = trail.who.is_some_and(|who| Some(who) == site.map(|site| (site, number)));
            trail.heard.then_some(same).map(|same| trail.row.clone().filter(|_| same))
        });
        let listed = || context.lobby.with(|lobby| lobby.row(number).filter(|_| lobby.site == site).cloned());
        match looked {
            Some(Some(visitor)) => Some(Row { visitor, gone_ms: None }),
            Some(None) => listed().filter(|row| row.gone_ms.is_some()),
            None => listed(),
        }
    })
}

/// The list.
pub fn visitor_facts(context: Context, number: u64, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let known = move |read: fn(&VisitorRow) -> Option<String>| {
        move || row.with(|row| row.as_ref().and_then(|row| read(&row.visitor))).unwrap_or_else(|| t.none.to_owned())
    };
    let of = |column: Column| {
        let said = move || row.with(|row| row.as_ref().and_then(|row| words(column, &row.visitor)));
        fact(column_words(column), move || said().unwrap_or_else(|| t.none.to_owned()))
    };
    let stay = move || {
        let now = context.now.get();
        row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now)))).unwrap_or_else(|| t.none.to_owned())
    };
    let first = move || {
        let first = context.trail.with(|trail| trail.first_ms);
        first.map_or_else(|| t.none.to_owned(), |first| moment::short(first, context.now.get_untracked()))
    };
    let page = part("dd", "").shows(move || {
        let page = row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone()));
        untrack(|| page_link(page))
    });
    part("dl", "facts")
        .child(fact(t.details_number, move || number.to_string()))
        .child(of(Column::Visits))
        .child(fact(t.first_visit, first))
        .child(fact(t.column_arrived, known(|row| Some(moment::time_of_day(row.arrived_ms)))))
        .child(fact(t.column_stay, stay))
        .child(part("div", "").child(part("dt", "").text(t.column_page)).child(page))
        .child(of(Column::Pages))
        .child(of(Column::Region))
        .child(of(Column::Address))
        .child(of(Column::Engine))
        .child(of(Column::Keyword))
        .child(of(Column::Referrer))
        .child(fact(t.column_campaign, known(|row| row.facts.campaign.as_ref().and_then(campaign_words))))
        .child(of(Column::Browser))
        .child(of(Column::System))
        .child(of(Column::Device))
        .child(fact(t.screen, known(|row| row.facts.screen.map(|one| format!("{} × {}", one.width, one.height)))))
        .child(of(Column::Language))
        .child(of(Column::Agent))
        .child(of(Column::Owner))
}

fn campaign_words(campaign: &Campaign) -> Option<String> {
    let Campaign { name, source, medium, term, content } = campaign;
    let parts: Vec<&str> = [name, source, medium, term, content].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// One line of the list.
pub fn fact(name: &'static str, value: impl Fn() -> String + Send + 'static) -> Part {
    let value = part("dd", "").child(part("bdi", "").says(value));
    part("div", "").child(part("dt", "").text(name)).child(value)
}
