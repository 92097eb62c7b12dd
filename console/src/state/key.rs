//! What a key means: in text fields only combinations do anything; outside them single keys work, unless switched off.
//!
//! | key | outside text | in text |
//! |---|---|---|
//! | `Ctrl+K`, `Alt+A`, `Alt+D` | palette, accept, decline | the same |
//! | `?` | the sheet of keys | a letter |
//! | `j`, `k` | next, previous row | letters |
//! | `r`, `/`, `e` | reply, search, end | letters |
//! | `g` then `l`, `c`, `s` | lobby, conversations, sites | letters |

use lobby_shared::time::Millis;

use super::route::Route;

/// The second key of a pair must come within this.
const PAIR_WITHIN: Millis = Millis(1_500);

/// A key that was pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Press {
    /// What it writes, such as `j` or `?`.
    pub key: String,
    /// Where it is on the keyboard, such as `KeyA`; the same on every layout.
    pub code: String,
    /// With Ctrl, or with Command on a Mac.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

/// Where it was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a field that takes text.
    Text,
    /// Anywhere else.
    Elsewhere,
}

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the palette.
    Palette,
    /// Open the sheet of keys.
    Sheet,
    /// Accept what is offered.
    Accept,
    /// Decline what is offered.
    Decline,
    /// The next row, or the one before.
    Step {
        /// The next one.
        forward: bool,
    },
    /// Write in the open conversation.
    Reply,
    /// Search this list.
    Search,
    /// End the open conversation.
    End,
    /// Go to a screen.
    Go(Route),
    /// The first key of a pair: nothing yet.
    Begun,
}

/// The first key of a pair, and when it was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    begun: Option<Millis>,
}

/// What this press means; `None` leaves it to the browser. `single` says whether single keys are on.
pub fn read(keys: &mut Keys, press: &Press, place: Place, single: bool, now: Millis) -> Option<Action> {
    let begun = keys.begun.take().filter(|at| now.since(*at) <= PAIR_WITHIN).is_some();
    match (press.ctrl, press.alt) {
        (true, false) => return (press.code == "KeyK").then_some(Action::Palette),
        (false, true) if press.code == "KeyA" => return Some(Action::Accept),
        (false, true) if press.code == "KeyD" => return Some(Action::Decline),
        (_, true) => return None,
        (false, false) => {}
    }
    if place == Place::Text || !single {
        return None;
    }
    let action = match press.key.as_str() {
        "l" if begun => Action::Go(Route::Lobby),
        "c" if begun => Action::Go(Route::Conversations(None)),
        "s" if begun => Action::Go(Route::Sites),
        "g" => {
            keys.begun = Some(now);
            Action::Begun
        }
        "?" => Action::Sheet,
        "j" => Action::Step { forward: true },
        "k" => Action::Step { forward: false },
        "r" => Action::Reply,
        "/" => Action::Search,
        "e" => Action::End,
        _ => return None,
    };
    Some(action)
}

/// Whether every word of what was typed stands in the label, whatever the case.
pub fn matches(label: &str, typed: &str) -> bool {
    // Upper case, which initials need anyhow: the tables for the lower one would weigh more than this file.
    let upper = |words: &str| words.chars().flat_map(char::to_uppercase).collect::<String>();
    let label = upper(label);
    upper(typed).split_whitespace().all(|word| label.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(key: &str) -> Press {
        Press { key: key.into(), ..Press::default() }
    }

    fn once(press: &Press, place: Place, single: bool) -> Option<Action> {
        read(&mut Keys::default(), press, place, single, Millis(0))
    }

    #[test]
    fn single_keys_are_letters_in_text_and_where_they_are_switched_off() {
        for key in ["?", "j", "k", "r", "/", "e", "g"] {
            assert!(once(&plain(key), Place::Elsewhere, true).is_some(), "{key}");
            assert_eq!(once(&plain(key), Place::Text, true), None, "{key}");
            assert_eq!(once(&plain(key), Place::Elsewhere, false), None, "{key}");
        }
    }

    #[test]
    fn combinations_work_while_typing() {
        let alt = |code: &str| Press { code: code.into(), alt: true, ..Press::default() };
        let palette = Press { code: "KeyK".into(), ctrl: true, ..Press::default() };
        assert_eq!(once(&alt("KeyA"), Place::Text, false), Some(Action::Accept));
        assert_eq!(once(&alt("KeyD"), Place::Text, false), Some(Action::Decline));
        assert_eq!(once(&palette, Place::Text, false), Some(Action::Palette));
    }

    #[test]
    fn a_pair_goes_to_a_screen_only_when_it_comes_in_time() {
        let mut keys = Keys::default();
        let mut press = |key: &str, at| read(&mut keys, &plain(key), Place::Elsewhere, true, Millis(at));
        press("g", 0);
        assert_eq!(press("c", 1_000), Some(Action::Go(Route::Conversations(None))));
        press("g", 2_000);
        assert_eq!(press("c", 9_000), None);
        assert_eq!(press("c", 9_100), None);
    }

    #[test]
    fn a_label_is_found_by_parts_of_its_words() {
        assert!(matches("Open Visitor 12", "vis 12"));
        assert!(matches("打开 访客 12", "访客"));
        assert!(!matches("Open Visitor 12", "vis 3"));
    }
}
