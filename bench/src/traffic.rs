//! Who talks in a run: visitors, consoles, or the clients of a bare echo, each with its lane and its reader.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lobby_shared::event::{AgentAuthor, VisitorAuthor};
use lobby_shared::id::ConversationId;
use lobby_shared::wire::Head;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::log::{LogCommand, LogPush};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use tokio::task::JoinSet;

use crate::agent::{self, Console};
use crate::draw::Draw;
use crate::gather::gather;
use crate::link::{Door, Link};
use crate::lobby::Scene;
use crate::outcome::Done;
use crate::pace::{self, Due, Lane, Outcome, Samples};
use crate::visitor::{self, Kept, Visitor};
use crate::watch::window;

/// The lanes of a run and the readers of their answers; all links close when it is dropped.
#[derive(Default)]
pub struct Traffic {
    readers: JoinSet<()>,
    samples: Arc<Samples>,
    lanes: Vec<Lane>,
}

/// What visitors' browsers keep, updated as they are answered.
pub type Browsers = Arc<Mutex<Vec<Kept>>>;

/// Answers in another place than where the message left: by conversation.
type ByConversation = HashMap<ConversationId, Arc<Due>>;

impl Traffic {
    /// Sends at this rate for so long.
    pub async fn run(&mut self, rate: f64, length: Duration) -> Done<Outcome> {
        let lanes = std::mem::take(&mut self.lanes);
        let (outcome, lanes) = pace::run(lanes, &self.samples, rate, length).await?;
        self.lanes = lanes;
        Ok(outcome)
    }

    /// Clients of an echo, whose messages are as long as a visitor's.
    pub async fn echo(address: SocketAddr, count: usize) -> Done<Self> {
        let door = Door { address, path: "/", protocol: None, cookie: None };
        let links = gather(count, |_| {
            let door = door.clone();
            async move { Link::open(&door).await }
        })
        .await?;
        let mut traffic = Self::default();
        let message = visitor::message(Some(ConversationId::from_bytes([7; 16])), &mut Draw::fresh());
        for mut link in links {
            let (due, message) = (Arc::<Due>::default(), message.clone());
            traffic.lane(&link, &due, move || message.clone());
            let samples = Arc::clone(&traffic.samples);
            traffic.readers.spawn(async move {
                while link.hear().await.is_some() {
                    samples.answer(&due);
                }
            });
        }
        Ok(traffic)
    }

    /// The first so many regulars, each writing into their own conversation.
    pub async fn visitors(address: SocketAddr, scene: &Scene, browsers: &Browsers, count: usize) -> Done<Self> {
        let mut traffic = Self::default();
        for (number, visitor, conversation) in come_in(address, scene, browsers, count).await? {
            let (due, mut draw) = (Arc::<Due>::default(), Draw::fresh());
            traffic.lane(&visitor.link, &due, move || visitor::message(Some(conversation), &mut draw));
            traffic.read_visitor(visitor.link, Some(due), Arc::clone(browsers), number);
        }
        Ok(traffic)
    }

    /// Visitors who chat with agents: of five messages four are a visitor's and one is an agent's. One console watches.
    pub async fn pairs(address: SocketAddr, scene: &Scene, browsers: &Browsers, count: usize) -> Done<Self> {
        let mut traffic = Self::default();
        let mut visitors = come_in(address, scene, browsers, count).await?;
        let mut consoles = take_all(address, scene, &visitors).await?;
        let mut by_console: Vec<ByConversation> = consoles.iter().map(|_| HashMap::new()).collect();
        for (number, visitor, conversation) in visitors.drain(..) {
            let (due, mut draw) = (Arc::<Due>::default(), Draw::fresh());
            traffic.lane(&visitor.link, &due, move || visitor::message(Some(conversation), &mut draw));
            traffic.read_visitor(visitor.link, Some(due), Arc::clone(browsers), number);
            let place = number % consoles.len().max(1);
            if number.is_multiple_of(4)
                && let (Some(console), Some(answers)) = (consoles.get(place), by_console.get_mut(place))
            {
                let (due, mut draw) = (Arc::<Due>::default(), Draw::fresh());
                traffic.lane(&console.link, &due, move || agent::message(conversation, &mut draw));
                answers.insert(conversation, due);
            }
        }
        for (console, answers) in consoles.drain(..).zip(by_console) {
            traffic.read_console(console, answers, HashMap::new());
        }
        Ok(traffic)
    }

    /// Visitors who type and agents who see it: relayed, and nothing of it stored.
    pub async fn typing(address: SocketAddr, scene: &Scene, browsers: &Browsers, count: usize) -> Done<Self> {
        let mut traffic = Self::default();
        let mut visitors = come_in(address, scene, browsers, count).await?;
        let mut consoles = take_all(address, scene, &visitors).await?;
        let mut by_console: Vec<ByConversation> = consoles.iter().map(|_| HashMap::new()).collect();
        for (number, visitor, conversation) in visitors.drain(..) {
            let (due, mut on) = (Arc::<Due>::default(), false);
            traffic.lane(&visitor.link, &due, move || {
                on = !on;
                visitor::encode(&VisitorCommand::Typing(on))
            });
            traffic.read_visitor(visitor.link, None, Arc::clone(browsers), number);
            if let Some(seen) = by_console.get_mut(number % consoles.len().max(1)) {
                seen.insert(conversation, due);
            }
        }
        for (console, seen) in consoles.drain(..).zip(by_console) {
            traffic.read_console(console, HashMap::new(), seen);
        }
        Ok(traffic)
    }

