//! Reads the words that came with the page.

use js_sys::{JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::field;
use crate::text::Text;

/// The names and texts in an object, with those of objects inside it under both names.
fn collect(prefix: &str, from: &JsValue, words: &mut Vec<(String, String)>) {
    let Some(object) = from.dyn_ref::<Object>() else { return };
    for name in Object::keys(object).iter().filter_map(|name| name.as_string()) {
        let value = field(from, &name);
        let key = [prefix, &name].concat();
        match value.as_string() {
            Some(text) => words.push((key, text)),
            None => collect(&[&key, "."].concat(), &value, words),
        }
    }
}

/// The words in the page's `#text`.
pub fn read() -> Text {
    let window = super::window();
    let place = window.as_ref().and_then(|window| window.document()?.get_element_by_id("text"));
    let data = place.and_then(|place| JSON::parse(&place.text_content()?).ok()).unwrap_or_default();
    let mut words = Vec::new();
    collect("", &field(&data, "words"), &mut words);
    let code = field(&data, "code").as_string().unwrap_or_else(|| "en".into());
    // "zh-Hans" and "zh-Hant" differ in script: only a bare tag is made more precise.
    let own = window.and_then(|window| window.navigator().language());
    let region = own.filter(|own| own.split('-').next() == Some(&code));
    Text { locale: region.unwrap_or(code), words }
}
