//! The components, each in every state. Hover and focus are drawn by classes of those names, which the recipe adds to the
//! gallery's style sheet beside the real ones.

use leptos::prelude::*;
use lobby_console::state::column::Column as Head;
use lobby_console::state::conversation::Turn;
use lobby_console::state::route::Route;
use lobby_console::text::text;
use lobby_console::view::bubble::item;
use lobby_console::view::icon::{Glyph, icon};
use lobby_console::view::nothing::{loading, nothing};
use lobby_console::view::part::{Part, button, ornament, part};
use lobby_console::view::search::search;
use lobby_console::view::signal::RwSignal;
use lobby_console::view::split::split;
use lobby_console::view::tab::tabs;
use lobby_shared::agent::AgentState;
use lobby_shared::visitor::VisitorState;

use super::sample;
use super::scene::SCENES;

/// The states that a control can be in, and what draws each.
const STATES: [&str; 5] = ["rest", "hover", "focus", "disabled", "busy"];

/// The page.
pub fn page() -> AnyView {
    let parts = [
        ("Buttons", buttons()),
        ("Fields", fields()),
        ("Switches and choices", choices()),
        ("Badges, dots, pills", badges()),
        ("Rail", rail()),
        ("List rows", rows()),
        ("Table", table()),
        ("Bubbles and lines", bubbles()),
        ("Tabs, pop-over, dialog, toast, offer", panels()),
        ("Empty, loading, error, offline", states()),
    ];
    let parts = parts.map(|(name, shown)| {
        let heading = part("h2", "").text(name);
        part("section", "gallery-part").child(heading).child(part("div", "gallery-shown").children(shown))
    });
    let links = SCENES.iter().map(|scene| part("a", "").with("href", format!("?{}", scene.name)).text(scene.name));
    let scenes = part("section", "gallery-part")
        .child(part("h2", "").text("Screens"))
        .child(part("nav", "gallery-shown").label("Screens").children(links));
    let widget = part("iframe", "gallery-widget").with("src", "/console/gallery/widget").with("title", "Widget");
    let widget =
        part("section", "gallery-part").child(part("h2", "").text("Widget")).child(widget.with("loading", "lazy"));
    let scroll = part("div", "scroll gallery").with("tabindex", "0").with("role", "region").label("Components");
    part("main", "column")
        .child(part("header", "screen-head").child(part("h1", "").text("Gallery")))
        .child(scroll.children(parts).child(scenes).child(widget))
        .view()
}

/// A part with its name under it.
fn shown(name: &'static str, part_: Part) -> Part {
    part("figure", "specimen").child(part_).child(part("figcaption", "").text(name))
}

/// The class of a control in a state.
fn in_state(class: &str, state: &str) -> String {
    format!("{class} {state}")
}

fn control(tag: &'static str, class: &str, state: &str) -> Part {
    let control = part(tag, "").with("class", in_state(class, state));
    match state {
        "disabled" => control.with("disabled", ""),
        "busy" => control.with("disabled", "").with("aria-busy", "true"),
        _ => control,
    }
}

fn buttons() -> Vec<Part> {
    let t = text();
    let mut all = Vec::new();
    for class in ["button", "button primary", "button small", "button small primary"] {
        for state in STATES {
            all.push(shown(state, control("button", class, state).with("type", "button").text(t.accept)));
        }
    }
    for state in STATES {
        let control = control("button", "icon-button", state).with("type", "button").label(t.close);
        all.push(shown(state, control.inside(icon(Glyph::Close))));
    }
    all
}

