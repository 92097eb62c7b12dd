//! Whole screens, each in one state: empty, loading, failed, offline, full.

use leptos::prelude::*;
use lobby_console::state::Overlay;
use lobby_console::state::entry::{Fault, Field, Stage};
use lobby_console::state::link::Link;
use lobby_console::state::preference::{Intent, Switch, update};
use lobby_console::state::route::Route;
use lobby_console::state::rule;
use lobby_console::state::setting;
use lobby_console::state::site::{Form, Place};
use lobby_console::state::toast::{self, Notice};
use lobby_console::view::context::Context;
use lobby_console::view::root::root;
use lobby_shared::agent::AgentState;
use lobby_shared::http::ProblemCode;
use lobby_shared::invitation::Outcome;
use lobby_shared::site::SiteSettings;
use lobby_shared::time::Millis;

use super::care::{block_question, blocked, own_words, rule_open, ruled, settling, unsent};
use super::people::{busy_lobby, grouped_lobby, heat_lobby, map_lobby, open_card};
use super::sample::{NOW, bare, empty, full, id, me, site, talking, waiting};

/// A screen in a state.
pub struct Scene {
    /// Its name in the address.
    pub name: &'static str,
    /// Draws it.
    pub draw: fn() -> AnyView,
}

const LIST: Route = Route::Conversations(None);

macro_rules! scenes {
    ($($name:literal: $context:expr;)*) => {
        /// All of them.
        pub const SCENES: &[Scene] = &[$(Scene { name: $name, draw: || root($context) }),*];
    };
}

