//! Which visitors a view lets through: by state, by the values of columns, and by words that stand anywhere in the row.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::lobby::{Column, MAX_ONLY, MAX_SEARCH_CHARS, View};
use lobby_shared::visitor::VisitorState;

use super::column::{Key, start};
use super::present::Present;

/// A view within its limits: what is over them is cut off, and what says the same thing twice says it once.
pub fn within_limits(view: &View) -> View {
    let states: BTreeSet<VisitorState> = view.states.iter().copied().collect();
    let only = view.only.iter().take(MAX_ONLY).map(|(column, value)| (*column, start(value).to_owned()));
    let only: BTreeSet<(Column, String)> = only.collect();
    let search: String = view.search.chars().take(MAX_SEARCH_CHARS).collect();
    View {
        group: view.group,
        sort: view.sort,
        down: view.down,
        states: states.into_iter().collect(),
        only: only.into_iter().collect(),
        search: search.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// What a view lets through.
#[derive(Debug)]
pub struct Sieve {
    states: Vec<VisitorState>,
    only: BTreeMap<Column, Vec<String>>,
    /// In lower case.
    words: Vec<String>,
}

impl Sieve {
    /// Of a view [`within_limits`].
    pub fn new(view: &View) -> Self {
        let mut only: BTreeMap<Column, Vec<String>> = BTreeMap::new();
        for (column, value) in &view.only {
            only.entry(*column).or_default().push(value.clone());
        }
        let words = view.search.split_whitespace().map(str::to_owned).collect();
        Self { states: view.states.clone(), only, words }
    }

    /// Whether a visitor is let through.
    pub fn admits(&self, number: u64, present: &Present) -> bool {
        let of_state = self.states.is_empty() || self.states.contains(&present.state);
        let of_values = |(column, values): (&Column, &Vec<String>)| {
            let value = Key::of(*column, number, present).value(*column);
            values.contains(&value)
        };
        present.listed
            && of_state
            && self.only.iter().all(of_values)
            && self.words.iter().all(|word| stands(word, number, present))
    }
}

/// Whether a word stands anywhere in the row.
fn stands(word: &str, number: u64, present: &Present) -> bool {
    let page = present.page.as_deref().into_iter().flat_map(|page| [page.title.as_str(), page.address.as_str()]);
    let mut texts = page.chain(present.agent.as_deref()).chain(present.known.words());
    texts.any(|text| holds(text, word)) || number.to_string() == word
}

/// Whether a text holds a word that is in lower case. Most texts are plain, and need no copy in lower case.
fn holds(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.len() >= word.len() && text.windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_either_case_in_any_script() {
        let check = |text: &str, word: &str, found: bool| assert_eq!(holds(text, word), found, "{text} {word}");
        check("Trail Boots", "boot", true);
        check("Boot", "boots", false);
        check("ÜBER uns", "über", true);
        check("靴子", "靴", true);
        check("", "a", false);
        check("boots", "靴", false);
    }

    #[test]
    fn what_is_over_the_limits_is_cut_off() {
        let view = View {
            states: vec![VisitorState::Queued; 500],
            only: (0..500).map(|number| (Column::Page, format!("{number:04}").repeat(100))).collect(),
            search: " A  B ".repeat(100),
            ..View::default()
        };
        let cut = within_limits(&view);
        assert_eq!(cut.states, [VisitorState::Queued]);
        assert_eq!((cut.only.len(), cut.only[0].1.len()), (MAX_ONLY, 120));
        assert!(cut.search.starts_with("a b a b") && cut.search.len() <= MAX_SEARCH_CHARS);
        assert_eq!(within_limits(&View::default()), View::default());
    }
}
