//! Numbers, plural forms, days and times as a language writes them: the browser knows all of them.

#[cfg(target_arch = "wasm32")]
pub use browser::{form, number};
#[cfg(not(target_arch = "wasm32"))]
pub use plain::{form, number};

use js_sys::{Date, Object, Reflect};
use lobby_shared::time::Millis;
use wasm_bindgen::JsValue;

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Intl, Object};
    use wasm_bindgen::JsValue;

    /// The plural form that goes with this number.
    pub fn form(locale: &str, number: f64) -> String {
        let locales = Array::of1(&JsValue::from_str(locale));
        Intl::PluralRules::new(&locales, &Object::new()).select(number).into()
    }

    /// A number in digits.
    pub fn number(locale: &str, number: f64) -> String {
        js_sys::Number::from(number).to_locale_string(locale).into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod plain {
    /// Without a browser: English.
    pub fn form(_: &str, number: f64) -> String {
        if number.to_bits() == 1.0_f64.to_bits() { "one" } else { "other" }.to_owned()
    }

    /// Without a browser: plain digits.
    pub fn number(_: &str, number: f64) -> String {
        number.to_string()
    }
}

fn shown(locale: &str, at: Millis, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        // Cannot fail on a plain object of our own.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    Date::new(&JsValue::from_f64(at.0 as f64)).to_locale_string(locale, &options).into()
}

/// The time of day, such as 14:30.
pub fn time(locale: &str, at: Millis) -> String {
    shown(locale, at, &[("timeStyle", "short")])
}

/// The day's name, such as Friday, 20 November.
pub fn day(locale: &str, at: Millis) -> String {
    shown(locale, at, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}
