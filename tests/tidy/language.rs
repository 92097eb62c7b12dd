//! Each language says what English says: no word that nobody asks for, and the same placeholders.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Source, all};
use crate::{none, one};

/// Plural forms: a language may have others than English.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The placeholders of every text, by key; a plural counts as its form `other`.
fn placeholders(source: &Source) -> BTreeMap<String, BTreeSet<String>> {
    let table: toml::Table = source.text.parse().unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let mut found = BTreeMap::new();
    collect("", &table["words"], &mut found);
    found
}

fn collect(key: &str, value: &toml::Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let inner = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        toml::Value::Table(forms) if forms.keys().all(|form| FORMS.contains(&form.as_str())) => {
            collect(key, &forms["other"], found);
        }
        toml::Value::Table(table) => table.iter().for_each(|(name, value)| collect(&inner(name), value, found)),
        toml::Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| collect(&inner(&at.to_string()), value, found));
        }
        toml::Value::String(words) => {
            let names = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
            found.insert(key.to_owned(), names.collect());
        }
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Datetime(_) => {
            panic!("{key} is no text")
        }
    }
}

fn differ(english: &Source, other: &Source) -> Vec<String> {
    let (complete, words) = (placeholders(english), placeholders(other));
    let wrong = words.iter().filter(|(key, names)| complete.get(*key) != Some(names));
    wrong
        .map(|(key, _)| format!("{}: `{key}` is not in English, or has other placeholders there", other.path))
        .collect()
}

/// What one language lacks of the complete one.
fn missing(english: &Source, other: &Source) -> Vec<String> {
    let (complete, words) = (placeholders(english), placeholders(other));
    let lacks = complete.keys().filter(|key| !words.contains_key(*key));
    lacks.map(|key| format!("{}: `{key}` is not translated", other.path)).collect()
}

#[test]
fn every_language_says_what_english_says() {
    let tables: Vec<Source> = all(&["toml"]).into_iter().filter(|source| source.path.contains("/text/")).collect();
    let english: Vec<&Source> = tables.iter().filter(|source| source.path.ends_with("/en.toml")).collect();
    assert_eq!(english.len(), 2, "the widget and the console each have a complete table");
    let mut problems = Vec::new();
    for complete in english {
        let folder = complete.path.trim_end_matches("en.toml");
        for other in tables.iter().filter(|source| source.path.starts_with(folder)) {
            problems.extend(differ(complete, other));
            problems.extend(missing(complete, other));
        }
    }
    none(&problems);
}

#[test]
fn odd_words_are_noticed() {
    let table = |words: &str| Source::new("widget/text/xx.toml", &format!("[words]\n{words}"));
    let english = table("hello = \"Hello, {name}\"\nleft = { one = \"one\", other = \"{count} left\" }\n");
    none(&differ(&english, &table("hello = \"{name} hello\"\nleft = { few = \"few\", other = \"{count}\" }")));
    one(&differ(&english, &table("hello = \"Hello, {nam}\"")), "`hello`");
    one(&differ(&english, &table("helo = \"Hello\"")), "`helo`");
    one(&missing(&english, &table("hello = \"{name}\"")), "`left`");
}
