//! Every component in every state, on one page, where the demo runs: what a change of the look is judged by.
//!
//! All of it is made from a few shapes of element, so that it weighs little in everybody's console.

use leptos::prelude::*;
use lobby_shared::visitor::VisitorState;

use super::icon::{Glyph, Icon};
use super::search::Search;
use super::tab::Tabs;
use crate::state::entry::{Fault, Field};
use crate::state::toast::Notice;
use crate::text::text;

/// The page.
#[component]
pub fn GalleryScreen() -> impl IntoView {
    let t = text();
    let shown = [buttons(), fields(), badges(), rows(), table(), panels(), states()];
    let parts = t.gallery.into_iter().zip(shown).map(|(name, shown)| {
        view! { <section class="gallery-part"><h2>{name}</h2>{block("gallery-shown", shown)}</section> }.into_any()
    });
    view! {
        <div class="column">
            <header class="screen-head"><h1>{t.gallery_title}</h1></header>
            <div class="scroll gallery" tabindex="0" role="region" aria-label=t.gallery_title>
                {parts.collect_view()}
            </div>
        </div>
    }
}

fn bit(class: &'static str, words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <span class=class>{words}</span> }.into_any()
}

fn block(class: &'static str, inside: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{inside}</div> }.into_any()
}

fn key(words: &'static str) -> AnyView {
    view! { <kbd>{words}</kbd> }.into_any()
}

fn input(id: &'static str, kind: &'static str, label: &'static str, invalid: bool) -> AnyView {
    let role = (kind == "checkbox").then_some("switch");
    let wrong = role.is_none().then(|| invalid.to_string());
    view! { <input id=id type=kind role=role aria-label=label aria-invalid=wrong prop:checked=!invalid/> }.into_any()
}

fn buttons() -> Vec<AnyView> {
    let t = text();
    let kinds = ["button", "button primary", "button small", "button small primary", "icon-button"];
    let one = |(class, disabled): (&'static str, bool)| {
        let icon = class == "icon-button";
        view! {
            <button class=class type="button" disabled=disabled aria-label=icon.then_some(t.close)>
                {if icon { view! { <Icon glyph=Glyph::Close/> }.into_any() } else { bit("", t.accept) }}
            </button>
        }
        .into_any()
    };
    let mut shown: Vec<AnyView> =
        kinds.into_iter().flat_map(|class| [(class, false), (class, true)]).map(one).collect();
    shown.push(block("switch", vec![input("gallery-on", "checkbox", t.offer_sound, false)]));
    shown.push(block("switch", vec![input("gallery-off", "checkbox", t.message_sound, true)]));
    shown.extend([key("Ctrl"), key("K")]);
    shown
}

fn fields() -> Vec<AnyView> {
    let t = text();
    let words = RwSignal::new(String::new());
    let field = |id: &'static str, class: &'static str, line: &'static str, invalid: bool| {
        let inside = block("field-box", vec![input(id, "text", t.name, invalid)]);
        block("field", vec![bit("", t.name), inside, bit(class, line)])
    };
    vec![
        field("gallery-field", "field-hint", t.name_hint, false),
        field("gallery-fault", "field-fault", (t.fault)(Fault::Empty, Some(Field::Name)), true),
        view! { <Search label=t.search_visitors words/> }.into_any(),
    ]
}

fn badges() -> Vec<AnyView> {
    let t = text();
    let pill = |class, state| bit(class, (t.visitor_state)(state));
    let state = |class, words| block(class, vec![bit("state-dot", ""), bit("", words)]);
    vec![
        bit("badge", "3"),
        bit("badge", "99+"),
        pill("pill browsing", VisitorState::Browsing),
        pill("pill queued", VisitorState::Queued),
        pill("pill chatting", VisitorState::Chatting),
        pill("pill invited", VisitorState::Invited),
        pill("pill leaving", VisitorState::LeavingMessage),
        pill("pill left", VisitorState::Gone),
        state("state-word", t.available),
        state("state-word busy", t.busy),
        bit("initials", "JL"),
        bit("new-message", t.new_message),
    ]
}

fn rows() -> Vec<AnyView> {
    let t = text();
    let row = |class, turn: &'static str, number| {
        let inside = vec![
            bit("initials", (t.visitor_initials)(number)),
            bit("row-name", (t.visitor)(number)),
            bit("row-time", "14:32"),
            bit("row-words", t.composer_hint),
            block("row-foot", vec![bit("row-turn", turn)]),
        ];
        block(class, vec![block("row-link", inside)])
    };
    let list = vec![
        row("row own turn-waiting open", t.turn_waiting, 12),
        row("row own turn-answered", t.turn_answered, 7),
        row("row own turn-gone", t.turn_gone, 3),
    ];
    let said = vec![
        block("said", vec![bit("initials", "#7"), bit("bubble", t.composer_hint)]),
        block("said own", vec![bit("bubble", t.turn_answered)]),
        block("delivery read", vec![view! { <Icon glyph=Glyph::CheckTwice size=14/> }.into_any(), bit("", t.read)]),
    ];
    vec![block("gallery-list", list), block("gallery-list", said)]
}

fn table() -> Vec<AnyView> {
    let t = text();
    let line = |class: &'static str, number: u64| {
        view! { <tr class=class><th scope="row">{(t.visitor)(number)}</th><td>{t.none}</td></tr> }
    };
    let head = view! { <tr><th scope="col">{t.column_visitor}</th><th scope="col">{t.column_with}</th></tr> };
    let table = view! {
        <table class="lobby"><thead>{head}</thead><tbody>{line("", 12)}{line("gone", 7)}</tbody></table>
    };
    vec![table.into_any()]
}

fn panels() -> Vec<AnyView> {
    let t = text();
    let chosen = RwSignal::new(0);
    let tabs = vec![t.details_visitor, t.conversation];
    let tabs = view! {
        <div class="gallery-list">
            <Tabs name="gallery" label=t.details tabs chosen/>
            <div id="gallery-pane" role="tabpanel" aria-label=t.details>{t.loading}</div>
        </div>
    };
    let keys = block("keys", vec![block("", vec![key("r"), bit("", t.key_reply)])]);
    vec![
        tabs.into_any(),
        block("popover gallery-still", vec![bit("", t.end_title), bit("", t.end_help)]),
        block("toast", vec![bit("", (t.notice)(&Notice::Copied))]),
        block("gallery-dialog", vec![block("dialog-head", vec![bit("", t.keys_title)]), keys]),
    ]
}

fn states() -> Vec<AnyView> {
    let t = text();
    vec![
        block("nothing", vec![bit("", t.lobby_empty), bit("", t.lobby_empty_help)]),
        block("nothing loading", vec![bit("", t.loading)]),
        block("nothing", vec![bit("", t.unreachable), bit("", t.unreachable_help)]),
        block("link-bar", vec![bit("", t.no_connection)]),
    ]
}