fn fields() -> Vec<Part> {
    let t = text();
    let mut all = Vec::new();
    for (at, state) in ["rest", "hover", "focus", "filled", "invalid", "disabled"].into_iter().enumerate() {
        let id = format!("gallery-field-{at}");
        let input = control("input", "", state).with("id", id.clone()).with("autocomplete", "off");
        let input = match state {
            "filled" => input.with("value", "Ada Lindqvist"),
            "invalid" => input.with("aria-invalid", "true"),
            _ => input,
        };
        let (class, words) =
            if state == "invalid" { ("field-fault", t.missing_name) } else { ("field-hint", t.name_hint) };
        let field = part("div", "field")
            .child(part("label", "").with("for", id).text(t.name))
            .child(part("div", "").with("class", in_state("field-box", state)).child(input))
            .child(part("p", class).text(words));
        all.push(shown(state, field));
    }
    let password = part("div", "field-box")
        .child(part("input", "").with("type", "password").with("value", "long enough").label(t.password))
        .child(button("field-show").with("aria-pressed", "false").text(t.show_password));
    all.push(shown("password", part("div", "field").child(password)));
    let context = sample::full(Route::Lobby);
    all.push(shown("search", search(context, t.search_visitors, RwSignal::new(String::new()))));
    all.push(shown("search, filled", search(context, t.search_talks, RwSignal::new("kestrel".into()))));
    let over = part("textarea", "").with("aria-invalid", "true").label(t.composer_hint);
    let over = part("div", "composer-box over").child(over);
    all.push(shown("too long", part("div", "composer").child(over).child(part("p", "fault").text(t.over(12)))));
    all
}

fn choices() -> Vec<Part> {
    let t = text();
    let box_ = |words: &'static str, checked: bool, class: &'static str, role: &'static str| {
        let input = part("input", class).with("type", "checkbox");
        let input = if role.is_empty() { input } else { input.with("role", role) };
        let input = if checked { input.with("checked", "") } else { input };
        (part("span", "").text(words), input)
    };
    let mut all = Vec::new();
    for (name, checked, class) in [("on", true, ""), ("off", false, ""), ("focus", true, "focus")] {
        let (words, input) = box_(t.offer_sound, checked, class, "switch");
        all.push(shown(name, part("label", "switch").child(words).child(input)));
    }
    let (words, input) = box_(t.remember, true, "", "");
    all.push(shown("box", part("label", "entry-check").child(input).child(words)));
    let segments = [(t.theme_name_auto, "true"), (t.theme_name_light, "false"), (t.theme_name_dark, "false")]
        .map(|(words, pressed)| button("").with("aria-pressed", pressed).text(words));
    all.push(shown("segments", part("div", "segments").with("role", "group").label(t.theme).children(segments)));
    let select = part("select", "site-switch").label(t.site_switch).child(part("option", "").text("Trek Supply"));
    all.push(shown("select", select));
    all
}

fn badges() -> Vec<Part> {
    use VisitorState::{Browsing, Chatting, Gone, Invited, LeavingMessage, Queued};
    let t = text();
    let pills = [Browsing, Queued, Chatting, Invited, LeavingMessage, Gone];
    let classes = ["pill browsing", "pill queued", "pill chatting", "pill invited", "pill leaving", "pill left"];
    let mut all: Vec<Part> =
        pills.into_iter().zip(classes).map(|(state, class)| part("span", class).text(t.visitor_state(state))).collect();
    all.extend(["3", "99+"].map(|words| part("span", "badge").text(words)));
    all.push(part("span", "state-word").child(ornament("state-dot")).text(t.state(AgentState::Available)));
    all.push(part("span", "state-word busy").child(ornament("state-dot")).text(t.state(AgentState::Busy)));
    all.extend(["JL", "#12", "王"].map(|words| part("span", "initials").text(words)));
    all.push(part("span", "new-message").text(t.new_message));
    all.extend(["Ctrl", "K"].map(|words| part("kbd", "").text(words)));
    all
}

fn rail() -> Vec<Part> {
    let link = |class: &'static str, current: bool| {
        let link = part("a", class).with("href", "#rail").inside(icon(Glyph::Bubble));
        let link = if current { link.with("aria-current", "page") } else { link };
        link.child(part("span", "rail-word").text(text().conversations)).child(part("span", "badge").text("3"))
    };
    [
        ("rest", "rail-link", false),
        ("hover", "rail-link hover", false),
        ("focus", "rail-link focus", false),
        ("here", "rail-link", true),
    ]
    .into_iter()
    .map(|(name, class, current)| shown(name, part("div", "rail gallery-rail").child(link(class, current))))
    .collect()
}

