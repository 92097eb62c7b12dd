//! Moving the keyboard's focus to what a key means.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::state::step::{self, Line, Step};

/// The lines of a long list that are in the page, headings too.
const LINES: &str = "main .lobby tbody tr:not([hidden])";

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

/// Whether no part of it is above or below what its list shows.
fn is_in_sight(element: &Element) -> bool {
    let list = element.closest(".scroll").ok().flatten().map(|list| list.get_bounding_client_rect());
    let own = element.get_bounding_client_rect();
    list.is_none_or(|list| own.top() >= list.top() && own.bottom() <= list.bottom())
}

/// All elements of this kind.
fn all(selector: &str) -> Vec<HtmlElement> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let element = |at| found.as_ref()?.item(at)?.dyn_into().ok();
    (0..found.as_ref().map_or(0, |found| found.length())).filter_map(element).collect()
}

/// The element with the keyboard.
pub fn active() -> Option<Element> {
    document().and_then(|document| document.active_element())
}

/// Focuses the next or the one before of all elements of this kind; the first in sight when none has the
/// focus. `true`: it is a line of a long list that has not come yet, so it is to be tried again.
pub fn step(selector: &str, forward: bool) -> bool {
    let (all, active) = (all(selector), active());
    let here = all.iter().position(|element| active.as_ref() == Some(element.as_ref()));
    let next = match here {
        Some(at) => {
            if let Some(waits) = all.get(at).and_then(|row| along(row, forward)) {
                return waits;
            }
            if forward { all.get(at + 1) } else { at.checked_sub(1).and_then(|at| all.get(at)) }
        }
        None => all.iter().find(|element| is_in_sight(element)).or_else(|| all.first()),
    };
    if let Some(element) = next {
        let _ = element.focus();
    }
    false
}

fn number(element: &Element, attribute: &str) -> Option<u32> {
    element.get_attribute(attribute)?.parse().ok()
}

/// Steps from a row of a long list, of which only a window is in the page; `None`: it is none. Brings the row into sight
/// where its neighbour is not there, since what is in sight is what comes.
fn along(row: &Element, forward: bool) -> Option<bool> {
    let here = number(row, "aria-rowindex")?;
    let last = number(row.closest("[aria-rowcount]").ok()?.as_ref()?, "aria-rowcount")?;
    let elements = all(LINES);
    let place = |element: &HtmlElement| number(element, "aria-rowindex").unwrap_or_default();
    let is_row = |element: &HtmlElement| !element.class_list().contains("group");
    let lines: Vec<_> =
        elements.iter().map(|element| Line { place: place(element), is_row: is_row(element) }).collect();
    Some(match step::step(&lines, here, last, forward) {
        Step::To(at) => {
            let _ = elements.get(at).map(|element| element.focus());
            false
        }
        Step::Waits => {
            if !is_in_sight(row) {
                row.scroll_into_view_with_bool(forward);
            }
            true
        }
        Step::Over => false,
    })
}
