//! The page as a whole: the words it brings, the languages its reader prefers, and the theme it is shown in.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::text::Speech;

fn document() -> Option<web_sys::Document> {
    super::window()?.document()
}

/// The words of the reader's language and the names of all, as the server wrote them into the page.
pub fn speech() -> Option<Speech> {
    let data = JSON::parse(&document()?.get_element_by_id("text")?.text_content()?).ok()?;
    let mut words = Vec::new();
    collect("", &field(&data, "words"), &mut words);
    let pair = |pair: JsValue| Some((field(&pair, "0").as_string()?, field(&pair, "1").as_string()?));
    let languages = Array::from(&field(&data, "languages")).iter().filter_map(pair).collect();
    Some(Speech { code: field(&data, "code").as_string()?, languages, words })
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The texts in an object by their names; those of an object inside it are called after both.
fn collect(before: &str, from: &JsValue, words: &mut Vec<(String, String)>) {
    let Some(object) = from.dyn_ref::<Object>() else { return };
    for name in Object::keys(object).iter().filter_map(|name| name.as_string()) {
        let (value, name_in_full) = (field(from, &name), [before, &name].concat());
        match value.as_string() {
            Some(text) => words.push((name_in_full, text)),
            None => collect(&[&name_in_full, "."].concat(), &value, words),
        }
    }
}

/// What the browser says its reader reads, best first.
pub fn languages() -> Vec<String> {
    let languages = super::window().map(|window| window.navigator().languages());
    languages.into_iter().flat_map(|languages| languages.to_vec()).filter_map(|code| code.as_string()).collect()
}

/// Shows the page in this theme. `public/theme.js` does the same before anything is drawn.
pub fn set_theme(name: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", name);
    }
}
