//! The page as a whole: the words it brings, the languages its reader prefers, and the theme it is shown in.

fn document() -> Option<web_sys::Document> {
    super::window()?.document()
}

/// The words of the reader's language, as the server wrote them into the page.
pub fn words() -> Option<String> {
    document()?.get_element_by_id("text")?.text_content()
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
