//! A crowd under load: visitors who press Send while less than a few words are under way, and an agent's consoles that
//! accept and answer. At the end everyone converges, and the ledger is held against the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lobby_server::store::Target;
use lobby_shared::client::{AgentIntroduction, AgentRequest, AgentRole, Input, VisitorRole};
use lobby_shared::id::{AgentId, ConversationId, TabId, VisitorToken};
use lobby_shared::site::SiteCard;
use lobby_shared::wire::VERSION;
use lobby_shared::wire::agent::{AgentCommand, AgentHello, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_tests::dial::Door;
use lobby_tests::history::Person;
use lobby_tests::people::introduction;
use lobby_tests::raw::Raw;
use lobby_tests::server::Cookie;

use crate::ledger::{Ledger, read};
use crate::party::{Order, PATIENCE, Party, Seen};
use crate::record::{CONSOLE, Run};
use crate::serving::Plan;
use crate::speak::Speak;

/// Looks, 20 ms apart, that must find everybody at rest and of one mind.
const RESTS_FOR: u32 = 15;
/// Messages of one visitor that may be under way.
const UNDER_WAY: usize = 4;
/// The agent answers each so many messages.
const ANSWERED: usize = 8;

/// A visitor.
pub type Visitor = Party<VisitorRole>;
/// An agent's console.
pub type Agent = Party<AgentRole>;

/// Everyone.
pub struct Crowd {
    /// The visitors.
    pub visitors: Vec<Arc<Visitor>>,
    /// The consoles.
    pub agents: Vec<Arc<Agent>>,
    left: Arc<AtomicI64>,
}

/// A visitor of this site through this door; every other one speaks JSON.
pub fn visitor(door: Door, site: &SiteCard, number: u64) -> Visitor {
    tab(door, site, number, None)
}

fn codec_of(number: u64) -> Codec {
    if number.is_multiple_of(2) { Codec::Postcard } else { Codec::Json }
}

/// A tab of the visitor whom a token opens.
pub fn tab(door: Door, site: &SiteCard, number: u64, token: Option<VisitorToken>) -> Visitor {
    watched(door, site, number, token, None)
}

fn watched(door: Door, site: &SiteCard, number: u64, token: Option<VisitorToken>, run: Option<&Run>) -> Visitor {
    let (name, codec) = (format!("visitor {number}"), codec_of(number));
    let watcher = run.map(|run| run.watcher(&name, Person::Visitor(number), codec));
    Party::start(name, door, introduction(&site.key, token), codec, number * 7 + 1, watcher)
}

/// A console through this door.
pub fn agent(door: Door, number: u8) -> Agent {
    console(door, number, None)
}

fn console(door: Door, number: u8, run: Option<&Run>) -> Agent {
    let introduction = AgentIntroduction { tab: TabId::from_bytes([number; 16]) };
    let name = format!("{CONSOLE}{number}");
    let watcher = run.map(|run| run.watcher(&name, Person::Agent(run.agent), Codec::Postcard));
    Party::start(name, door, introduction, Codec::Postcard, u64::from(number) + 1, watcher)
}

/// Who is signed in behind this door.
pub async fn who(door: &Door) -> AgentId {
    let mut raw = Raw::open(door).await;
    let tab = TabId::from_bytes([0xff; 16]);
    raw.say(&AgentCommand::Hello(AgentHello { version: VERSION, tab, epoch: None, cursors: Vec::new() })).await;
    let AgentPush::Welcome(welcome) = raw.hear().await else { panic!("no welcome") };
    welcome.agent.agent
}

/// A mark that nobody else's words have; see [`lobby_tests::history::marks`].
fn mark() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("~m{:05}~", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Crowd {
    /// Everyone comes; nobody says anything until [`Self::say`].
    #[expect(clippy::disallowed_methods, reason = "the tasks end with the test's runtime")]
    pub fn gather(doors: (Door, Door), site: &SiteCard, visitors: u64, run: Option<&Run>) -> Self {
        let left = Arc::new(AtomicI64::new(0));
        let visitors: Vec<Arc<Visitor>> =
            (0..visitors).map(|number| Arc::new(watched(doors.0.clone(), site, number, None, run))).collect();
        let agents: Vec<Arc<Agent>> = (0..2).map(|number| Arc::new(console(doors.1.clone(), number, run))).collect();
        for visitor in &visitors {
            tokio::spawn(talk(Arc::clone(visitor), Arc::clone(&left)));
        }
        for (number, agent) in agents.iter().enumerate() {
            tokio::spawn(answer(Arc::clone(agent), number == 0, Arc::clone(&left)));
        }
        Self { visitors, agents, left }
    }

    /// The crowd of a plan's own address.
    pub fn at(plan: &Plan, site: &SiteCard, cookie: &Cookie, visitors: u64) -> Self {
        let doors = (Door::visitor(plan.address), Door::agent(plan.address, cookie.clone()));
        Self::gather(doors, site, visitors, None)
    }

    /// So many more messages are to be said, by whoever has room.
    pub fn say(&self, messages: u64) {
        self.left.fetch_add(i64::try_from(messages).expect("a number of messages"), Ordering::SeqCst);
    }

    /// How many messages were acknowledged so far.
    pub fn acked(&self) -> usize {
        let visitors: usize = self.visitors.iter().map(|visitor| visitor.look(|seen| seen.acked.len())).sum();
        visitors + self.agents.iter().map(|agent| agent.look(|seen| seen.acked.len())).sum::<usize>()
    }

    /// Waits until so many messages are acknowledged, or everything is said.
    pub async fn until_acked(&self, count: usize) {
        let begin = Instant::now();
        while self.acked() < count && self.is_busy() {
            assert!(begin.elapsed() < PATIENCE, "{} acknowledged, never {count}", self.acked());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How often a visitor was refused with another try, because the database does not write.
    pub fn refusals(&self) -> u64 {
        let of = |seen: &Seen<VisitorRole>| seen.retries.get(&ErrorCode::Unavailable).copied().unwrap_or(0);
        self.visitors.iter().map(|visitor| visitor.look(of)).sum()
    }

    /// Waits for one refusal more than so many.
    pub async fn until_refused(&self, before: u64) {
        let begin = Instant::now();
        while self.refusals() <= before {
            assert!(begin.elapsed() < PATIENCE, "nobody was refused");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Refusals for another reason than the database's or a sender's own haste, and messages that were given up: of either,
    /// nobody shall have any.
    pub fn other_refusals(&self) -> Vec<String> {
        fn others<R: Speak>(seen: &Seen<R>) -> Vec<String> {
            let expected = [ErrorCode::Unavailable, ErrorCode::TooFast];
            let put_off = seen.retries.keys().filter(|code| !expected.contains(code));
            put_off.chain(seen.failed.values()).map(|code| format!("{}: {code:?}", seen.name)).collect()
        }
        let of_visitors = self.visitors.iter().flat_map(|one| one.look(others));
        of_visitors.chain(self.agents.iter().flat_map(|one| one.look(others))).collect()
    }

    fn is_busy(&self) -> bool {
        let under_way = |visitor: &Arc<Visitor>| visitor.look(|seen| seen.under_way > 0);
        self.left.load(Ordering::SeqCst) > 0
            || self.visitors.iter().any(under_way)
            || self.agents.iter().any(|agent| agent.look(|seen| seen.under_way > 0))
    }

    /// The browsers say that they are online again.
    pub async fn nudge(&self) {
        for visitor in &self.visitors {
            visitor.feed(Input::Nudge).await;
        }
        for agent in &self.agents {
            agent.feed(Input::Nudge).await;
        }
    }

    /// Some visitors reload the page.
    pub async fn reload(&self, every: usize, from: usize) {
        for visitor in self.visitors.iter().skip(from % every).step_by(every) {
            visitor.order(Order::Reload).await;
        }
    }

    /// Waits until nothing is under way and everyone who reads a conversation has come equally far.
    pub async fn converges(&self) {
        let (mut begin, mut acked) = (Instant::now(), 0);
        let mut looks = 0;
        // A word on its way from who presses to their client is nowhere to be seen for a moment.
        while looks < RESTS_FOR {
            looks = if self.is_busy() || !self.agrees() { 0 } else { looks + 1 };
            if self.acked() > acked {
                (begin, acked) = (Instant::now(), self.acked());
            }
            assert!(begin.elapsed() < PATIENCE, "no convergence: {}", self.describe());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until everyone who reads a conversation has all of it that is on disk: what was committed when the program
    /// died before it rang is told by the next heads.
    pub async fn catches_up(&self, target: &Target) {
        let begin = Instant::now();
        loop {
            let rows = read(target).await;
            let kept = |id: &ConversationId| rows.iter().filter(|row| row.conversation == *id).count();
            let agents = self.agents.iter().all(|one| one.look(|seen| seen.has_all(kept)));
            if agents && self.visitors.iter().all(|one| one.look(|seen| seen.has_all(kept))) {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "somebody does not hear of what is on disk");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits until every receipt has come, and lets everyone write down how everything stands.
    pub async fn ends(&self) {
        for visitor in &self.visitors {
            visitor.until("the receipts", |seen| !seen.owed).await;
        }
        for agent in &self.agents {
            agent.until("the receipts", |seen| !seen.owed).await;
        }
        for visitor in &self.visitors {
            visitor.order(Order::End).await;
            visitor.until("the end", |seen| seen.over).await;
        }
        for agent in &self.agents {
            agent.order(Order::End).await;
            agent.until("the end", |seen| seen.over).await;
        }
    }

    fn agrees(&self) -> bool {
        let length = |conversation: &ConversationId| {
            let agents =
                self.agents.iter().map(|agent| agent.look(|seen| seen.applied.get(conversation).map(Vec::len)));
            let visitors =
                self.visitors.iter().map(|visitor| visitor.look(|seen| seen.applied.get(conversation).map(Vec::len)));
            let mut lengths: Vec<usize> = agents.chain(visitors).flatten().collect();
            lengths.dedup();
            lengths.len() == 1
        };
        let of_agents =
            self.agents.iter().flat_map(|agent| agent.look(|seen| seen.applied.keys().copied().collect::<Vec<_>>()));
        let of_visitors = self
            .visitors
            .iter()
            .flat_map(|visitor| visitor.look(|seen| seen.applied.keys().copied().collect::<Vec<_>>()));
        let mut all: Vec<ConversationId> = of_agents.chain(of_visitors).collect();
        all.sort_unstable();
        all.dedup();
        all.iter().all(length)
    }

    fn describe(&self) -> String {
        let words = self.visitors.iter().map(|visitor| {
            visitor.look(|seen| format!("{}: {} under way, {:?}", seen.name, seen.under_way, seen.status))
        });
        words.filter(|words| !words.contains(": 0 under way, Some(Ready)")).collect::<Vec<_>>().join("; ")
    }

    /// Holds what everyone did and saw against the database of a server that is gone; how many messages it holds.
    pub async fn settle(self, target: &Target) -> usize {
        let mut ledger = Ledger::new(read(target).await);
        for visitor in &self.visitors {
            ledger.hold(&visitor.seen());
        }
        for agent in &self.agents {
            ledger.hold(&agent.seen());
        }
        let messages = ledger.messages();
        ledger.close();
        messages
    }
}

async fn talk(visitor: Arc<Visitor>, left: Arc<AtomicI64>) {
    let mut number = 0;
    let mut seen = visitor.watch();
    loop {
        if visitor.look(|seen| seen.under_way < UNDER_WAY) && left.fetch_sub(1, Ordering::SeqCst) > 0 {
            number += 1;
            let pressed = visitor.look(|seen| seen.pressed.len());
            visitor.press(None, format!("message {number} {}", mark())).await;
            // The order has been carried out when it is written down.
            let _ = seen.wait_for(|seen| seen.pressed.len() > pressed).await;
            continue;
        }
        if left.load(Ordering::SeqCst) < 0 {
            left.store(0, Ordering::SeqCst);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Follows every conversation that waits; the first console also takes them and answers now and then.
async fn answer(agent: Arc<Agent>, first: bool, left: Arc<AtomicI64>) {
    let mut taken: Vec<(ConversationId, usize)> = Vec::new();
    loop {
        let waiting = agent.look(Seen::waiting);
        for conversation in waiting {
            if taken.iter().all(|(known, _)| *known != conversation) {
                if first {
                    agent.feed(Input::Request(AgentRequest::Accept(conversation))).await;
                }
                agent.feed(Input::Request(AgentRequest::Follow(conversation))).await;
                taken.push((conversation, ANSWERED));
            }
        }
        for (conversation, next) in &mut taken {
            let (come, under_way) = agent.look(|seen| {
                let is_mine = seen.done.contains(&AgentRequest::Accept(*conversation));
                (seen.applied.get(conversation).filter(|_| is_mine).map_or(0, Vec::len), seen.under_way)
            });
            if come >= *next && under_way < UNDER_WAY && left.load(Ordering::SeqCst) > 0 {
                *next = come + ANSWERED;
                agent.press(Some(*conversation), format!("answer at {come} {}", mark())).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