fn rows() -> Vec<Part> {
    let context = sample::full(Route::Conversations(Some(sample::id(1))));
    let list = lobby_console::view::list::conversation_list(context);
    let by_turn = [Turn::Waiting, Turn::Answered, Turn::Gone].map(|turn| {
        let (class, words) = match turn {
            Turn::Waiting => ("row own hover turn-waiting", text().waits_for("0:38")),
            Turn::Answered => ("row own hover turn-answered", text().turn_answered.to_owned()),
            Turn::Gone => ("row own hover turn-gone", text().turn_gone.to_owned()),
        };
        let foot = part("span", "row-foot").child(part("span", "row-turn").text(words));
        let link = part("div", "row-link")
            .child(ornament("initials").text("#7"))
            .child(part("span", "row-name").text(text().visitor(7)))
            .child(part("span", "row-time").text("14:32"))
            .child(part("span", "row-words").text(text().composer_hint))
            .child(foot);
        part("li", class).child(link)
    });
    vec![
        shown("all kinds", part("div", "gallery-list").child(list)),
        shown("hover", part("ul", "gallery-list").children(by_turn)),
    ]
}

fn table() -> Vec<Part> {
    let context = sample::full(Route::Lobby);
    context.lobby.update(|lobby| {
        for column in Head::ALL {
            lobby.table.choose(lobby_console::state::watch::Choice::Shown(column, true));
        }
    });
    vec![part("div", "gallery-wide gallery-table").child(lobby_console::view::lobby_table::lobby_table(context))]
}

fn bubbles() -> Vec<Part> {
    let context = sample::talking(1);
    let items = sample::items().into_iter().map(|one| item(context, 1, one));
    let dots = [(); 3].map(|()| part("span", ""));
    vec![part("div", "gallery-stream").children(items).child(part("div", "typing").children(dots))]
}

fn panels() -> Vec<Part> {
    let t = text();
    let context = sample::full(Route::Conversations(None));
    let tabs = part("div", "gallery-list")
        .child(tabs("gallery", t.details, &[t.details_visitor, t.conversation], RwSignal::new(0)))
        .child(part("div", "").with("id", "gallery-pane").with("role", "tabpanel").label(t.details).text(t.loading));
    let pop_over = part("div", "popover gallery-still")
        .child(part("strong", "").text(t.end_title))
        .child(part("p", "").text(t.end_help));
    let toast = part("div", "toast").child(part("p", "").text(t.notice_copied));
    let close = button("icon-button").label(t.close).inside(icon(Glyph::Close));
    let head = part("div", "dialog-head").child(part("h3", "").text(t.keys_title)).child(close);
    let dialog = part("div", "gallery-list").child(head);
    let line = part("div", "gallery-split").child(split(
        context,
        lobby_console::state::preference::Column::List,
        t.width_list,
    ));
    let offer = part("div", "gallery-offer").inside(lobby_console::view::offer::offer_popup(context));
    vec![
        shown("tabs", tabs),
        shown("pop-over", pop_over),
        shown("toast", toast),
        shown("dialog", dialog),
        shown("line between columns", line),
        shown("offer", offer),
    ]
}

fn states() -> Vec<Part> {
    let t = text();
    let bar = |words: &'static str| part("div", "link-bar").child(part("p", "").text(words));
    vec![
        nothing(Glyph::Eye, t.lobby_empty, t.lobby_empty_help),
        loading(),
        nothing(Glyph::Offline, t.offline_title, t.offline_help),
        bar(t.no_connection),
        bar(t.reload_needed).child(button("button small").text(t.reload)),
    ]
}
