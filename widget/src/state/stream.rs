//! The rows of the stream, made from the conversations' events and from what is still on its way.
//!
//! **Invariant:** a row's key never changes between "on its way" and "in the log", so a message stays the same element
//! on the screen, and nothing flickers or is read aloud twice.

use lobby_shared::client::{Delivery, Pending};
use lobby_shared::conversation::Side;
use lobby_shared::event::{VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::Cid;
use lobby_shared::time::Millis;
use lobby_shared::wire::error::ErrorCode;

/// Words of one author closer together than this stand in one group.
const GROUP_WITHIN: Millis = Millis::MINUTE;

/// What makes a row the same row: the cid where there is one, else the event's id.
pub type Key = [u8; 16];

/// How far the visitor's last words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// On the way.
    Sending,
    /// On the server's disk.
    Sent,
    /// On an agent's machine.
    Delivered,
    /// Seen by an agent.
    Read,
}

/// What happened, in a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// This agent joined.
    Joined(String),
    /// This agent asked whether the conversation may end.
    AskedToEnd(String),
    /// The visitor would rather go on.
    WentOn,
    /// It is over.
    Ended(Side),
    /// Something this build does not know.
    Unknown,
}

/// One row. Rows compare by all they show, so that only what changed is drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Another day begins.
    Day {
        /// The first event of that day.
        key: Key,
        /// The day's name; `None` is today.
        name: Option<String>,
        /// The time of day.
        time: String,
    },
    /// Somebody's words.
    Bubble {
        /// Which.
        key: Key,
        /// The agent's name, or the site's; `None` for the visitor's own.
        agent: Option<String>,
        /// The words.
        text: String,
        /// It opens a group.
        first: bool,
    },
    /// What stands under a group: who, when, how far.
    Caption {
        /// The group's first message.
        key: Key,
        /// The agent's name; `None` for the visitor's own.
        agent: Option<String>,
        /// The time of day; empty while unknown.
        time: String,
        /// How far, under the visitor's last words.
        sign: Option<Sign>,
    },
    /// A message that the server refused for good.
    Failed {
        /// Which.
        cid: Cid,
        /// Why.
        code: ErrorCode,
    },
    /// Something happened.
    Note {
        /// Which event.
        key: Key,
        /// What.
        note: Note,
        /// The time of day.
        time: String,
    },
}

/// What rows need to know of where they are read: the site's name, and times in the reader's language and zone.
pub struct Local<'a> {
    /// The site, which speaks by its own name where no agent does.
    pub site: &'a str,
    /// The time of day.
    pub time: &'a dyn Fn(Millis) -> String,
    /// The day's name.
    pub day: &'a dyn Fn(Millis) -> String,
    /// Today's name.
    pub today: String,
}

/// One conversation to show.
pub struct Chapter<'a> {
    /// Its events, 1…k.
    pub events: &'a [VisitorEnvelope],
    /// Up to which number the agents have received.
    pub received: u64,
    /// Up to which number the agents have read.
    pub read: u64,
}

/// The group that is being filled.
struct Group {
    key: Key,
    agent: Option<String>,
    last_ms: Option<Millis>,
    sign: Sign,
}

struct Writer<'a> {
    local: &'a Local<'a>,
    rows: Vec<Row>,
    day: String,
    group: Option<Group>,
    /// Nothing stands behind this chapter.
    latest: bool,
}

