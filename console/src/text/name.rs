//! Names of countries, languages, weekdays and hours in the reader's language. What cannot be named stands
//! as it came.

use std::cell::RefCell;

use js_sys::{Array, Function, Intl, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::locale;
use super::moment::{format, options};
use lobby_shared::time::Millis;

/// Names that are remembered; a visitor's browser can name any language, so there is an end to it.
const MOST: usize = 300;
/// A Monday at noon, by every zone's clock.
const MONDAY: u64 = 4 * 86_400_000 + 43_200_000;

thread_local! {
    /// Kind, code and name.
    static KNOWN: RefCell<Vec<(&'static str, String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Words in upper case, by the browser: Rust's own tables for it would weigh more than this file.
pub fn upper(words: &str) -> String {
    JsString::from(words).to_upper_case().into()
}

/// The country of these two letters.
pub fn country(code: &str) -> String {
    name("region", code)
}

/// The language of this tag.
pub fn language(tag: &str) -> String {
    name("language", tag)
}

fn name(kind: &'static str, code: &str) -> String {
    KNOWN.with_borrow_mut(|known| {
        if let Some((.., name)) = known.iter().find(|(of, known, _)| *of == kind && known == code) {
            return name.clone();
        }
        if known.len() >= MOST {
            known.clear();
        }
        let name = asked(kind, code).unwrap_or_else(|| code.to_owned());
        known.push((kind, code.to_owned(), name.clone()));
        name
    })
}

/// Called by name: what a visitor's browser said may be no code at all, and then the browser throws.
fn asked(kind: &str, code: &str) -> Option<String> {
    let names = Intl::DisplayNames::new(&Array::of1(&JsValue::from_str(&locale())), &options(&[("type", kind)]));
    let of: Function = Reflect::get(&names, &JsValue::from_str("of")).ok()?.dyn_into().ok()?;
    of.call1(&names, &JsValue::from_str(code)).ok()?.as_string()
}

/// An unseen mark that makes a line begin where the reader's language does, though its first word is in another one.
pub fn direction() -> char {
    let leftward = ["ar", "he", "fa", "ur"].iter().any(|code| super::primary(&locale()) == *code);
    if leftward { '\u{200f}' } else { '\u{200e}' }
}

/// A weekday, Monday is 0, in short or in full.
pub fn weekday(day: usize, short: bool) -> String {
    let at = Millis(MONDAY + day as u64 * 86_400_000);
    if short {
        format(at, &[("weekday", "short"), ("timeZone", "UTC")])
    } else {
        format(at, &[("weekday", "long"), ("timeZone", "UTC")])
    }
}

/// An hour of the day as a clock shows it.
pub fn hour(hour: usize) -> String {
    format(Millis(hour as u64 * 3_600_000), &[("hour", "numeric"), ("timeZone", "UTC")])
}
