//! Every state of the panel, as plain values: for the gallery, and for tests that want them all.

use lobby_shared::id::{Cid, ConversationId};
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::error::ErrorCode;

use super::link::Line;
use super::shown::{Card, Shown};
use super::stage::Stage;
use super::stream::{Note, Row, Sign};

const CONVERSATION: ConversationId = ConversationId::from_bytes([1; 16]);
const LONG: &str = "Rucksackregenschutzhüllenverlängerungsschnallenersatzteilbestellnummernverzeichnis";

/// A state: its name, what the panel shows, and the rows.
pub type Sample = (&'static str, Shown, Vec<Row>);

fn said(key: u8, agent: Option<&str>, text: &str, first: bool) -> Row {
    Row::Bubble { key: [key; 16], agent: agent.map(str::to_owned), text: text.into(), first }
}

fn caption(key: u8, agent: Option<&str>, time: &str, sign: Option<Sign>) -> Row {
    Row::Caption { key: [key; 16], agent: agent.map(str::to_owned), time: time.into(), sign }
}

fn note(key: u8, note: Note, time: &str) -> Row {
    Row::Note { key: [key; 16], note, time: time.into() }
}

fn asked() -> Vec<Row> {
    vec![
        Row::Day { key: [1; 16], name: None, time: "14:28".into() },
        said(1, None, "Is the rain cover included, or do I need to order it separately?", true),
    ]
}

fn talk() -> Vec<Row> {
    let mut rows = asked();
    rows.extend([
        caption(1, None, "14:28", None),
        note(2, Note::Joined("Jo Lane".into()), "14:29"),
        said(3, Some("Jo Lane"), "It’s included, in the pocket at the bottom.", true),
        said(4, Some("Jo Lane"), "Pull the grey loop and it folds out.", false),
        caption(3, Some("Jo Lane"), "14:30", None),
        said(5, None, "Great.\nDoes the 40 L fit as cabin luggage?", true),
    ]);
    rows
}

fn with(mut rows: Vec<Row>, more: impl IntoIterator<Item = Row>) -> Vec<Row> {
    rows.extend(more);
    rows
}

fn long() -> Vec<Row> {
    let name = "Wolfeschlegelsteinhausenbergerdorff Alexandrovitch";
    vec![
        note(1, Note::Joined(name.into()), "14:29"),
        said(2, Some(name), LONG, true),
        said(3, Some(name), "https://shop.example/rucksacks/40-litres/spare-parts?colour=green&size=l&page=1", false),
        caption(2, Some(name), "14:30", None),
        said(4, None, LONG, true),
        caption(4, None, "14:31", Some(Sign::Delivered)),
    ]
}

fn arabic() -> Vec<Row> {
    vec![
        Row::Day { key: [1; 16], name: None, time: "14:28".into() },
        said(1, None, "هل غطاء المطر مشمول مع حقيبة 40 L؟", true),
        caption(1, None, "14:28", None),
        said(2, Some("ليلى حداد"), "نعم، ستجده في الجيب السفلي.", true),
        said(3, Some("ليلى حداد"), "The part is no. 4711-B.", false),
        caption(2, Some("ليلى حداد"), "14:30", None),
        said(4, None, "شكرًا جزيلًا.", true),
        caption(4, None, "14:31", Some(Sign::Read)),
    ]
}

fn chinese() -> Vec<Row> {
    vec![
        Row::Day { key: [1; 16], name: None, time: "14:28".into() },
        said(1, None, "请问防雨罩是随包附赠的吗？", true),
        caption(1, None, "14:28", None),
        said(2, Some("李雷"), "是的，就在背包底部的口袋里。", true),
        caption(2, Some("李雷"), "14:30", None),
        said(3, None, "太好了，谢谢！", true),
        caption(3, None, "14:31", Some(Sign::Read)),
    ]
}

fn invitation() -> Card {
    Card {
        agent: "Jo Lane".into(),
        text: "Hello. Are you looking for a tent for two? I am happy to help you choose one, and to say which of them is dry \
               in a storm."
            .into(),
    }
}

fn goodbye() -> [Row; 3] {
    [
        said(6, Some("Jo Lane"), "It does. Have a good trip.", true),
        caption(6, Some("Jo Lane"), "14:40", None),
        note(7, Note::Ended(lobby_shared::conversation::Side::Agent), "14:41"),
    ]
}

/// The states with an invitation, in the panel and beside the launcher.
fn invited(fresh: &Shown) -> [Sample; 4] {
    let invited = Shown { invitation: Some(invitation()), ..fresh.clone() };
    let of_the_site = Card { agent: fresh.site.clone(), ..invitation() };
    [
        ("invited", Shown { open: true, ..invited.clone() }, Vec::new()),
        ("invited-late", Shown { late: true, open: true, ..fresh.clone() }, Vec::new()),
        ("invitation", invited.clone(), Vec::new()),
        ("invitation-of-the-site", Shown { invitation: Some(of_the_site), ..invited }, Vec::new()),
    ]
}

/// All states.
pub fn states() -> Vec<Sample> {
    let base = Shown { site: "Trek Supply".into(), available: true, ..Shown::default() };
    let fresh = Shown { fresh: true, ..base.clone() };
    let waiting = Shown { stage: Stage::Waiting(CONVERSATION), ..base.clone() };
    let with_agent = |agent: &str, asked| Stage::Talking { conversation: CONVERSATION, agent: agent.to_owned(), asked };
    let talking = Shown { stage: with_agent("Jo Lane", false), ..base.clone() };
    let sending = caption(5, None, "", Some(Sign::Sending));
    let read = caption(5, None, "14:31", Some(Sign::Read));
    let failed = Row::Failed { cid: Cid::from_bytes([5; 16]), code: ErrorCode::TooFast };
    let teaser = |agent: &str, text: &str| Shown {
        teaser: Some(Card { agent: agent.into(), text: text.into() }),
        ..talking.clone()
    };
    let invited = invited(&fresh);
    let delivered = || caption(1, None, "14:28", Some(Sign::Delivered));
    let draft = |draft: &str| Shown { draft: draft.into(), ..talking.clone() };
    let mut states = vec![
        ("starting", Shown { fresh: true, ..Shown::default() }, Vec::new()),
        ("fresh", fresh.clone(), Vec::new()),
        ("fresh-nobody", Shown { available: false, ..fresh }, Vec::new()),
        ("waiting", waiting.clone(), with(asked(), [delivered()])),
        (
            "waiting-nobody",
            Shown { available: false, ..waiting.clone() },
            with(asked(), [caption(1, None, "14:28", Some(Sign::Sent))]),
        ),
        ("busy", Shown { busy: true, ..waiting.clone() }, with(asked(), [delivered()])),
        ("talking", talking.clone(), with(talk(), [read.clone()])),
        ("typing", Shown { typing: true, ..talking.clone() }, with(talk(), [sending.clone()])),
        ("writing", draft("Then I take the green one.\nAnd one more thing:"), with(talk(), [read.clone()])),
        ("previewed", Shown { previewed: true, ..draft("Then I take the green one.") }, with(talk(), [read.clone()])),
        ("failed", talking.clone(), with(talk(), [failed])),
        ("lost", Shown { line: Line::Lost, ..talking.clone() }, with(talk(), [sending])),
        ("stopped", Shown { line: Line::Stopped(CloseCode::Fault), ..talking.clone() }, with(talk(), [read.clone()])),
        (
            "asked-to-end",
            Shown { stage: with_agent("Jo Lane", true), ..talking.clone() },
            with(talk(), [read.clone(), note(8, Note::AskedToEnd("Jo Lane".into()), "14:40")]),
        ),
        (
            "ended",
            Shown { stage: Stage::Ended, ..base.clone() },
            with(talk(), [read.clone()].into_iter().chain(goodbye())),
        ),
        ("menu", Shown { menu: true, ..talking.clone() }, with(talk(), [read.clone()])),
        ("leaving", Shown { leaving: true, ..talking.clone() }, with(talk(), [read.clone()])),
        ("near-the-limit", draft(&"Nearly there. ".repeat(68)), with(talk(), [read.clone()])),
        ("over-the-limit", draft(&"A long story. ".repeat(80)), with(talk(), [read.clone()])),
        ("new-messages", Shown { above: true, news: true, ..talking.clone() }, with(talk(), talk())),
        ("long-words", Shown { stage: with_agent(LONG, false), site: LONG.into(), ..talking.clone() }, long()),
        ("arabic", Shown { stage: with_agent("ليلى حداد", false), ..talking.clone() }, arabic()),
        ("chinese", Shown { stage: with_agent("李雷", false), ..talking.clone() }, chinese()),
        ("teaser", teaser("Jo Lane", "It’s included, in the pocket at the bottom."), Vec::new()),
        ("teaser-long", teaser(LONG, &[LONG, " ", LONG, " ", LONG].concat()), Vec::new()),
    ];
    states.extend(invited);
    states
}
