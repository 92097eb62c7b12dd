//! Every component in every state, on one page, where the demo runs: what a change of the look is judged by.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::search::Search;
use super::tab::Tabs;
use crate::text::text;

/// The page.
#[component]
pub fn GalleryScreen() -> impl IntoView {
    let t = text();
    let [buttons, fields, badges, rows, tables, panels, states] = t.gallery;
    let part = |name: &'static str, shown: AnyView| {
        view! { <section class="gallery-part"><h2>{name}</h2><div class="gallery-shown">{shown}</div></section> }
    };
    view! {
        <div class="column">
            <header class="screen-head"><h1>{t.gallery_title}</h1></header>
            <div class="scroll gallery" tabindex="0" role="region" aria-label=t.gallery_title>
                {part(buttons, view! { <Buttons/> }.into_any())}
                {part(fields, view! { <Fields/> }.into_any())}
                {part(badges, view! { <Badges/> }.into_any())}
                {part(rows, view! { <Rows/> }.into_any())}
                {part(tables, view! { <Table/> }.into_any())}
                {part(panels, view! { <Panels/> }.into_any())}
                {part(states, view! { <States/> }.into_any())}
            </div>
        </div>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let t = text();
    let kinds = ["button", "button primary", "button small", "button small primary"].map(|class| {
        view! {
            <button class=class type="button">{t.accept}</button>
            <button class=class type="button" disabled>{t.accept}</button>
        }
    });
    view! {
        {kinds.collect_view()}
        <button class="icon-button" type="button" aria-label=t.close><Icon glyph=Glyph::Close/></button>
        <label class="switch"><input type="checkbox" role="switch" aria-label=t.offer_sound checked/></label>
        <label class="switch"><input type="checkbox" role="switch" aria-label=t.message_sound/></label>
        <kbd>"Ctrl"</kbd><kbd>"K"</kbd>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let t = text();
    let words = RwSignal::new(String::new());
    let field = |id: &'static str, fault: bool| {
        let (class, line) = if fault {
            ("field-fault", (t.fault)(crate::state::entry::Fault::Empty, Some(crate::state::entry::Field::Name)))
        } else {
            ("field-hint", t.name_hint)
        };
        view! {
            <div class="field">
                <label for=id>{t.name}</label>
                <div class="field-box"><input id=id type="text" aria-invalid=fault.to_string()/></div>
                <p class=class>{line}</p>
            </div>
        }
    };
    view! {
        {field("gallery-field", false)}
        {field("gallery-fault", true)}
        <Search label=t.search_visitors words/>
    }
}

#[component]
fn Badges() -> impl IntoView {
    let t = text();
    let pills = [
        ("pill browsing", lobby_shared::visitor::VisitorState::Browsing),
        ("pill queued", lobby_shared::visitor::VisitorState::Queued),
        ("pill chatting", lobby_shared::visitor::VisitorState::Chatting),
        ("pill invited", lobby_shared::visitor::VisitorState::Invited),
        ("pill leaving", lobby_shared::visitor::VisitorState::LeavingMessage),
        ("pill left", lobby_shared::visitor::VisitorState::Gone),
    ]
    .map(|(class, state)| view! { <span class=class>{(t.visitor_state)(state)}</span> });
    view! {
        <span class="badge">"3"</span>
        <span class="badge">"99+"</span>
        {pills.collect_view()}
        <span class="state-word"><span class="state-dot"></span>{t.available}</span>
        <span class="state-word busy"><span class="state-dot"></span>{t.busy}</span>
        <span class="initials">"JL"</span>
        <span class="new-message">{t.new_message}</span>
    }
}

#[component]
fn Rows() -> impl IntoView {
    let t = text();
    let rows = [
        ("row own turn-waiting open", t.turn_waiting, 12),
        ("row own turn-answered", t.turn_answered, 7),
        ("row own turn-gone", t.turn_gone, 3),
    ]
    .map(|(class, word, number)| {
        view! {
            <li class=class>
                <span class="row-link">
                    <span class="initials" aria-hidden="true">{(t.visitor_initials)(number)}</span>
                    <span class="row-name">{(t.visitor)(number)}</span>
                    <span class="row-time">"14:32"</span>
                    <span class="row-words">{t.composer_hint}</span>
                    <span class="row-foot"><span class="row-turn">{word}</span></span>
                </span>
            </li>
        }
    });
    view! {
        <ul class="gallery-list">{rows.collect_view()}</ul>
        <div class="gallery-list">
            <div class="said"><span class="initials">"#7"</span><p class="bubble">{t.composer_hint}</p></div>
            <div class="said own"><p class="bubble">{t.turn_answered}</p></div>
            <p class="delivery read"><Icon glyph=Glyph::CheckTwice size=14/>{t.read}</p>
        </div>
    }
}

#[component]
fn Table() -> impl IntoView {
    let t = text();
    let line = |class: &'static str, number: u64| {
        view! { <tr class=class><th scope="row">{(t.visitor)(number)}</th><td>"3"</td><td>{t.none}</td></tr> }
    };
    view! {
        <table class="lobby">
            <thead>
                <tr><th scope="col">{t.column_visitor}</th><th scope="col">{t.column_visits}</th><th scope="col">{t.column_with}</th></tr>
            </thead>
            <tbody>{line("", 12)}{line("gone", 7)}</tbody>
        </table>
    }
}

#[component]
fn Panels() -> impl IntoView {
    let t = text();
    let chosen = RwSignal::new(0);
    view! {
        <div class="gallery-list">
            <Tabs name="gallery" label=t.details tabs=vec![t.details_visitor, t.conversation] chosen/>
            <p id="gallery-pane" role="tabpanel" aria-label=t.details>
                {move || if chosen.get() == 0 { t.details_visitor } else { t.conversation }}
            </p>
        </div>
        <div class="popover gallery-still"><strong>{t.end_title}</strong><p>{t.end_help}</p></div>
        <div class="toast"><p>{(t.notice)(&crate::state::toast::Notice::Copied)}</p></div>
        <div class="gallery-dialog">
            <div class="dialog-head"><h3>{t.keys_title}</h3></div>
            <dl class="keys"><div><dt><kbd>"r"</kbd></dt><dd>{t.key_reply}</dd></div></dl>
        </div>
    }
}

#[component]
fn States() -> impl IntoView {
    let t = text();
    let states = [
        (t.lobby_empty, t.lobby_empty_help, "nothing"),
        (t.loading, "", "nothing loading"),
        (t.unreachable, t.unreachable_help, "nothing"),
    ]
    .map(|(title, help, class)| view! { <div class=class><strong>{title}</strong><p>{help}</p></div> });
    view! {
        {states.collect_view()}
        <p class="link-bar">{t.no_connection}</p>
    }
}
