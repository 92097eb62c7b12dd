//! The session state machines of the server under frames that no client sends: they answer with frames within the limit or
//! close, say nothing before a hello, and never say a word of somebody else's conversation.

use std::panic::AssertUnwindSafe;

use lobby_server::service::visitor::Caller;
use lobby_server::ws::agent::AgentSession;
use lobby_server::ws::visitor::VisitorSession;
use lobby_server::ws::{Flow, Session};
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;
use lobby_shared::wire::MAX_FRAME_BYTES;
use lobby_shared::wire::agent::{AgentCommand, AgentHello, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::people::{Visitor, introduction};
use lobby_tests::server::{ADMINISTRATOR, TestServer};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use super::mutate::{Corpus, codec};
use super::run;
use crate::alarm::Alarm;
use crate::dice::Dice;

/// What another visitor said.
const PRIVATE: &str = "only for Ada's eyes";

/// The frames that a session said so far, each checked.
fn heard<P: DeserializeOwned>(session: &mut impl Session, codec: Codec) -> usize {
    let frames = session.take();
    for frame in &frames {
        assert!(frame.len() <= MAX_FRAME_BYTES, "{} bytes in a frame", frame.len());
        assert!(codec.decode::<P>(frame).is_ok(), "a frame that nobody can read");
    }
    frames.len()
}

fn has_private(bytes: &[u8]) -> bool {
    bytes.windows(PRIVATE.len()).any(|window| window == PRIVATE.as_bytes())
}

/// A frame of the corpus with the ids of a real conversation in the place of the golden ones.
fn aimed(bytes: Vec<u8>, conversation: ConversationId) -> Vec<u8> {
    const GOLDEN: [u8; 16] = [0xc0; 16];
    let mut aimed = bytes;
    let binary = aimed.windows(16).position(|window| window == GOLDEN);
    if let Some(at) = binary {
        aimed[at..at + 16].copy_from_slice(conversation.as_bytes());
    }
    let named = |id: ConversationId| serde_json::to_string(&id).unwrap();
    let text = String::from_utf8(aimed);
    match text {
        Ok(text) => text.replace(&named(ConversationId::from_bytes(GOLDEN)), &named(conversation)).into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    }
}

/// Feeds a session until it closes or enough was said.
async fn feed<P: DeserializeOwned>(
    session: &mut impl Session,
    codec: Codec,
    hello: Vec<u8>,
    frames: Vec<Vec<u8>>,
    mut each: impl FnMut(&[u8]),
) {
    let mut flow = session.hello(&hello).await;
    let mut ticks = 0;
    for frame in frames {
        for said in session.take() {
            assert!(said.len() <= MAX_FRAME_BYTES && codec.decode::<P>(&said).is_ok());
            each(&said);
        }
        if matches!(flow, Flow::Close(_)) {
            break;
        }
        flow = session.frame(&frame).await;
        if frame.len() % 7 == 0 {
            ticks += 1;
            let ticked = session.tick(ticks).await;
            flow = if flow == Flow::On { ticked } else { flow };
        }
    }
    session.leave();
}

struct Scene {
    runtime: Runtime,
    server: TestServer,
    hello: VisitorHello,
    private: ConversationId,
}

fn scene() -> Scene {
    let runtime = Runtime::new().unwrap();
    let (server, hello, private) = runtime.block_on(async {
        let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
        let owner = Visitor::come(server.address(), &site.key);
        owner.write(PRIVATE).await;
        let private = owner.conversation().await;
        let from = introduction(&site.key, None);
        let hello = VisitorHello {
            version: lobby_shared::wire::VERSION,
            site: from.site,
            token: from.token,
            tab: from.tab,
            origin: from.origin,
            page: from.page,
            referrer: from.referrer,
            foreground: from.foreground,
            privacy: from.privacy,
            screen: from.screen,
            language: from.language,
            epoch: None,
            cursors: Vec::new(),
        };
        (server, hello, private)
    });
    Scene { runtime, server, hello, private }
}

fn frames(corpus: &Corpus, codec: Codec, private: ConversationId, dice: &mut Dice) -> Vec<Vec<u8>> {
    let frame = |dice: &mut Dice| match dice.below(3) {
        0 => corpus.mutated(codec, dice),
        _ => corpus.frame(codec, dice),
    };
    (0..30).map(|_| aimed(frame(dice), private)).collect()
}

#[test]
fn a_visitors_session_survives_any_frames_and_tells_nothing_of_others() {
    let _alarm = Alarm::set();
    let scene = scene();
    let corpus = Corpus::of("visitor_command");
    run("visitor's session", |dice| {
        let codec = codec(dice);
        let hello = match dice.below(4) {
            0 => corpus.mutated(codec, dice),
            _ => codec.encode(&VisitorCommand::Hello(scene.hello.clone())),
        };
        let frames = frames(&corpus, codec, scene.private, dice);
        scene.server.pass(Millis(60_000));
        let mut session = VisitorSession::new(scene.server.service().clone(), codec, Caller::default());
        assert_eq!(heard::<VisitorPush>(&mut session, codec), 0, "nothing before a hello");
        let told = |bytes: &[u8]| assert!(!has_private(bytes), "another visitor's words");
        scene.runtime.block_on(feed::<VisitorPush>(&mut session, codec, hello, frames, told));
    });
    let Scene { runtime, server, .. } = scene;
    let ended = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(server.end())));
    assert!(ended.is_ok());
}

#[test]
fn an_agents_session_survives_any_frames() {
    let _alarm = Alarm::set();
    let scene = scene();
    let corpus = Corpus::of("agent_command");
    let service = scene.server.service().clone();
    let agent = scene.runtime.block_on(async {
        let cookie = scene.server.sign_in(ADMINISTRATOR, lobby_tests::server::PASSWORD).await;
        let cookie = lobby_tests::server::Cookie::of(&cookie);
        let token = cookie.0.split_once('=').unwrap().1.to_owned();
        service.signed_in(&token).await.unwrap().unwrap()
    });
    let tab = scene.hello.tab;
    run("agent's session", |dice| {
        let codec = codec(dice);
        let hello = AgentHello { version: lobby_shared::wire::VERSION, tab, epoch: None, cursors: Vec::new() };
        let hello = codec.encode(&AgentCommand::Hello(hello));
        let frames = frames(&corpus, codec, scene.private, dice);
        scene.server.pass(Millis(1_000));
        let mut session = AgentSession::new(service.clone(), codec, agent.clone(), [7; 32]);
        assert_eq!(heard::<AgentPush>(&mut session, codec), 0, "nothing before a hello");
        scene.runtime.block_on(feed::<AgentPush>(&mut session, codec, hello, frames, |_| {}));
    });
    drop(service);
    let Scene { runtime, server, .. } = scene;
    runtime.block_on(server.end());
}
