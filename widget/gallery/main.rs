//! Shows every state of the widget's panel from sample values: one by name (`?state=talking&dir=rtl`), else a frame for
//! each. For looking at; no visitor loads it.

use lobby_widget::state::sample::{Sample, states};
use lobby_widget::view::scene::Scene;
use lobby_widget::{read_text, view};
use wasm_bindgen::JsValue;

fn main() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let search = document.location().and_then(|location| location.search().ok()).unwrap_or_default();
    let asked: Vec<(&str, &str)> =
        search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')).collect();
    let asked = |name: &str| asked.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    if let (Some(root), Some(direction)) = (document.document_element(), asked("dir")) {
        let _ = root.set_attribute("dir", direction);
    }
    match asked("state") {
        Some(name) => states().into_iter().filter(|(own, ..)| *own == name).for_each(|state| show(&document, state)),
        None => list(&document),
    }
}

/// One state, as a visitor would see it.
fn show(document: &web_sys::Document, (_, shown, rows): Sample) {
    let scene = document.get_element_by_id("widget").and_then(|place| Scene::new(place, read_text()));
    let Some(mut scene) = scene else { return };
    scene.set_rows(rows);
    scene.area.set_value(&shown.draft);
    scene.change(|now| *now = shown);
    if scene.shown.above {
        return;
    }
    view::dom::to_end(view::STREAM);
    // Stays for as long as the page.
    std::mem::forget(scene);
}

/// A frame for each state.
fn list(document: &web_sys::Document) {
    let Some(body) = document.body() else { return };
    let style = js_sys::Reflect::get(&body, &JsValue::from_str("style")).unwrap_or_default();
    // A page's own style sheet does not let it scroll: the panel does.
    let _ = js_sys::Reflect::set(&style, &JsValue::from_str("overflow"), &JsValue::from_str("auto"));
    body.set_text_content(None);
    for (name, shown, _) in states() {
        let height = if shown.is_beside() { "160" } else { "600" };
        let address = ["?state=", name].concat();
        let Ok(frame) = document.create_element("iframe") else { return };
        for (attribute, value) in [("title", name), ("src", address.as_str()), ("width", "384"), ("height", height)] {
            let _ = frame.set_attribute(attribute, value);
        }
        let _ = body.append_child(&frame);
    }
}
