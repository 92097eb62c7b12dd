//! The sheet of keys, where single keys can be changed.

use leptos::ev::KeyboardEvent;

use super::context::Context;
use super::dialog::{close, dialog};
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, part, while_there};
use super::signal::RwSignal;
use crate::state::key::{Chosen, Single};
use crate::state::preference::Intent;
use crate::text::text;

/// What each single key is for, in words.
fn words(single: Single) -> &'static str {
    let t = text();
    match single {
        Single::Next => t.key_next,
        Single::Previous => t.key_previous,
        Single::Reply => t.key_reply,
        Single::Search => t.key_search,
        Single::End => t.key_end,
        Single::Invite => t.key_invite,
        Single::Go => t.key_go,
        Single::Sheet => t.key_sheet,
    }
}

/// The sheet.
pub fn key_sheet(context: Context) -> Part {
    let t = text();
    let hold = Hold::new();
    let fixed: [(&[&'static str], &'static str); 4] = [
        (&["Ctrl", "K"], t.key_palette),
        (&["Alt", "A"], t.key_accept),
        (&["Alt", "D"], t.key_decline),
        (&["Esc"], t.close),
    ];
    let fixed = fixed.map(|(keys, words)| row(keys.iter().map(|key| part("kbd", "").text(*key)).collect(), words));
    let asking = RwSignal::new(None);
    let single = Single::ALL.map(|single| row(vec![choice(context, asking, single)], words(single)));
    let go = move || context.preferences.with(|chosen| chosen.keys.key(Single::Go).to_owned());
    let screens = [("l", t.lobby), ("c", t.conversations), ("s", t.sites)]
        .map(|(key, screen)| row(vec![part("kbd", "").says(go), part("kbd", "").text(key)], screen));
    let changed = move || context.preferences.with(|chosen| chosen.keys != Chosen::default());
    let reset = move || button("button small").press(move || context.intend(Intent::KeysReset)).text(text().keys_reset);
    let head = part("div", "dialog-head")
        .child(part("h2", "").text(t.keys_title))
        .child(button("icon-button").label(t.close).press(move || close(hold)).inside(icon(Glyph::Close)));
    let help = part("div", "keys-help").child(part("p", "").text(t.keys_help)).inside(while_there(changed, reset));
    let rows = part("dl", "keys").children(fixed).children(single).children(screens);
    dialog(context, t.keys_title, "dialog sheet", hold, part("div", "dialog-box").child(head).child(rows).child(help))
}

fn row(keys: Vec<Part>, words: &'static str) -> Part {
    part("div", "").child(part("dt", "").children(keys)).child(part("dd", "").text(words))
}

/// The key for this, which a press lets be changed: the next key that writes a character takes its place.
fn choice(context: Context, asking: RwSignal<Option<Single>>, single: Single) -> Part {
    let asks = move || asking.get() == Some(single);
    let key = move || context.preferences.with(|chosen| chosen.keys.key(single).to_owned());
    let label = move || text().key_change(words(single), &key());
    let typed = move |event: KeyboardEvent| {
        if asking.get_untracked() != Some(single) || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let pressed = event.key();
        match pressed.as_str() {
            "Tab" | "Shift" => return,
            "Escape" => {}
            _ if pressed.chars().count() == 1 => {
                context.intend(Intent::KeyPicked(single, pressed));
            }
            _ => return,
        }
        // Neither does the key what it does elsewhere, nor does Escape close the sheet.
        event.prevent_default();
        event.stop_propagation();
        asking.set(None);
    };
    button("key-choice")
        .follows("aria-label", move || Some(label()))
        .tells("aria-pressed", asks)
        .press(move || asking.update(|now| *now = if *now == Some(single) { None } else { Some(single) }))
        .key(typed)
        .on("blur", move |_| asking.set(None))
        .child(part("kbd", "").says(move || if asks() { text().key_press.to_owned() } else { key() }))
}