impl Writer<'_> {
    fn close(&mut self, last: bool) {
        let Some(group) = self.group.take() else { return };
        let time = group.last_ms.map(self.local.time).unwrap_or_default();
        let sign = (last && group.agent.is_none()).then_some(group.sign);
        self.rows.push(Row::Caption { key: group.key, agent: group.agent, time, sign });
    }

    fn day(&mut self, key: Key, at: Millis) {
        let day = (self.local.day)(at);
        if day != self.day {
            self.close(false);
            let name = (day != self.local.today).then(|| day.clone());
            self.rows.push(Row::Day { key, name, time: (self.local.time)(at) });
            self.day = day;
        }
    }

    fn bubble(&mut self, key: Key, agent: Option<String>, text: String, at: Option<Millis>, sign: Sign) {
        let joins = self.group.as_ref().is_some_and(|group| {
            let near = match (group.last_ms, at) {
                (Some(before), Some(at)) => at.since(before) < GROUP_WITHIN,
                (_, None) | (None, Some(_)) => true,
            };
            group.agent == agent && near
        });
        if !joins {
            self.close(false);
        }
        match &mut self.group {
            Some(group) => (group.last_ms, group.sign) = (at, sign),
            None => self.group = Some(Group { key, agent: agent.clone(), last_ms: at, sign }),
        }
        self.rows.push(Row::Bubble { key, agent, text, first: !joins });
    }

    fn event(&mut self, event: &VisitorEnvelope, chapter: &Chapter<'_>) {
        let key = event.cid.map_or(*event.id.as_bytes(), |cid| *cid.as_bytes());
        let agent = match &event.author {
            VisitorAuthor::Agent(face) => Some(face.name.clone()),
            VisitorAuthor::System => Some(self.local.site.to_owned()),
            VisitorAuthor::Visitor => None,
        };
        let name = || agent.clone().unwrap_or_default();
        let note = match event.kind.known() {
            Some(VisitorEvent::Opened {}) => return,
            Some(VisitorEvent::Message { text }) => {
                self.day(key, event.time_ms);
                let sign = if chapter.read >= event.number {
                    Sign::Read
                } else if chapter.received >= event.number {
                    Sign::Delivered
                } else {
                    Sign::Sent
                };
                self.bubble(key, agent, text.clone(), Some(event.time_ms), sign);
                return;
            }
            Some(VisitorEvent::Accepted {}) => Note::Joined(name()),
            Some(VisitorEvent::EndAsked {}) => Note::AskedToEnd(name()),
            Some(VisitorEvent::EndDeclined {}) => Note::WentOn,
            Some(VisitorEvent::Ended { by }) => Note::Ended(*by),
            None => Note::Unknown,
        };
        self.day(key, event.time_ms);
        // A line in between does not hide how far the words before it are.
        let says = |later: &VisitorEnvelope| matches!(later.kind.known(), Some(VisitorEvent::Message { .. }));
        let last = self.latest && !chapter.events.iter().any(|later| later.number > event.number && says(later));
        self.close(last);
        self.rows.push(Row::Note { key, note, time: (self.local.time)(event.time_ms) });
    }

    fn pending(&mut self, pending: &Pending) {
        let key = *pending.entry.cid.as_bytes();
        match pending.delivery {
            Delivery::Failed(code) => {
                self.bubble(key, None, pending.entry.text.clone(), None, Sign::Sending);
                self.group = None;
                self.rows.push(Row::Failed { cid: pending.entry.cid, code });
            }
            Delivery::Acked(..) => self.bubble(key, None, pending.entry.text.clone(), None, Sign::Sent),
            Delivery::Saving | Delivery::Queued(_) | Delivery::InFlight(_) => {
                self.bubble(key, None, pending.entry.text.clone(), None, Sign::Sending);
            }
        }
    }
}

