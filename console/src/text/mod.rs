//! Every word the console shows. The words stand in `console/text`, one data file a language; the page brings those of
//! its reader, and nothing here depends on which language that is.

pub mod moment;
pub mod name;
mod say;
mod table;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
pub use table::Text;

/// What the page brings: the words of one language, and the names of all.
#[derive(Deserialize)]
pub struct Speech {
    /// The language's tag, such as `zh-Hans`.
    pub code: String,
    /// All languages: tag, and name in itself.
    #[serde(default)]
    pub languages: Vec<(String, String)>,
    words: BTreeMap<String, Words>,
}

/// A text, or one in several plural forms.
enum Words {
    One(String),
    Forms(BTreeMap<String, String>),
}

/// Reads either; by hand, because a derived choice would first read into a third form.
struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("words")
    }

    fn visit_str<E>(self, words: &str) -> Result<Words, E> {
        Ok(Words::One(words.to_owned()))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Words, M::Error> {
        let mut forms = BTreeMap::new();
        while let Some((category, words)) = map.next_entry()? {
            forms.insert(category, words);
        }
        Ok(Words::Forms(forms))
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

/// One text in the plural forms of its language, by category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms(BTreeMap<String, String>);

impl Forms {
    /// The form of this category, or the one for all others.
    fn of(&self, category: &str) -> &str {
        self.0.get(category).or_else(|| self.0.get("other")).map_or("", String::as_str)
    }
}

thread_local! {
    static SPOKEN: Cell<Option<&'static Text>> = const { Cell::new(None) };
    static LANGUAGES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    static LOCALE: RefCell<String> = RefCell::new("en".to_owned());
}

/// The words of the reader's language.
pub fn text() -> &'static Text {
    SPOKEN
        .get()
        .unwrap_or_else(|| speak(Speech { code: "en".into(), languages: Vec::new(), words: BTreeMap::new() }, &[]))
}

/// All languages: tag, and name in itself.
pub fn languages() -> Vec<(String, String)> {
    LANGUAGES.with_borrow(Clone::clone)
}

/// The reader's language with their region, for dates and numbers.
pub fn locale() -> String {
    LOCALE.with_borrow(Clone::clone)
}

/// Reads what the page brings.
///
/// # Errors
/// When it is not of this program's making.
pub fn read(data: &str) -> Result<Speech, serde_json::Error> {
    serde_json::from_str(data)
}

/// Speaks this language from now on, with dates as in the first of `preferred` that is the same language.
pub fn speak(mut speech: Speech, preferred: &[String]) -> &'static Text {
    // Somebody who reads English as in Ireland also reads dates as there.
    let region = preferred.iter().find(|code| primary(code) == primary(&speech.code));
    LOCALE.set(region.unwrap_or(&speech.code).clone());
    LANGUAGES.set(std::mem::take(&mut speech.languages));
    let mut words = BTreeMap::new();
    let mut forms = BTreeMap::new();
    for (name, said) in speech.words {
        match said {
            Words::One(said) => drop(words.insert(name, said)),
            Words::Forms(said) => drop(forms.insert(name, Forms(said))),
        }
    }
    // Spoken for as long as the page lives. A word that is missing shows its name, which nobody overlooks.
    let text = Text::named(
        |name| words.remove(name).map_or(name, |words| &*words.leak()),
        |name| forms.remove(name).unwrap_or_default(),
    );
    let text: &'static Text = Box::leak(Box::new(text));
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
        let words = table["words"].as_table().unwrap().iter().filter(|(_, words)| !is_page(words));
        let words: serde_json::Map<_, _> =
            words.map(|(name, words)| (name.clone(), serde_json::to_value(words).unwrap())).collect();
        let languages = serde_json::json!([["en", "English"], [code, table["language"].as_str().unwrap()]]);
        let data = serde_json::json!({ "code": code, "direction": "ltr", "languages": languages, "words": words });
        read(&data.to_string()).unwrap()
    }

    fn is_page(words: &toml::Value) -> bool {
        words.as_table().is_some_and(|table| table.contains_key("script"))
    }

    #[test]
    fn every_word_that_is_asked_for_stands_in_the_english_file_and_none_besides() {
        let mut asked: Vec<&str> = table::WORDS.iter().chain(&table::PLURALS).copied().collect();
        let speech = speech("en", ENGLISH);
        let mut have: Vec<&str> = speech.words.keys().map(String::as_str).collect();
        asked.sort_unstable();
        have.sort_unstable();
        assert_eq!(asked, have);
        for name in table::PLURALS {
            assert!(matches!(speech.words[name], Words::Forms(_)), "{name} has no plural forms");
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
        let text = speak(read(r#"{"code":"xx","words":{"lobby":"X"}}"#).unwrap(), &[]);
        assert_eq!((text.lobby, text.sites), ("X", "sites"));
    }
}
