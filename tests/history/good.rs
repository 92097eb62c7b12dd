//! Two small runs in which everything went well, for the bad ones to start from: in one a visitor writes first, in the
//! other they accept an invitation and never write.

use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{AgentId, Cid, ConversationId, EventId, InvitationId};
use lobby_shared::time::Millis;
use lobby_tests::history::kept::{Kept, KeptConversation, KeptEvent, KeptInvitation};
use lobby_tests::history::{History, Person, Place, Record, Terms, What};

pub const ANN: usize = 0;
pub const JO: usize = 1;
pub const BEN: usize = 2;
/// Jo's id.
pub const AGENT: AgentId = AgentId::from_bytes([9; 16]);
/// Ann's conversation, which Jo has.
pub const TALK: ConversationId = ConversationId::from_bytes([1; 16]);

/// The n-th event's id.
pub const fn event(n: u8) -> EventId {
    EventId::from_bytes([n; 16])
}

/// The cid of the n-th message.
pub const fn cid(n: u8) -> Cid {
    Cid::from_bytes([n; 16])
}

/// The words of the n-th message, with their mark.
pub fn words(n: u8) -> String {
    format!("hello ~word{n}~")
}

/// Opened, Ann's first, accepted, Jo's note, Jo's answer, Ann's second: six for Jo, five for Ann.
fn kinds() -> Vec<(i64, Option<u8>, AgentEvent)> {
    let message = |n| AgentEvent::Message { text: words(n) };
    vec![
        (0, None, AgentEvent::Opened {}),
        (0, Some(2), message(2)),
        (1, None, AgentEvent::Accepted {}),
        (2, None, AgentEvent::Note { text: words(4) }),
        (1, Some(5), message(5)),
        (0, Some(6), message(6)),
    ]
}

/// What is on disk.
pub fn kept() -> Kept {
    let mut public = 0;
    let of = |(number, (author, said, kind)): (u8, (i64, Option<u8>, AgentEvent))| {
        let pseq = kind.public().map(|_| {
            public += 1;
            public
        });
        KeptEvent {
            conversation: TALK,
            seq: number.into(),
            pseq,
            id: event(number),
            author,
            cid: said.map(cid),
            kind: Kind::Known(kind),
        }
    };
    let events = (1..).zip(kinds()).map(of).collect();
    let conversation = KeptConversation {
        id: TALK,
        site: 1,
        visitor: 1,
        state: 1,
        agent: Some(AGENT),
        last_seq: 6,
        last_pseq: 5,
        visitor_marks: (5, 5),
        agent_marks: (6, 2),
    };
    Kept { conversations: vec![conversation], events, invitations: Vec::new() }
}

/// The record of an event applied here.
pub fn applied(kept: &Kept, place: usize, n: usize) -> What {
    let event = &kept.events[n - 1];
    let visitor = place != JO;
    let own = event.author == i64::from(!visitor);
    What::Applied {
        conversation: TALK,
        number: if visitor { event.pseq.unwrap_or_default() } else { event.seq },
        event: event.id,
        cid: event.cid.filter(|_| own),
        said: event.said().map(str::to_owned),
    }
}

fn acked(n: u8, number: u64) -> What {
    What::Acked { cid: cid(n), conversation: TALK, number, event: event(n) }
}

fn pressed(n: u8, lane: Option<ConversationId>) -> What {
    What::Pressed { cid: cid(n), lane, text: words(n) }
}

fn heard(n: u8) -> What {
    What::Heard(vec![format!("word{n}")])
}

/// What everybody did and saw.
pub fn history() -> History {
    let kept = kept();
    let at = |place, n| (place, applied(&kept, place, n));
    let (lane, end) = (Some(TALK), |applied, marks: (u64, u64)| What::Stands {
        conversation: TALK,
        applied,
        received: marks.0,
        read: marks.1,
    });
    let steps = vec![
        (ANN, What::Loaded),
        (JO, What::Loaded),
        (BEN, What::Loaded),
        (ANN, What::Welcomed),
        (JO, What::Welcomed),
        (BEN, What::Welcomed),
        (ANN, pressed(2, None)),
        (ANN, acked(2, 2)),
        at(ANN, 1),
        at(ANN, 2),
        (JO, heard(2)),
        at(JO, 1),
        at(JO, 2),
        at(JO, 3),
        (JO, What::Followed(TALK)),
        at(ANN, 3),
        (JO, heard(4)),
        at(JO, 4),
        (JO, pressed(5, lane)),
        (JO, acked(5, 5)),
        at(JO, 5),
        (ANN, heard(5)),
        at(ANN, 5),
        (ANN, pressed(6, None)),
        (ANN, acked(6, 5)),
        at(ANN, 6),
        (JO, heard(6)),
        at(JO, 6),
        (ANN, end(5, (5, 2))),
        (JO, end(6, (5, 5))),
        (JO, What::Lists(vec![(TALK, false)])),
        (ANN, What::Waits(256)),
    ];
    let record = |(n, (place, what)): (u64, (usize, What))| Record { at: Millis(n * 100), place, what };
    let place = |name: &str, person| Place { name: name.into(), person };
    History {
        places: vec![
            place("Ann", Person::Visitor(1)),
            place("Jo", Person::Agent(AGENT)),
            place("Ben", Person::Visitor(2)),
        ],
        records: (0..).zip(steps).map(record).collect(),
        terms: Terms { healed: Millis(0), within: Millis(10_000), most_waiting: 256, lossy: false },
    }
}

/// The invitation of the second run.
pub const fn invitation() -> InvitationId {
    InvitationId::from_bytes([5; 16])
}

/// Jo invites Ann, who accepts and writes nothing: opened, accepted, and Jo's words.
pub fn invited() -> (History, Kept) {
    let said = "May I help?";
    let kinds = [AgentEvent::Opened {}, AgentEvent::Accepted {}, AgentEvent::Message { text: said.into() }];
    let events = (1..).zip(kinds).map(|(number, kind)| KeptEvent {
        conversation: TALK,
        seq: number,
        pseq: Some(number),
        id: event(u8::try_from(number).expect("three events")),
        author: i64::from(number > 1),
        cid: None,
        kind: Kind::Known(kind),
    });
    let mut kept = kept();
    kept.events = events.collect();
    let conversation = &mut kept.conversations[0];
    (conversation.last_seq, conversation.last_pseq) = (3, 3);
    (conversation.visitor_marks, conversation.agent_marks) = ((3, 3), (0, 0));
    kept.invitations =
        vec![KeptInvitation { id: invitation(), site: 1, visitor: 1, words: said.into(), accepted: true }];
    let end = |marks: (u64, u64)| What::Stands { conversation: TALK, applied: 3, received: marks.0, read: marks.1 };
    let applied = |place| (1..=3).map(move |n| (place, n));
    let mut steps = vec![
        (ANN, What::Loaded),
        (JO, What::Loaded),
        (BEN, What::Loaded),
        (ANN, What::Welcomed),
        (JO, What::Welcomed),
        (BEN, What::Welcomed),
        (ANN, What::Invited(invitation())),
        (ANN, What::Agreed(invitation())),
        (JO, What::Followed(TALK)),
    ];
    steps.extend(applied(ANN).chain(applied(JO)).map(|(place, n)| (place, self::applied(&kept, place, n))));
    steps.extend([(ANN, end((0, 0))), (JO, end((3, 3))), (JO, What::Lists(vec![(TALK, false)]))]);
    let record = |(n, (place, what)): (u64, (usize, What))| Record { at: Millis(n * 100), place, what };
    let records = (0..).zip(steps).map(record).collect();
    (History { records, ..history() }, kept)
}