/// All rows, oldest first. The chapters come in the order of their beginning.
pub fn rows(chapters: &[Chapter<'_>], outbox: &[Pending], local: &Local<'_>) -> Vec<Row> {
    let mut writer = Writer { local, rows: Vec::new(), day: String::new(), group: None, latest: false };
    for (at, chapter) in chapters.iter().enumerate() {
        if at > 0 {
            writer.close(false);
        }
        writer.latest = at + 1 == chapters.len() && outbox.is_empty();
        for event in chapter.events {
            writer.event(event, chapter);
        }
    }
    for pending in outbox {
        writer.pending(pending);
    }
    writer.close(true);
    writer.rows
}

#[cfg(test)]
pub mod sample {
    //! Events to test with.

    use lobby_shared::event::Kind;
    use lobby_shared::id::{ConversationId, EventId, FaceId};

    use super::*;

    /// The conversation of every sample.
    pub const CONVERSATION: ConversationId = ConversationId::from_bytes([9; 16]);

    /// An agent as author.
    pub fn agent(name: &str) -> VisitorAuthor {
        VisitorAuthor::Agent(lobby_shared::agent::AgentFace { face: FaceId::from_bytes([1; 16]), name: name.into() })
    }

    /// The event with this number, ten seconds after the one before.
    pub fn event(number: u64, author: VisitorAuthor, kind: VisitorEvent) -> VisitorEnvelope {
        let id = EventId::from_bytes([number as u8; 16]);
        let time_ms = Millis(number * 10_000);
        Envelope { conversation: CONVERSATION, number, id, author, time_ms, cid: None, kind: Kind::Known(kind) }
    }

    use lobby_shared::event::Envelope;
}

#[cfg(test)]
mod tests {
    use lobby_shared::client::Entry;

    use super::sample::{agent, event};
    use super::*;

    fn said(text: &str) -> VisitorEvent {
        VisitorEvent::Message { text: text.into() }
    }

    fn pending(n: u8, delivery: Delivery) -> Pending {
        let entry = Entry {
            cid: Cid::from_bytes([100 + n; 16]),
            conversation: None,
            text: format!("p{n}"),
            made_ms: Millis(0),
        };
        Pending { entry, delivery }
    }

    /// One line a row: what a person would see.
    fn shown(events: &[VisitorEnvelope], marks: (u64, u64), outbox: &[Pending]) -> String {
        let (received, read) = marks;
        let time = |at: Millis| format!("{}s", at.0 / 1_000);
        let day = |at: Millis| format!("day {}", at.0 / 86_400_000);
        let local = Local { site: "Shop", time: &time, day: &day, today: "day 0".into() };
        let chapters = [Chapter { events, received, read }];
        let line = |row: &Row| match row {
            Row::Day { name, .. } => format!("[{}]", name.as_deref().unwrap_or("today")),
            Row::Bubble { agent, text, first, .. } => {
                format!("{}{}{text}", agent.as_deref().unwrap_or("I"), if *first { ": " } else { "+ " })
            }
            Row::Caption { agent, time, sign, .. } => {
                let sign = sign.map(|sign| format!("{sign:?}")).unwrap_or_default();
                format!("<{} {time} {sign}>", agent.as_deref().unwrap_or("I"))
            }
            Row::Failed { code, .. } => format!("!{code:?}"),
            Row::Note { note, .. } => format!("{note:?}"),
        };
        rows(&chapters, outbox, &local).iter().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_group_by_author_and_the_last_own_ones_tell_how_far_they_are() {
        let events = [
            event(1, VisitorAuthor::Visitor, VisitorEvent::Opened {}),
            event(2, VisitorAuthor::Visitor, said("a")),
            event(3, VisitorAuthor::Visitor, said("b")),
            event(4, agent("Jo"), VisitorEvent::Accepted {}),
            event(5, agent("Jo"), said("c")),
            event(6, VisitorAuthor::Visitor, said("d")),
        ];
        let before = "[today] I: a I+ b <I 30s > Joined(\"Jo\") Jo: c <Jo 50s > I: d";
        assert_eq!(shown(&events, (0, 0), &[]), format!("{before} <I 60s Sent>"));
        assert_eq!(shown(&events, (6, 0), &[]), format!("{before} <I 60s Delivered>"));
        assert_eq!(shown(&events, (6, 6), &[]), format!("{before} <I 60s Read>"));
    }

    #[test]
    fn where_no_agent_speaks_the_site_does_and_never_the_visitor() {
        let events = [
            event(1, VisitorAuthor::Visitor, VisitorEvent::Opened {}),
            event(2, VisitorAuthor::System, said("a")),
            event(3, VisitorAuthor::Visitor, said("b")),
        ];
        assert_eq!(shown(&events, (0, 0), &[]), "[today] Shop: a <Shop 20s > I: b <I 30s Sent>");
    }

    #[test]
    fn what_is_on_its_way_follows_and_what_failed_says_why() {
        let events = [event(1, VisitorAuthor::Visitor, said("a"))];
        let sending = pending(1, Delivery::InFlight(Millis(0)));
        assert_eq!(shown(&events, (1, 1), std::slice::from_ref(&sending)), "[today] I: a I+ p1 <I  Sending>");
        let failed = pending(2, Delivery::Failed(ErrorCode::TooLong));
        assert_eq!(shown(&[], (0, 0), &[failed, sending]), "I: p2 !TooLong I: p1 <I  Sending>");
        let acked = pending(3, Delivery::Acked(sample::CONVERSATION, 2));
        assert_eq!(shown(&[], (0, 0), &[acked]), "I: p3 <I  Sent>");
    }

    #[test]
    fn a_message_keeps_its_key_when_it_arrives() {
        let cid = Cid::from_bytes([101; 16]);
        let mut own = event(1, VisitorAuthor::Visitor, said("p1"));
        own.cid = Some(cid);
        let local = Local { site: "Shop", time: &|_| String::new(), day: &|_| String::new(), today: String::new() };
        let bubble = |rows: Vec<Row>| rows.into_iter().find(|row| matches!(row, Row::Bubble { .. }));
        let on_its_way = bubble(rows(&[], &[pending(1, Delivery::Saving)], &local));
        let arrived = bubble(rows(&[Chapter { events: &[own], received: 0, read: 0 }], &[], &local));
        assert_eq!(on_its_way, arrived);
    }

    #[test]
    fn long_silences_and_new_days_part_the_groups() {
        let mut late = event(2, VisitorAuthor::Visitor, said("b"));
        late.time_ms = Millis(70_000);
        let mut tomorrow = event(3, VisitorAuthor::Visitor, said("c"));
        tomorrow.time_ms = Millis(86_400_000);
        let events = [event(1, VisitorAuthor::Visitor, said("a")), late, tomorrow];
        let want = "[today] I: a <I 10s > I: b <I 70s > [day 1] I: c <I 86400s Sent>";
        assert_eq!(shown(&events, (0, 0), &[]), want);
    }

    #[test]
    fn a_line_after_the_last_own_words_leaves_their_sign() {
        let events = [event(1, VisitorAuthor::Visitor, said("a")), event(2, agent("Jo"), VisitorEvent::Accepted {})];
        assert_eq!(shown(&events, (1, 1), &[]), "[today] I: a <I 10s Read> Joined(\"Jo\")");
    }

    #[test]
    fn an_unknown_event_shows_as_a_placeholder() {
        let mut odd = event(1, agent("Jo"), said(""));
        odd.kind = lobby_shared::event::Kind::Unknown;
        assert_eq!(shown(&[odd], (0, 0), &[]), "[today] Unknown");
    }
}
