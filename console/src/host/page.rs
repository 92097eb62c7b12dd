//! The page as a whole: the languages its reader prefers, and the language, direction and theme it is shown in.

fn root() -> Option<web_sys::Element> {
    super::window()?.document()?.document_element()
}

/// What the browser says its reader reads, best first.
pub fn languages() -> Vec<String> {
    let languages = super::window().map(|window| window.navigator().languages());
    languages.into_iter().flat_map(|languages| languages.to_vec()).filter_map(|code| code.as_string()).collect()
}

/// Shows the page in this language and direction.
pub fn set_language(code: &str, direction: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", code);
        let _ = root.set_attribute("dir", direction);
    }
}

/// Shows the page in this theme.
pub fn set_theme(name: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-theme", name);
    }
}
