//! Every word the console shows. The words stand in `console/text`, one data file a language; the page brings those of
//! its reader, and nothing here depends on which language that is.

pub mod moment;
pub mod name;
mod say;
mod table;

use std::cell::{Cell, RefCell};

pub use table::Text;

/// Texts by their names. A plural stands once a form, under `name.form`.
type Words = Vec<(String, String)>;

/// What the page brings: the words of one language, and the names of all.
pub struct Speech {
    /// The language's tag, such as `zh-Hans`.
    pub code: String,
    /// All languages: tag, and name in itself.
    pub languages: Vec<(String, String)>,
    /// The words.
    pub words: Words,
}

thread_local! {
    static SPOKEN: Cell<Option<&'static Text>> = const { Cell::new(None) };
    static LANGUAGES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    static LOCALE: RefCell<String> = RefCell::new("en".to_owned());
}

/// The words of the reader's language.
pub fn text() -> &'static Text {
    SPOKEN.get().unwrap_or_else(|| speak(Speech { code: "en".into(), languages: Vec::new(), words: Vec::new() }, &[]))
}

/// All languages: tag, and name in itself.
pub fn languages() -> Vec<(String, String)> {
    LANGUAGES.with_borrow(Clone::clone)
}

/// The reader's language with their region, for dates and numbers.
pub fn locale() -> String {
    LOCALE.with_borrow(Clone::clone)
}

/// Speaks this language from now on, with dates as in the first of `preferred` that is the same language.
pub fn speak(speech: Speech, preferred: &[String]) -> &'static Text {
    // Somebody who reads English as in Ireland also reads dates as there.
    let region = preferred.iter().find(|code| primary(code) == primary(&speech.code));
    LOCALE.set(region.unwrap_or(&speech.code).clone());
    LANGUAGES.set(speech.languages);
    // Spoken for as long as the page lives.
    let text: &'static Text = Box::leak(Box::new(Text::of(speech.words.leak())));
    SPOKEN.set(Some(text));
    text
}

fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = include_str!("../../text/en.toml");

    /// What the page would bring of a language's file.
    fn speech(code: &str, file: &str) -> Speech {
        let table: toml::Table = file.parse().unwrap();
        let languages = [("en", "English"), (code, table["language"].as_str().unwrap())];
        let mut words = Vec::new();
        for (name, said) in table["words"].as_table().unwrap().iter().filter(|(_, said)| !is_page(said)) {
            let said_of = |said: &toml::Value| said.as_str().unwrap().to_owned();
            match said.as_table() {
                Some(forms) => words.extend(forms.iter().map(|(form, said)| (format!("{name}.{form}"), said_of(said)))),
                None => words.push((name.clone(), said_of(said))),
            }
        }
        let languages = languages.map(|(code, name)| (code.to_owned(), name.to_owned())).to_vec();
        Speech { code: code.to_owned(), languages, words }
    }

    fn is_page(words: &toml::Value) -> bool {
        words.as_table().is_some_and(|table| table.contains_key("script"))
    }

    #[test]
    fn every_word_that_is_asked_for_stands_in_the_english_file_and_none_besides() {
        let mut asked: Vec<&str> = table::WORDS.iter().chain(&say::PLURALS).copied().collect();
        let speech = speech("en", ENGLISH);
        let mut have: Vec<&str> = speech.words.iter().map(|(name, _)| name.split('.').next().unwrap()).collect();
        asked.sort_unstable();
        have.sort_unstable();
        have.dedup();
        assert_eq!(asked, have);
        for name in say::PLURALS {
            let other = format!("{name}.other");
            assert!(speech.words.iter().any(|(name, _)| *name == other), "{name} has no plural forms");
        }
    }

    #[test]
    fn a_third_language_is_one_more_file_and_no_code() {
        let file = ENGLISH.replace("language = \"English\"", "language = \"Français\"");
        let file = file.replace("lobby = \"Lobby\"", "lobby = \"Accueil\"");
        let text = speak(speech("fr", &file), &["de-CH".into(), "fr-CH".into()]);
        assert_eq!((text.lobby, text.sites), ("Accueil", "Sites"));
        assert_eq!((languages()[1].1.as_str(), locale().as_str()), ("Français", "fr-CH"));
        assert_eq!(text.visitor(12), "Visitor 12");
    }

    #[test]
    fn a_missing_word_shows_its_name() {
        let words = vec![("lobby".to_owned(), "X".to_owned())];
        let text = speak(Speech { code: "xx".into(), languages: Vec::new(), words }, &[]);
        assert_eq!((text.lobby, text.sites), ("X", "sites"));
    }
}
