//! Made-up settings, rules, blocks and words of invitations, in each of their states.

use lobby_console::state::Overlay;
use lobby_console::state::block_list::{self, Intent as Block};
use lobby_console::state::conversation;
use lobby_console::state::entry::{Failure, Fault};
use lobby_console::state::invitation;
use lobby_console::state::route::Route;
use lobby_console::state::rule::{self, Fill, Intent as Ruled};
use lobby_console::state::setting::{self, Intent as Setting};
use lobby_console::view::context::Context;
use lobby_shared::block::{Block as Held, Blocks};
use lobby_shared::id::{BlockId, RuleId};
use lobby_shared::invitation::{Condition, DryRun, DryVisit, Match, Rule, RuleForm, Rules};
use lobby_shared::site::SiteSettings;
use lobby_shared::time::Millis;

use super::people::busy_lobby;
use super::sample::{LONG, NOW, SITE, before, full, id, me, talking};

/// A site's settings: on their way, here, or not to be had.
pub fn settling(come: Option<Result<(), ()>>) -> Context {
    let context = full(Route::Sites);
    context.settings.update(|settings| {
        setting::update(settings, Setting::Opened(SITE));
        let here = |()| SiteSettings {
            keep_out: ["192.0.2.0/24", "2001:db8::/129"].map(str::to_owned).to_vec(),
            ..SiteSettings::default()
        };
        if let Some(come) = come {
            setting::update(settings, Setting::Read(SITE, come.map(here).map_err(|()| Failure::Unreachable)));
        }
    });
    context
}

fn held(number: u8, address: Option<&str>, reason: &str, words: &[&str]) -> Held {
    Held {
        id: BlockId::from_bytes([number; 16]),
        visitor: u64::from(number),
        identity: address.is_none() || number == 12,
        address: address.map(str::to_owned),
        reason: reason.to_owned(),
        by: me(),
        made_ms: before(u64::from(number) * 4_000),
        until_ms: (number == 12).then_some(Millis(NOW.0 + 20_000_000)),
        words: (1..).zip(words).map(|(at, words)| (before(at * 600), (*words).to_owned())).collect(),
    }
}

/// The list of blocks: on its way, here with some or none, or not to be had.
pub fn blocked(come: Option<Result<bool, ()>>) -> Context {
    let context = full(Route::Blocks(SITE));
    context.blocks.update(|blocks| {
        block_list::update(blocks, Block::Shown(Some(SITE)));
        let list = |some: bool| {
            let all = vec![
                held(12, Some("203.0.113.7"), "Writes the same advertisement every day", &["Buy now", LONG]),
                held(31, Some("2001:db8::7"), "", &[]),
                held(44, None, "<script>alert(1)</script>", &["<b>hello?</b>"]),
            ];
            Blocks { blocks: if some { all } else { Vec::new() }, more: some }
        };
        if let Some(come) = come {
            block_list::update(blocks, Block::Read(SITE, None, come.map(list).map_err(|()| Failure::Unreachable)));
        }
    });
    context
}

/// The question whether a visitor is to be blocked.
pub fn block_question(fault: Option<Fault>) -> Context {
    let context = busy_lobby();
    let first = context.lobby.with_untracked(|lobby| lobby.rows().next().map(|row| row.number)).unwrap_or(1);
    context.blocking.update(|blocking| blocking.fault = fault);
    context.overlay.set(Overlay::Block(SITE, first));
    context
}

/// The words of one's own invitations.
pub fn own_words() -> Context {
    let context = full(Route::Lobby);
    context.words.update(|words| {
        invitation::update(words, invitation::Intent::Arrived("Hello! I am Ada. Can I help you choose a pack?".into()));
        invitation::update(words, invitation::Intent::Opened);
    });
    context.overlay.set(Overlay::Words);
    context
}

/// A conversation whose visitor has written something and not sent it.
pub fn unsent() -> Context {
    let context = talking(1);
    context.conversations.update(|lists| {
        let words = "And do you ship to <b>Norway</b>, or only to".to_owned();
        conversation::update(lists, conversation::Intent::Previewed(id(1), words), NOW);
        conversation::update(lists, conversation::Intent::Typing(id(1), true), NOW);
    });
    context
}

fn rule(number: u8, name: &str, on: bool, conditions: Vec<Condition>) -> Rule {
    let form = RuleForm {
        name: name.to_owned(),
        on,
        conditions,
        words: "Can I help you with your order?".into(),
        as_agent: on,
        delay: 5,
        most: 1,
        goal: "order".into(),
    };
    Rule { id: RuleId::from_bytes([number; 16]), form, shown: 1_204, accepted: 310, converted: 87 }
}

/// The list of rules: on its way, here with some or none, or not to be had.
pub fn ruled(come: Option<Result<bool, ()>>) -> Context {
    let context = full(Route::Rules(SITE));
    context.rules.update(|rules| {
        rule::update(rules, Ruled::Shown(Some(SITE)));
        let list = |some: bool| {
            let checkout = vec![
                Condition::Page(Match::Contains, "/checkout".into()),
                Condition::SecondsOnPage(45),
                Condition::Country(vec!["DE".into(), "AT".into()]),
                Condition::Hours { from: 540, to: 1_020, days: vec![0, 1, 2, 3, 4] },
                Condition::AgentsThere(true),
                Condition::Leaving,
            ];
            let all = vec![
                rule(1, "Long at the checkout", true, checkout),
                rule(2, "<b>Returning</b>", false, vec![Condition::Returning(true)]),
            ];
            Rules { rules: if some { all } else { Vec::new() }, agents: (420, 260, 12) }
        };
        if let Some(come) = come {
            rule::update(rules, Ruled::Read(SITE, come.map(list).map_err(|()| Failure::Unreachable)));
        }
    });
    context
}

/// A rule's form, with or without what yesterday says and what is wrong.
pub fn rule_open(dry: bool, fault: Option<(rule::Place, Fault)>) -> Context {
    let context = ruled(Some(Ok(true)));
    context.rules.update(|rules| {
        rule::update(rules, Ruled::Form(Fill::Opened(Some(RuleId::from_bytes([1; 16])))));
        if let Some(form) = &mut rules.form {
            let visit = |at: u64| DryVisit { visitor: at, at_ms: before(at * 900), page: format!("/checkout?{LONG}") };
            let some = vec![visit(88), visit(91)];
            let run = DryRun { from_ms: before(90_000), visits: 2_310, invited: 41, some, untold: vec![5] };
            form.dry = if dry { rule::Dry::Done(run) } else { rule::Dry::None };
            form.fault = fault;
        }
    });
    context
}