    fn lane(&mut self, link: &Link, due: &Arc<Due>, words: impl FnMut() -> Vec<u8> + Send + 'static) {
        self.lanes.push(Lane { mouth: link.mouth(), words: Box::new(words), due: Arc::clone(due) });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "this role heeds only what it must answer")]
    fn read_visitor(&mut self, mut link: Link, due: Option<Arc<Due>>, browsers: Browsers, number: usize) {
        let samples = Arc::clone(&self.samples);
        self.readers.spawn(async move {
            let own = due.unwrap_or_default();
            while let Some(bytes) = link.hear().await {
                let Ok(push) = visitor::decode(bytes) else { return };
                let answer = match push {
                    VisitorPush::Log(LogPush::Ack(ack)) => {
                        samples.answer(&own);
                        let mut browsers = browsers.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(kept) = browsers.get_mut(number) {
                            kept.cursor = Some(visitor::cursor(&ack));
                        }
                        None
                    }
                    VisitorPush::Log(LogPush::Nack(_)) => {
                        samples.refuse(&own);
                        None
                    }
                    VisitorPush::Log(LogPush::Event(event)) if matches!(event.author, VisitorAuthor::Agent(_)) => {
                        let head = Head { conversation: event.conversation, number: event.number };
                        Some(VisitorCommand::Log(LogCommand::Received(head)))
                    }
                    VisitorPush::Ping(number) => Some(VisitorCommand::Pong(number)),
                    _ => None,
                };
                if let Some(command) = answer
                    && link.say(&visitor::encode(&command)).await.is_err()
                {
                    return;
                }
            }
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "this role heeds only what it must answer")]
    fn read_console(&mut self, console: Console, answers: ByConversation, typing: ByConversation) {
        let (samples, mut link) = (Arc::clone(&self.samples), console.link);
        self.readers.spawn(async move {
            while let Some(bytes) = link.hear().await {
                let Ok(push) = agent::decode(bytes) else { return };
                let answer = match push {
                    AgentPush::Log(LogPush::Ack(ack)) => {
                        answers.get(&ack.conversation).into_iter().for_each(|due| samples.answer(due));
                        None
                    }
                    AgentPush::Typing { conversation, .. } => {
                        typing.get(&conversation).into_iter().for_each(|due| samples.answer(due));
                        None
                    }
                    AgentPush::Log(LogPush::Event(event)) if event.author == AgentAuthor::Visitor => {
                        let head = Head { conversation: event.conversation, number: event.number };
                        Some(AgentCommand::Log(LogCommand::Received(head)))
                    }
                    AgentPush::Ping(number) => Some(AgentCommand::Pong(number)),
                    _ => None,
                };
                if let Some(command) = answer
                    && link.say(&agent::encode(&command)).await.is_err()
                {
                    return;
                }
            }
        });
    }
}

/// Brings in regulars, with their place and their conversation.
async fn come_in(
    address: SocketAddr,
    scene: &Scene,
    browsers: &Browsers,
    count: usize,
) -> Done<Vec<(usize, Visitor, ConversationId)>> {
    let kept = browsers.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let door = visitor::door(address);
    gather(count.min(kept.len()), |number| {
        let (door, key, kept) = (door.clone(), scene.key().clone(), kept.get(number).copied().unwrap_or_default());
        async move {
            let visitor = Visitor::enter(&door, &key, kept, &mut Draw::fresh()).await?;
            let conversation = kept.cursor.ok_or("a regular has a conversation")?.conversation;
            Ok((number, visitor, conversation))
        }
    })
    .await
}

/// Opens every agent's console and deals the conversations out in turn.
async fn take_all(
    address: SocketAddr,
    scene: &Scene,
    visitors: &[(usize, Visitor, ConversationId)],
) -> Done<Vec<Console>> {
    let dealt: Arc<Vec<ConversationId>> = Arc::new(visitors.iter().map(|(_, _, conversation)| *conversation).collect());
    let agents = scene.agents.len();
    gather(agents, |place| {
        let (dealt, cookie, site) = (Arc::clone(&dealt), scene.agents.get(place).cloned(), scene.site.clone());
        async move {
            let cookie = cookie.ok_or("an agent without a sign-in")?;
            let mut console = Console::enter(address, &cookie, &mut Draw::fresh()).await?;
            if place == 0 {
                console.watch(window(&site, 0)).await?;
            }
            for conversation in dealt.iter().skip(place).step_by(agents) {
                console.take(*conversation).await?;
            }
            Ok(console)
        }
    })
    .await
}
