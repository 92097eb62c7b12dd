//! The words that a visitor can see, in one language, by key. They come with the page; `widget/text` holds a file a
//! language.

mod local;

pub use local::{day, time};

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The tag for dates and numbers: the language, and the reader's region where that speaks it.
    pub locale: String,
    /// Every text by its key. A plural stands once a form, under `key.form`.
    pub words: Vec<(String, String)>,
}

impl Text {
    fn find(&self, key: &str) -> Option<&str> {
        self.words.iter().find(|(own, _)| own == key).map(|(_, words)| words.as_str())
    }

    /// The words under a key.
    pub fn get(&self, key: &str) -> &str {
        let found = self.find(key);
        #[cfg(test)]
        assert!(found.is_some(), "no words are called {key:?}");
        found.unwrap_or_default()
    }

    /// The words under a key, with this in the place of what stands in braces.
    pub fn fill(&self, key: &str, value: &str) -> String {
        filled(self.get(key), value)
    }

    /// The words under a key in the form that goes with this number, with the number in the place of the braces.
    pub fn count(&self, key: &str, number: i64) -> String {
        let number = number as f64;
        let form = self.find(&[key, ".", &local::form(&self.locale, number)].concat());
        let words = form.unwrap_or_else(|| self.get(&[key, ".other"].concat()));
        filled(words, &local::number(&self.locale, number))
    }
}

fn filled(words: &str, value: &str) -> String {
    match words.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1))) {
        Some((before, after)) => [before, value, after].concat(),
        None => words.to_owned(),
    }
}

#[cfg(test)]
pub mod english {
    //! The English words as the page would bring them.

    use super::Text;

    fn flatten(prefix: &str, value: &toml::Value, words: &mut Vec<(String, String)>) {
        if let Some(table) = value.as_table() {
            let dot = if prefix.is_empty() { "" } else { "." };
            table.iter().for_each(|(key, value)| flatten(&[prefix, dot, key].concat(), value, words));
        } else {
            words.push((prefix.to_owned(), value.as_str().unwrap().to_owned()));
        }
    }

    /// All of them.
    pub fn text() -> Text {
        let table: toml::Table = include_str!("../../text/en.toml").parse().unwrap();
        let mut words = Vec::new();
        flatten("", &table["words"], &mut words);
        Text { locale: "en".into(), words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_and_counted() {
        let words = [("hi", "Hi {name}."), ("left.one", "{count} left"), ("left.other", "{count} are left")];
        let words = words.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec();
        let text = Text { locale: "en".into(), words };
        assert_eq!(text.fill("hi", "{Jo}"), "Hi {Jo}.");
        assert_eq!(text.count("left", 1), "1 left");
        assert_eq!(text.count("left", 2), "2 are left");
    }

    #[test]
    #[should_panic(expected = "lst")]
    fn a_key_that_no_file_has_is_noticed() {
        english::text().get("lst");
    }
}
