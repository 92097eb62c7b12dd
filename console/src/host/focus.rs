//! Moving the keyboard's focus to what a key means.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

fn document() -> Option<web_sys::Document> {
    super::window()?.document()
}

/// Whether the keyboard is in a field that takes text, where single keys are letters.
pub fn in_text() -> bool {
    let Some(active) = document().and_then(|document| document.active_element()) else { return false };
    matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Focuses the first element of this kind, if there is one.
pub fn go(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    element.focus().is_ok()
}

/// Presses the first element of this kind, if there is one.
pub fn press(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    element.click();
    true
}

/// Whether no part of it is above what its list shows.
fn is_in_sight(element: &HtmlElement) -> bool {
    let list = element.closest(".scroll").ok().flatten();
    list.is_none_or(|list| element.get_bounding_client_rect().top() >= list.get_bounding_client_rect().top())
}

/// Focuses the next or the one before of all elements of this kind; the first in sight when none has the
/// focus.
pub fn step(selector: &str, forward: bool) {
    let Some(document) = document() else { return };
    let Ok(found) = document.query_selector_all(selector) else { return };
    let all: Vec<HtmlElement> =
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document.active_element();
    let here = all.iter().position(|element| active.as_ref() == Some(element.as_ref()));
    let next = match here {
        Some(at) if forward => all.get(at + 1),
        Some(at) => at.checked_sub(1).and_then(|at| all.get(at)),
        None => all.iter().find(|element| is_in_sight(element)).or_else(|| all.first()),
    };
    if let Some(element) = next {
        let _ = element.focus();
    }
}
