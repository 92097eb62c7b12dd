//! Invitations, decided purely: whether a visitor may be invited now, and what they read.

use lobby_shared::agent::AgentFace;
use lobby_shared::id::{InvitationId, RuleId};
use lobby_shared::invitation::{Invitation as Shown, MAX_WORDS_CHARS};
use lobby_shared::message::MessageText;
use lobby_shared::time::Millis;

use super::agent::AgentName;
use super::key::{AgentNo, VisitorKey};
use super::language;

/// The caps of a site count invitations within this span.
pub const DAY: Millis = Millis(24 * 3_600_000);
/// An hour of a site's rest after a declined invitation.
const HOUR: u64 = 3_600_000;

/// Who invites: an agent, a rule in the site's name, or a rule in an agent's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// In whose name; `None`: the site's.
    pub agent: Option<AgentNo>,
    /// The rule that did it; `None`: the agent themself.
    pub rule: Option<RuleId>,
}

/// An invitation that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Whom.
    pub visitor: VisitorKey,
    /// The rule that made it.
    pub rule: Option<RuleId>,
    /// In whose name.
    pub agent: Option<AgentName>,
    /// The words.
    pub words: String,
    /// It stands until then.
    pub until_ms: Millis,
    /// It was on a screen.
    pub shown: bool,
}

impl Invitation {
    /// As its visitor sees it.
    pub fn for_visitor(&self) -> Shown {
        let face = |agent: &AgentName| AgentFace { face: agent.face, name: agent.card.name.clone() };
        Shown { id: self.id, from: self.agent.as_ref().map(face), words: self.words.clone(), until_ms: self.until_ms }
    }

    /// Whether the same one made it, so that asking again changes nothing.
    pub fn is_by(&self, by: By) -> bool {
        self.rule == by.rule && self.agent.as_ref().map(|agent| agent.no) == by.agent
    }
}

/// How often one visitor may be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Within [`DAY`], at most.
    pub daily: u64,
    /// None for so long after one was declined.
    pub rest: Millis,
    /// Shown by the same rule, at most; 0: as the other caps allow.
    pub most: u64,
}

impl Caps {
    /// What a site allows.
    pub fn of_site(daily: u8, rest_hours: u16) -> Self {
        Self { daily: daily.into(), rest: Millis(u64::from(rest_hours) * HOUR), most: 0 }
    }
}

/// The invitations that a visitor has had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Within the last [`DAY`].
    pub recent: u64,
    /// When the latest was declined.
    pub declined_ms: Option<Millis>,
    /// By the same rule, shown.
    pub by_rule: u64,
    /// By the same rule, in this visit, shown or not.
    pub in_visit: u64,
}

/// Whether the visitor has had enough. A rule invites at most once in a visit, whatever the caps.
pub fn has_enough(past: Past, caps: Caps, now: Millis) -> bool {
    let resting = past.declined_ms.is_some_and(|declined| now.since(declined) < caps.rest);
    past.recent >= caps.daily || resting || caps.most > 0 && past.by_rule >= caps.most || past.in_visit > 0
}

/// Words for an invitation, cleaned like a message; `None` when they are empty or too long.
pub fn clean_words(typed: &str) -> Option<String> {
    let words = MessageText::parse(typed).ok()?.into_string();
    (words.chars().count() <= MAX_WORDS_CHARS).then_some(words)
}

/// What an agent says who has no words of their own, in the visitor's language.
pub fn usual_words(language: &str) -> &'static str {
    match language::pick(&[language], &["en", "zh"]) {
        Some("zh") => "您好！有什么可以帮您的吗？",
        _ => "Hello! Can I help you find anything?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_hold_by_day_by_rest_and_by_rule() {
        let caps = Caps { most: 2, ..Caps::of_site(3, 24) };
        let now = Millis(100 * HOUR);
        let check = |past: Past, want: bool| assert_eq!(has_enough(past, caps, now), want, "{past:?}");
        check(Past::default(), false);
        check(Past { recent: 2, ..Past::default() }, false);
        check(Past { recent: 3, ..Past::default() }, true);
        check(Past { declined_ms: Some(Millis(77 * HOUR)), ..Past::default() }, true);
        check(Past { declined_ms: Some(Millis(76 * HOUR)), ..Past::default() }, false);
        check(Past { by_rule: 1, ..Past::default() }, false);
        check(Past { by_rule: 2, ..Past::default() }, true);
        check(Past { in_visit: 1, ..Past::default() }, true);
        assert!(has_enough(Past::default(), Caps::of_site(0, 0), now), "none at all");
    }

    #[test]
    fn words_are_cleaned_and_bounded() {
        assert_eq!(clean_words(" Hi\u{7} there "), Some("Hi there".into()));
        assert_eq!(clean_words(" "), None);
        assert_eq!(clean_words(&"é".repeat(300)).map(|words| words.chars().count()), Some(300));
        assert_eq!(clean_words(&"é".repeat(301)), None);
    }

    #[test]
    fn the_usual_words_are_in_the_visitors_language() {
        assert!(usual_words("zh-CN").starts_with("您好"));
        assert!(usual_words("de-AT").starts_with("Hello"));
        assert!(usual_words("").starts_with("Hello"));
    }
}
