//! What a key means: in text fields only combinations do anything; outside them single keys work, unless switched off.
//!
//! | key | outside text | in text |
//! |---|---|---|
//! | `Ctrl+K`, `Alt+A`, `Alt+D` | palette, accept, decline | the same |
//! | `?` | the sheet of keys | a letter |
//! | `j`, `k` | next, previous row | letters |
//! | `r`, `/`, `e`, `i` | reply, search, end, invite | letters |
//! | `g` then `l`, `c`, `s` | lobby, conversations, sites | letters |
//!
//! The single keys are what an agent may choose others for.

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
    /// Invite the visitor of this row.
    Invite,
    /// Go to a screen.
    Go(Route),
    /// The first key of a pair: nothing yet.
    Begun,
}

/// What a single key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    /// The next row.
    Next,
    /// The row before.
    Previous,
    /// Write in the open conversation.
    Reply,
    /// Search this list.
    Search,
    /// End the open conversation.
    End,
    /// Invite the visitor of this row.
    Invite,
    /// The first of a pair that goes to a screen.
    Go,
    /// The sheet of keys.
    Sheet,
}

impl Single {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 8] =
        [Self::Next, Self::Previous, Self::Reply, Self::Search, Self::End, Self::Invite, Self::Go, Self::Sheet];

    /// The key that nobody has to choose.
    pub const fn first(self) -> &'static str {
        match self {
            Self::Next => "j",
            Self::Previous => "k",
            Self::Reply => "r",
            Self::Search => "/",
            Self::End => "e",
            Self::Invite => "i",
            Self::Go => "g",
            Self::Sheet => "?",
        }
    }

    /// Its name among the choices that are kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Next => "key-next",
            Self::Previous => "key-previous",
            Self::Reply => "key-reply",
            Self::Search => "key-search",
            Self::End => "key-end",
            Self::Invite => "key-invite",
            Self::Go => "key-go",
            Self::Sheet => "key-sheet",
        }
    }
}

/// Which single key does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen([(Single, String); 8]);

impl Default for Chosen {
    fn default() -> Self {
        Self(Single::ALL.map(|single| (single, single.first().to_owned())))
    }
}

impl Chosen {
    /// The key for this.
    pub fn key(&self, single: Single) -> &str {
        self.0.iter().find(|(of, _)| *of == single).map_or(single.first(), |(_, key)| key)
    }

    /// What this key is for.
    pub fn single(&self, key: &str) -> Option<Single> {
        self.0.iter().find(|(_, chosen)| chosen == key).map(|(single, _)| *single)
    }

    /// Takes another key for this, if it is one that writes a character. What had that key gets this one's, so that
    /// nothing is ever without a key and no key does two things.
    pub fn choose(&mut self, single: Single, key: &str) {
        let mut chars = key.chars();
        let one = chars.next().is_some_and(|c| !c.is_whitespace() && !c.is_control()) && chars.next().is_none();
        if !one {
            return;
        }
        let before = self.key(single).to_owned();
        for (of, chosen) in &mut self.0 {
            if *of == single {
                key.clone_into(chosen);
            } else if chosen == key {
                chosen.clone_from(&before);
            }
        }
    }
}

/// The first key of a pair, and when it was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    begun: Option<Millis>,
}

/// What this press means; `None` leaves it to the browser. `single` has the single keys, where they are on.
pub fn read(keys: &mut Keys, press: &Press, place: Place, single: Option<&Chosen>, now: Millis) -> Option<Action> {
    let begun = keys.begun.take().filter(|at| now.since(*at) <= PAIR_WITHIN).is_some();
    match (press.ctrl, press.alt) {
        (true, false) => return (press.code == "KeyK").then_some(Action::Palette),
        (false, true) if press.code == "KeyA" => return Some(Action::Accept),
        (false, true) if press.code == "KeyD" => return Some(Action::Decline),
        (_, true) => return None,
        (false, false) => {}
    }
    let single = single.filter(|_| place == Place::Elsewhere)?;
    match press.key.as_str() {
        "l" if begun => return Some(Action::Go(Route::Lobby)),
        "c" if begun => return Some(Action::Go(Route::Conversations(None))),
        "s" if begun => return Some(Action::Go(Route::Sites)),
        _ => {}
    }
    Some(match single.single(&press.key)? {
        Single::Go => {
            keys.begun = Some(now);
            Action::Begun
        }
        Single::Sheet => Action::Sheet,
        Single::Next => Action::Step { forward: true },
        Single::Previous => Action::Step { forward: false },
        Single::Reply => Action::Reply,
        Single::Search => Action::Search,
        Single::End => Action::End,
        Single::Invite => Action::Invite,
    })
}

/// Whether every word of what was typed stands in the label, whatever the case, which `upper` takes away.
pub fn matches(label: &str, typed: &str, upper: fn(&str) -> String) -> bool {
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
        let chosen = Chosen::default();
        read(&mut Keys::default(), press, place, single.then_some(&chosen), Millis(0))
    }

    #[test]
    fn another_key_trades_places_with_whatever_had_it() {
        let mut chosen = Chosen::default();
        chosen.choose(Single::Next, "n");
        chosen.choose(Single::Reply, "e");
        for nothing in ["", "Escape", " ", "\n"] {
            chosen.choose(Single::Search, nothing);
        }
        let keys: Vec<_> = Single::ALL.iter().map(|single| chosen.key(*single)).collect();
        assert_eq!(keys, ["n", "k", "e", "/", "r", "i", "g", "?"]);
        let press = |key: &str| read(&mut Keys::default(), &plain(key), Place::Elsewhere, Some(&chosen), Millis(0));
        assert_eq!(press("n"), Some(Action::Step { forward: true }));
        assert_eq!(press("e"), Some(Action::Reply));
        assert_eq!(press("j"), None);
    }

    #[test]
    fn single_keys_are_letters_in_text_and_where_they_are_switched_off() {
        for key in ["?", "j", "k", "r", "/", "e", "i", "g"] {
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
        let mut press =
            |key: &str, at| read(&mut keys, &plain(key), Place::Elsewhere, Some(&Chosen::default()), Millis(at));
        press("g", 0);
        assert_eq!(press("c", 1_000), Some(Action::Go(Route::Conversations(None))));
        press("g", 2_000);
        assert_eq!(press("c", 9_000), None);
        assert_eq!(press("c", 9_100), None);
    }

    #[test]
    fn a_label_is_found_by_parts_of_its_words() {
        assert!(matches("Open Visitor 12", "vis 12", str::to_uppercase));
        assert!(matches("打开 访客 12", "访客", str::to_uppercase));
        assert!(!matches("Open Visitor 12", "vis 3", str::to_uppercase));
    }
}
