//! What an agent chose for this browser: theme, sounds, keys, order and columns. Anything unreadable means the default.

use super::key::{Chosen, Single};

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name in storage and in the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// A sound when a conversation is offered.
    OfferSound,
    /// A sound when a visitor writes in an own conversation.
    MessageSound,
    /// Single keys outside text fields.
    Keys,
    /// The details beside the conversation.
    Details,
    /// Lists with the longest wait first; else the newest.
    LongestFirst,
}

impl Switch {
    const ALL: [Self; 5] = [Self::OfferSound, Self::MessageSound, Self::Keys, Self::Details, Self::LongestFirst];

    const fn name(self) -> &'static str {
        match self {
            Self::OfferSound => "offer-sound",
            Self::MessageSound => "message-sound",
            Self::Keys => "keys",
            Self::Details => "details",
            Self::LongestFirst => "longest-first",
        }
    }
}

/// A column whose width can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The conversation list.
    List,
    /// The details.
    Details,
}

impl Column {
    const ALL: [Self; 2] = [Self::List, Self::Details];

    /// The narrowest and the widest, in CSS pixels.
    pub const fn limits(self) -> (u32, u32) {
        match self {
            Self::List => (240, 440),
            Self::Details => (320, 480),
        }
    }

    /// Before anybody changes it.
    pub const fn first(self) -> u32 {
        match self {
            Self::List => 304,
            Self::Details => 320,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::List => "list-px",
            Self::Details => "details-px",
        }
    }
}

/// The choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The theme.
    pub theme: Theme,
    /// The single keys.
    pub keys: Chosen,
    off: Vec<Switch>,
    list_px: u32,
    details_px: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::Auto,
            keys: Chosen::default(),
            off: Vec::new(),
            list_px: Column::List.first(),
            details_px: Column::Details.first(),
        }
    }
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// This theme.
    ThemePicked(Theme),
    /// The language of this tag, which another page brings; empty: as the browser has it.
    LanguagePicked(String),
    /// On or off.
    Switched(Switch, bool),
    /// This width, in CSS pixels, as far as the limits allow.
    Resized(Column, u32),
    /// This key for that, as the browser names it.
    KeyPicked(Single, String),
    /// The keys as they were at first.
    KeysReset,
}

impl Preferences {
    /// Whether it is on.
    pub fn on(&self, switch: Switch) -> bool {
        !self.off.contains(&switch)
    }

    /// A column's width in CSS pixels.
    pub const fn width(&self, column: Column) -> u32 {
        match column {
            Column::List => self.list_px,
            Column::Details => self.details_px,
        }
    }

    /// Reads what [`Self::to_text`] wrote; what cannot be read is left at its default.
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            if name == "theme" {
                read.theme = Theme::ALL.into_iter().find(|theme| theme.name() == value).unwrap_or_default();
            } else if let Some(switch) = Switch::ALL.into_iter().find(|switch| switch.name() == name) {
                update(&mut read, Intent::Switched(switch, value != "off"));
            } else if let Some(single) = Single::ALL.into_iter().find(|single| single.name() == name) {
                read.keys.choose(single, value);
            } else if let Some(column) = Column::ALL.into_iter().find(|column| column.name() == name)
                && let Ok(px) = value.parse()
            {
                update(&mut read, Intent::Resized(column, px));
            }
        }
        read
    }

    /// One choice on each line.
    pub fn to_text(&self) -> String {
        let mut lines = vec![format!("theme={}", self.theme.name())];
        lines.extend(self.off.iter().map(|switch| format!("{}=off", switch.name())));
        let other = Single::ALL.into_iter().filter(|single| self.keys.key(*single) != single.first());
        lines.extend(other.map(|single| format!("{}={}", single.name(), self.keys.key(single))));
        lines.extend(Column::ALL.map(|column| format!("{}={}", column.name(), self.width(column))));
        lines.join("\n")
    }
}

/// Decides what an intent changes; there are no effects.
pub fn update(chosen: &mut Preferences, intent: Intent) {
    match intent {
        Intent::ThemePicked(theme) => chosen.theme = theme,
        // The server reads it, from where the page is asked for.
        Intent::LanguagePicked(_) => {}
        Intent::Switched(switch, on) => {
            chosen.off.retain(|off| *off != switch);
            if !on {
                chosen.off.push(switch);
            }
        }
        Intent::KeyPicked(single, key) => chosen.keys.choose(single, &key),
        Intent::KeysReset => chosen.keys = Chosen::default(),
        Intent::Resized(column, px) => {
            let (least, most) = column.limits();
            let px = px.clamp(least, most);
            match column {
                Column::List => chosen.list_px = px,
                Column::Details => chosen.details_px = px,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_back_as_they_were_written() {
        let mut chosen = Preferences::default();
        update(&mut chosen, Intent::ThemePicked(Theme::Dark));
        update(&mut chosen, Intent::Switched(Switch::LongestFirst, false));
        update(&mut chosen, Intent::Switched(Switch::Keys, false));
        update(&mut chosen, Intent::Resized(Column::List, 9_999));
        update(&mut chosen, Intent::KeyPicked(Single::Next, "k".into()));
        update(&mut chosen, Intent::KeyPicked(Single::End, "=".into()));
        assert_eq!(Preferences::parse(&chosen.to_text()), chosen);
        assert_eq!((chosen.width(Column::List), chosen.on(Switch::Keys)), (440, false));
    }

    #[test]
    fn what_cannot_be_read_is_left_at_its_default() {
        assert_eq!(Preferences::parse("theme=pink\nlist-px=wide\nnonsense"), Preferences::default());
    }
}
