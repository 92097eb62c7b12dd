//! One run from its seed: a few visitors and agents, a storm, the healing, and the checker's word. The same seed gives the
//! same records, to the last. Convergence is held to the promised ten seconds, except where the bus loses bells.

use std::cell::{Cell, RefCell};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::time::Duration;

use lobby_server::auth::random;
use lobby_server::hub::inbox::INBOX;
use lobby_shared::bug::{self, Bug};
use lobby_shared::client::{AgentIntroduction, AgentRole, VisitorIntroduction, VisitorRole};
use lobby_shared::id::{AgentId, TabId};
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_tests::history::check::{Finding, check};
use lobby_tests::history::kept::Kept;
use lobby_tests::history::witness::Words;
use lobby_tests::history::{History, Person, Record, Terms, What};
use lobby_tests::server::SHOP;
use tokio::runtime::Builder;
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::sleep;

use crate::dice::Dice;
use crate::house::Caller;
use crate::scene::{AGENTS, SITES, Scene};
use crate::storm;
use crate::tab::{Keep, Tab};
use crate::world::{Phase, World};

/// How long everybody does something, and how long everything then has to come to rest.
const BUSY: Duration = Duration::from_secs(60);
const HEALING: Duration = Duration::from_secs(150);

/// What came of a run.
pub struct Outcome {
    /// What everybody did and saw.
    pub history: History,
    /// What the checker has to say.
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// A number that is the same only for the same records.
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        // What waited depends on which of two tasks the runtime wakes first in the same millisecond, and nothing else does.
        let same = |record: &&Record| !matches!(record.what, What::Waits(_));
        self.history.records.iter().filter(same).for_each(|record| record.hash(&mut hasher));
        hasher.finish()
    }

    /// Everything, for a person.
    pub fn tell(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(
            self.history.places.iter().enumerate().map(|(number, place)| format!("#{number} is {}", place.name)),
        );
        lines.extend(self.history.records.iter().map(ToString::to_string));
        lines.extend(self.findings.iter().map(ToString::to_string));
        lines.join("\n")
    }
}

/// Runs a seed with these bugs. A third of the seeds also has a bus that loses bells, which must do no harm.
pub fn run(seed: u64, bugs: &[Bug]) -> Outcome {
    let lossy = bugs.contains(&Bug::LostBell) || bugs.is_empty() && Dice::new(seed, 1).chance(33);
    let mut on = bugs.to_vec();
    on.extend((lossy && !bugs.contains(&Bug::LostBell)).then_some(Bug::LostBell));
    Scene::get();
    random::seed(seed);
    bug::seed(&on);
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    let local = LocalSet::new();
    let (history, kept) = local.block_on(&runtime, live(seed, lossy));
    drop(local);
    bug::seed(&[]);
    let findings = check(&history, &kept);
    Outcome { history, findings }
}

async fn live(seed: u64, lossy: bool) -> (History, Kept) {
    let world = World::new(seed);
    let tabs = people(&world);
    let storm = spawn_local(storm::rage(Rc::clone(&world)));
    sleep(BUSY).await;
    world.turn(Phase::Healing);
    storm.await.expect("the storm ends");
    // What the network still holds back arrives.
    sleep(Duration::from_secs(3)).await;
    let healed = world.now();
    world.turn(Phase::Healing);
    sleep(HEALING).await;
    world.turn(Phase::Over);
    for tab in tabs {
        tab.await.expect("a tab ends");
    }
    world.house.stop().await;
    for (place, weight) in world.house.weights.borrow().iter() {
        world.recorder.write(world.now(), *place, What::Waits(weight.most()));
    }
    let kept = Kept::read(&world.house.file());
    let mut history = world.recorder.history();
    // Ten seconds, as promised, where bells arrive. Where a third of them is lost on purpose, of which the promise does not
    // speak, each is repaired by a head, which comes every 20 s to a closed panel, and by a pull, which a core that awaits an
    // answer asks for again after 10 s.
    let within = Millis(if lossy { 45_000 } else { 10_000 });
    history.terms = Terms { healed, within, most_waiting: INBOX, lossy };
    (history, kept)
}

fn keep<R: Words>(introduction: R::Introduction) -> Rc<Keep<R>> {
    Rc::new(Keep { outbox: RefCell::default(), introduction: RefCell::new(introduction), presses: Cell::new(0) })
}

/// Two to four visitors, some with a second tab that shares their storage, and two or three agents.
fn people(world: &Rc<World>) -> Vec<JoinHandle<()>> {
    let mut dice = Dice::new(world.seed, 300);
    let mut tabs = Vec::new();
    for number in 0..dice.between(2, 4) {
        let person = Person::Visitor(number);
        let site = SITES[usize::from(dice.chance(40))];
        let introduction = VisitorIntroduction {
            site: SiteKey::parse(site).expect("a key"),
            token: None,
            tab: TabId::from_bytes([7; 16]),
            origin: SHOP.into(),
            page: Page { address: format!("{SHOP}/boots"), title: "Boots".into() },
            referrer: String::new(),
            foreground: true,
            privacy: Privacy::Lasting,
            screen: None,
            language: String::new(),
        };
        let kept = keep::<VisitorRole>(introduction);
        let codec = if dice.chance(80) { Codec::Postcard } else { Codec::Json };
        for tab in 0..if dice.chance(35) { 2 } else { 1 } {
            let (world, kept) = (Rc::clone(world), Rc::clone(&kept));
            tabs.push(spawn_local(async move {
                // The first tab gets the token; before, a second one would be another visitor.
                while tab > 0 && kept.introduction.borrow().token.is_none() {
                    sleep(Duration::from_millis(200)).await;
                }
                let name = format!("visitor {number}, tab {tab}");
                Tab::new(&world, &name, person, Caller::Visitor, codec, kept).run().await;
            }));
        }
    }
    for number in 0..usize::try_from(dice.between(2, 3)).unwrap_or(2).min(AGENTS) {
        let id = AgentId::from_bytes([u8::try_from(number).unwrap_or(0) + 1; 16]);
        for tab in 0..if dice.chance(25) { 2 } else { 1 } {
            let kept = keep::<AgentRole>(AgentIntroduction { tab: TabId::from_bytes([9; 16]) });
            let codec = if dice.chance(50) { Codec::Postcard } else { Codec::Json };
            let name = format!("agent {number}, console {tab}");
            let tab = Tab::new(world, &name, Person::Agent(id), Caller::Agent(number), codec, kept);
            tabs.push(spawn_local(tab.run()));
        }
    }
    tabs
}
