//! Times and spans in the reader's language and time zone.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Object, Reflect};
use lobby_shared::time::Millis;
use wasm_bindgen::JsValue;

use super::{locale, text};

fn date(at: Millis) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

pub(super) fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        let _ = Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    options
}

thread_local! {
    /// Formats by what they show: making one takes longer than a hundred uses.
    static FORMATS: RefCell<Vec<(Pairs, Function)>> = const { RefCell::new(Vec::new()) };
}

/// What a format shows.
type Pairs = &'static [(&'static str, &'static str)];

pub(super) fn format(at: Millis, pairs: Pairs) -> String {
    let known =
        FORMATS.with_borrow(|known| known.iter().find(|(of, _)| *of == pairs).map(|(_, format)| format.clone()));
    let format = known.unwrap_or_else(|| {
        let format = js_sys::Intl::DateTimeFormat::new(&Array::of1(&JsValue::from_str(&locale())), &options(pairs));
        let format = format.format();
        FORMATS.with_borrow_mut(|known| known.push((pairs, format.clone())));
        format
    });
    format.call1(&JsValue::UNDEFINED, &date(at)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The time of day, such as `14:32`.
pub fn time_of_day(at: Millis) -> String {
    format(at, &[("timeStyle", "short")])
}

/// The time of day when it was today by `now`, otherwise with the date.
pub fn short(at: Millis, now: Millis) -> String {
    if date(at).to_date_string() == date(now).to_date_string() {
        time_of_day(at)
    } else {
        format(at, &[("month", "short"), ("day", "numeric"), ("hour", "numeric"), ("minute", "2-digit")])
    }
}

/// Date and time in full, for what a pointer rests on.
pub fn full(at: Millis) -> String {
    format(at, &[("dateStyle", "full"), ("timeStyle", "medium")])
}

/// The plural category of a count in the reader's language, such as `one`.
pub fn plural(count: usize) -> String {
    let rules = js_sys::Intl::PluralRules::new(&Array::of1(&JsValue::from_str(&locale())), &Object::new());
    rules.select(count as f64).into()
}

/// A count as the reader's language groups its digits.
pub fn count(number: usize) -> String {
    js_sys::Number::from(number as f64).to_locale_string(&locale()).into()
}

/// A running span as a clock shows it: `0:24`, `11:20`, and from an hour on in words, `2 h 25 min`.
pub fn span(span: Millis) -> String {
    let seconds = span.0 / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    if hours > 0 { text().hours_minutes(hours, minutes) } else { format!("{minutes}:{:02}", seconds % 60) }
}

/// A span in words at any length, for where it stands beside a time of day: `24 s`, `11 min 20 s`, `2 h 25 min`.
pub fn lasting(whole: Millis) -> String {
    let seconds = whole.0 / 1_000;
    match seconds / 60 {
        0 => text().seconds(seconds),
        minutes @ 1..60 => text().minutes_seconds(minutes, seconds % 60),
        _ => span(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Speech;

    #[test]
    fn spans_read_as_a_clock_and_then_in_words() {
        let check = |ms, want: &str| assert_eq!(span(Millis(ms)), want);
        check(0, "0:00");
        check(24_999, "0:24");
        check(680_000, "11:20");
        check(3_599_000, "59:59");
        let words = vec![("hours_minutes".to_owned(), "{hours} h {minutes} min".to_owned())];
        crate::text::speak(Speech { code: "en".into(), languages: Vec::new(), words }, &[]);
        check(8_700_000, "2 h 25 min");
    }
}
