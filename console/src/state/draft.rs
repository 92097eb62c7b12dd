//! Drafts: what is being written in each conversation, and when the visitor is told that this agent types.
//!
//! **Invariant:** a draft is kept at every change, and leaves only by being sent or emptied.

use lobby_shared::id::ConversationId;
use lobby_shared::message::MessageText;
use lobby_shared::time::Millis;

use super::ordered::Map;

/// Typing is told again after this long.
const TELL_AGAIN: Millis = Millis(3_000);
/// Somebody who pressed no key for this long does not type.
const IDLE: Millis = Millis(5_000);

/// All drafts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    texts: Map<ConversationId, String>,
    typing: Option<Typing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Typing {
    conversation: ConversationId,
    told_ms: Millis,
    key_ms: Millis,
}

/// What happens to drafts.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Storage gave these back.
    Restored(Vec<(ConversationId, String)>),
    /// Something was typed.
    Typed(ConversationId, String),
    /// Send was pressed.
    SendPressed(ConversationId),
    /// Another conversation is shown, or none.
    Left,
    /// Time went by.
    Ticked,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep the draft in storage.
    Keep(ConversationId, String),
    /// Remove it from storage.
    Drop(ConversationId),
    /// Send this.
    Send(ConversationId, String),
    /// Tell the visitor's side.
    Typing(ConversationId, bool),
}

impl Drafts {
    /// The draft of this conversation; empty when there is none.
    pub fn text(&self, conversation: ConversationId) -> &str {
        self.texts.get(&conversation).map_or("", String::as_str)
    }

    /// Whether something unsent would be left behind.
    pub fn any(&self) -> bool {
        self.texts.values().any(|text| !text.trim().is_empty())
    }

    /// Whether the visitor was told that this agent types.
    pub fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    fn stop(&mut self) -> Option<Effect> {
        self.typing.take().map(|typing| Effect::Typing(typing.conversation, false))
    }

    fn typed(&mut self, conversation: ConversationId, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.typing.is_some_and(|typing| typing.conversation != conversation) {
            effects.extend(self.stop());
        }
        let told = self.typing.map(|typing| typing.told_ms).filter(|told| now.since(*told).0 < TELL_AGAIN.0);
        if told.is_none() {
            effects.push(Effect::Typing(conversation, true));
        }
        self.typing = Some(Typing { conversation, told_ms: told.unwrap_or(now), key_ms: now });
        effects
    }
}

/// Decides what an intent changes.
pub fn update(drafts: &mut Drafts, intent: Intent, now: Millis) -> Vec<Effect> {
    match intent {
        Intent::Restored(texts) => {
            for (conversation, text) in texts {
                if !drafts.texts.contains_key(&conversation) {
                    drafts.texts.insert(conversation, text);
                }
            }
            Vec::new()
        }
        Intent::Typed(conversation, text) => {
            if text.is_empty() {
                drafts.texts.remove(&conversation);
                return std::iter::once(Effect::Drop(conversation)).chain(drafts.stop()).collect();
            }
            drafts.texts.insert(conversation, text.clone());
            let mut effects = vec![Effect::Keep(conversation, text)];
            effects.extend(drafts.typed(conversation, now));
            effects
        }
        Intent::SendPressed(conversation) => {
            let Ok(text) = MessageText::parse(drafts.text(conversation)) else { return Vec::new() };
            drafts.texts.remove(&conversation);
            let mut effects = vec![Effect::Send(conversation, text.into_string()), Effect::Drop(conversation)];
            effects.extend(drafts.stop());
            effects
        }
        Intent::Left => drafts.stop().into_iter().collect(),
        Intent::Ticked => {
            let idle = drafts.typing.is_some_and(|typing| now.since(typing.key_ms).0 >= IDLE.0);
            if idle { drafts.stop().into_iter().collect() } else { Vec::new() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId::from_bytes([1; 16]);
    const THERE: ConversationId = ConversationId::from_bytes([2; 16]);

    fn typed(drafts: &mut Drafts, conversation: ConversationId, text: &str, now: u64) -> Vec<Effect> {
        update(drafts, Intent::Typed(conversation, text.into()), Millis(now))
    }

    #[test]
    fn each_conversation_keeps_its_own_draft() {
        let mut drafts = Drafts::default();
        typed(&mut drafts, HERE, "a", 0);
        let effects = typed(&mut drafts, THERE, "b", 0);
        assert_eq!(
            effects,
            [Effect::Keep(THERE, "b".into()), Effect::Typing(HERE, false), Effect::Typing(THERE, true)]
        );
        assert_eq!((drafts.text(HERE), drafts.text(THERE)), ("a", "b"));
    }

    #[test]
    fn typing_is_told_once_in_three_seconds_and_ends_when_idle() {
        let mut drafts = Drafts::default();
        let tells = |effects: Vec<Effect>| effects.iter().filter(|e| matches!(e, Effect::Typing(..))).count();
        assert_eq!(tells(typed(&mut drafts, HERE, "a", 0)), 1);
        assert_eq!(tells(typed(&mut drafts, HERE, "ab", 2_999)), 0);
        assert_eq!(tells(typed(&mut drafts, HERE, "abc", 3_000)), 1);
        assert!(update(&mut drafts, Intent::Ticked, Millis(7_999)).is_empty());
        assert_eq!(update(&mut drafts, Intent::Ticked, Millis(8_000)), [Effect::Typing(HERE, false)]);
    }

    #[test]
    fn sending_takes_the_draft_and_keeps_one_that_is_too_long() {
        let mut drafts = Drafts::default();
        typed(&mut drafts, HERE, " hi ", 0);
        let effects = update(&mut drafts, Intent::SendPressed(HERE), Millis(0));
        assert_eq!(effects, [Effect::Send(HERE, "hi".into()), Effect::Drop(HERE), Effect::Typing(HERE, false)]);
        assert!(!drafts.any());
        typed(&mut drafts, HERE, &"x".repeat(1_001), 0);
        assert!(update(&mut drafts, Intent::SendPressed(HERE), Millis(0)).is_empty());
        assert!(drafts.any());
    }
}