scenes! {
    "starting": bare(Route::Lobby);
    "unreachable": staged(Stage::Unreachable);
    "set-up": staged(Stage::SetUp);
    "set-up-faults": faulty(Stage::SetUp, &[
        (Some(Field::Token), Fault::Problem(ProblemCode::SetUpToken)),
        (Some(Field::Name), Fault::Empty),
        (Some(Field::Email), Fault::Problem(ProblemCode::BadEmail)),
        (Some(Field::Password), Fault::Problem(ProblemCode::ShortPassword)),
        (Some(Field::SiteAddress), Fault::Problem(ProblemCode::BadSiteAddress)),
    ]);
    "set-up-busy": busy(Stage::SetUp);
    "set-up-tag": staged(Stage::Tag { site: site(), public_url: None });
    "sign-in": staged(Stage::SignIn);
    "sign-in-faults": faulty(Stage::SignIn, &[(None, Fault::Problem(ProblemCode::WrongSignIn))]);
    "sign-in-offline": faulty(Stage::SignIn, &[(None, Fault::Unreachable)]);
    "sign-in-busy": busy(Stage::SignIn);
    "sign-in-wait": entry(Stage::SignIn, |entry| entry.wait_until = Some(Millis(NOW.0 + 25_000)));
    "sign-in-again": entry(Stage::SignIn, |entry| entry.signed_out = true);
    "sign-in-cookie": entry(Stage::SignIn, |entry| entry.cookie_problem = true);
    "password": staged(Stage::ChangePassword(me()));
    "lobby": full(Route::Lobby);
    "lobby-busy": busy_lobby();
    "lobby-grouped": grouped_lobby();
    "lobby-map": map_lobby();
    "lobby-heat": heat_lobby();
    "lobby-card": open_card(busy_lobby(), true);
    "lobby-card-loading": open_card(busy_lobby(), false);
    "lobby-search-none": with(empty(Route::Lobby), |context| context.lobby.update(|lobby| {
        lobby.table.choose(lobby_console::state::watch::Choice::Searched("kestrel".into()));
    }));
    "lobby-loading": waiting(Route::Lobby, Link::Connecting);
    "lobby-empty": empty(Route::Lobby);
    "lobby-offline": waiting(Route::Lobby, Link::Lost);
    "lobby-no-site": with(empty(Route::Lobby), |context| context.sites.update(|sites| sites.sites = Some(Vec::new())));
    "lobby-old": with(full(Route::Lobby), |context| context.link.set(Link::TooOld));
    "lobby-stopped": with(full(Route::Lobby), |context| context.link.set(Link::Stopped));
    "conversations": full(LIST);
    "conversations-loading": waiting(LIST, Link::Connecting);
    "conversations-empty": empty(LIST);
    "conversations-offline": waiting(LIST, Link::Lost);
    "conversation": talking(1);
    "conversation-loading": with(full(Route::Conversations(Some(id(1)))), |context| {
        context.stream.update(|stream| (stream.conversation, stream.loading) = (Some(id(1)), true));
    });
    "conversation-waiting": talking(5);
    "conversation-ended": talking(4);
    "conversation-end": with(talking(1), |context| {
        context.conversations.update(|lists| lists.confirming = Some(id(1)));
    });
    "conversation-busy": with(talking(1), |context| context.agent_state.set(AgentState::Busy));
    "conversation-folded": with(talking(1), |context| {
        context.preferences.update(|chosen| update(chosen, Intent::Switched(Switch::Details, false)));
    });
    "conversation-unsent": unsent();
    "sites": full(Route::Sites);
    "sites-loading": waiting(Route::Sites, Link::Connecting);
    "sites-offline": waiting(Route::Sites, Link::Lost);
    "sites-empty": with(empty(Route::Sites), |context| context.sites.update(|sites| sites.sites = Some(Vec::new())));
    "sites-faults": with(full(Route::Sites), |context| context.sites.update(|sites| {
        let fault = Fault::Problem(ProblemCode::BadSiteAddress);
        sites.form = Some(Form { site: None, busy: false, fault: Some((Place::Addresses(Some(2)), fault)) });
    }));
    "settings": settling(Some(Ok(())));
    "settings-loading": settling(None);
    "settings-failed": settling(Some(Err(())));
    "settings-faults": with(settling(Some(Ok(()))), |context| context.settings.update(|settings| {
        if let Some(open) = &mut settings.open {
            open.fault = Some((setting::Place::KeepOut(Some(2)), Fault::Problem(ProblemCode::BadNetwork)));
        }
    }));
    "settings-loss": with(settling(Some(Ok(()))), |context| context.settings.update(|settings| {
        if let Some(open) = &mut settings.open {
            open.asks = Some(SiteSettings { keep_days: 30, ..SiteSettings::default() });
        }
    }));
    "rules": ruled(Some(Ok(true)));
    "rules-empty": ruled(Some(Ok(false)));
    "rules-loading": ruled(None);
    "rules-failed": ruled(Some(Err(())));
    "rule": rule_open(true, None);
    "rule-fault": rule_open(false, Some((rule::Place::Condition(1), Fault::Problem(ProblemCode::BadCondition))));
    "rule-untried": with(rule_open(false, None), |context| context.rules.update(|rules| {
        let said = rules.list.iter().flat_map(|list| &list.rules).map(|rule| rule.form.clone()).next();
        rules.form.iter_mut().for_each(|form| form.asks.clone_from(&said));
    }));
    "rule-switch": with(ruled(Some(Ok(true))), |context| context.rules.update(|rules| {
        let rule = rules.list.iter_mut().flat_map(|list| &mut list.rules).next();
        rules.asks = rule.map(|rule| {
            rule.form.on = false;
            rule.id
        });
    }));
    "rule-remove": with(ruled(Some(Ok(true))), |context| context.rules.update(|rules| {
        rules.removing = rules.list.iter().flat_map(|list| &list.rules).map(|rule| rule.id).next();
    }));
    "blocks": blocked(Some(Ok(true)));
    "blocks-empty": blocked(Some(Ok(false)));
    "blocks-loading": blocked(None);
    "blocks-failed": blocked(Some(Err(())));
    "blocks-offline": with(blocked(None), |context| context.link.set(Link::Lost));
    "block": block_question(None);
    "block-fault": block_question(Some(Fault::Unreachable));
    "own-words": own_words();
    "palette": with(full(Route::Lobby), |context| context.overlay.set(Overlay::Palette));
    "keys": with(full(Route::Lobby), |context| context.overlay.set(Overlay::Sheet));
    "notices": with(full(Route::Lobby), |context| context.toasts.update(|toasts| {
        for notice in [Notice::TakenFirst(12), Notice::Invitation(12, Outcome::Declined), Notice::Blocked(12), Notice::Copied] {
            toast::update(toasts, toast::Intent::Show(notice), NOW);
        }
    }));
}

fn with(context: Context, change: impl Fn(Context)) -> Context {
    change(context);
    context
}

fn entry(stage: Stage, change: impl FnOnce(&mut lobby_console::state::entry::Entry)) -> Context {
    let context = bare(Route::Lobby);
    context.entry.update(|entry| {
        entry.stage = stage;
        change(entry);
    });
    context
}

fn staged(stage: Stage) -> Context {
    entry(stage, |_| {})
}

fn busy(stage: Stage) -> Context {
    entry(stage, |entry| entry.busy = true)
}

fn faulty(stage: Stage, faults: &[(Option<Field>, Fault)]) -> Context {
    entry(stage, |entry| entry.faults = faults.to_vec())
}
