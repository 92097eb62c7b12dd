//! The box that the visitor writes in: the draft, and what the agents are told of the typing.

use lobby_shared::message::{MessageText, Room, room};
use lobby_shared::time::Millis;

/// Typing is told again at most this often; the other side forgets it after six seconds.
const TELL_EVERY: Millis = Millis(3_000);
/// Without a key press for this long the visitor no longer types.
const IDLE_AFTER: Millis = Millis(5_000);
/// From here on the counter shows.
const COUNT_FROM: usize = 100;

/// What happens to the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The draft is this now.
    Typed(String),
    /// Send was pressed.
    SendPressed,
    /// No key was pressed for a while, or the caret left the box.
    Paused,
    /// Storage gave an earlier draft back.
    Restored(String),
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell the agents.
    TellTyping(bool),
    /// Say `Paused` after this span, unless asked again before.
    PauseAfter(Millis),
    /// Keep the draft where it survives a reload.
    SaveDraft,
    /// Send this.
    Send(MessageText),
}

/// The box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composer {
    draft: String,
    /// When typing was last told; `None` while nothing of it is told.
    told: Option<Millis>,
}

impl Composer {
    /// What stands in the box.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// Takes what happened at `now`.
    pub fn update(&mut self, now: Millis, intent: Intent) -> Vec<Effect> {
        match intent {
            Intent::Typed(draft) => {
                self.draft = draft;
                let mut effects = vec![Effect::SaveDraft];
                if room(&self.draft) == Room::Empty {
                    effects.extend(self.stop());
                    return effects;
                }
                if self.told.is_none_or(|told| now.since(told) >= TELL_EVERY) {
                    self.told = Some(now);
                    effects.push(Effect::TellTyping(true));
                }
                effects.push(Effect::PauseAfter(IDLE_AFTER));
                effects
            }
            Intent::SendPressed => {
                let Ok(text) = MessageText::parse(&self.draft) else { return Vec::new() };
                self.draft.clear();
                let mut effects = vec![Effect::Send(text), Effect::SaveDraft];
                effects.extend(self.stop());
                effects
            }
            Intent::Paused => self.stop().into_iter().collect(),
            Intent::Restored(draft) => {
                if self.draft.is_empty() {
                    self.draft = draft;
                }
                Vec::new()
            }
        }
    }

    fn stop(&mut self) -> Option<Effect> {
        self.told.take().map(|_| Effect::TellTyping(false))
    }
}

/// The number under the box: shown near the limit, below zero beyond it.
pub fn counter(draft: &str) -> Option<i64> {
    match room(draft) {
        Room::Left(left) if left <= COUNT_FROM => i64::try_from(left).ok(),
        Room::Over(over) => i64::try_from(over).ok().map(|over| -over),
        Room::Left(_) | Room::Empty => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Intent {
        Intent::Typed(text.into())
    }

    #[test]
    fn typing_is_told_at_most_every_three_seconds_and_stops_with_a_pause() {
        let mut composer = Composer::default();
        let mut told = |ms, intent| {
            let effects = composer.update(Millis(ms), intent);
            effects.into_iter().find_map(|effect| if let Effect::TellTyping(on) = effect { Some(on) } else { None })
        };
        assert_eq!(told(10_000, typed("h")), Some(true));
        assert_eq!(told(12_999, typed("he")), None);
        assert_eq!(told(13_000, typed("hel")), Some(true));
        assert_eq!(told(18_000, Intent::Paused), Some(false));
        assert_eq!(told(18_001, Intent::Paused), None);
        assert_eq!(told(18_100, typed("hell")), Some(true));
        assert_eq!(told(18_200, typed("")), Some(false));
        assert_eq!(told(18_300, typed("  ")), None);
    }

    #[test]
    fn sending_empties_the_box_and_a_text_that_does_not_fit_stays() {
        let mut composer = Composer::default();
        composer.update(Millis(0), typed(" hi "));
        let effects = composer.update(Millis(1), Intent::SendPressed);
        let text = MessageText::parse("hi").unwrap();
        assert_eq!(effects, [Effect::Send(text), Effect::SaveDraft, Effect::TellTyping(false)]);
        assert_eq!(composer.draft(), "");
        assert_eq!(composer.update(Millis(2), Intent::SendPressed), []);
        let long = "x".repeat(1_001);
        composer.update(Millis(3), typed(&long));
        assert_eq!(composer.update(Millis(4), Intent::SendPressed), []);
        assert_eq!(composer.draft(), long);
    }

    #[test]
    fn a_restored_draft_does_not_replace_what_was_typed_meanwhile() {
        let mut composer = Composer::default();
        composer.update(Millis(0), typed("new"));
        composer.update(Millis(1), Intent::Restored("old".into()));
        assert_eq!(composer.draft(), "new");
    }

    #[test]
    fn the_counter_shows_from_a_hundred_left() {
        assert_eq!(counter(&"x".repeat(899)), None);
        assert_eq!(counter(&"x".repeat(900)), Some(100));
        assert_eq!(counter(&"x".repeat(1_000)), Some(0));
        assert_eq!(counter(&"x".repeat(1_002)), Some(-2));
        assert_eq!(counter(" "), None);
    }
}
