//! Where every run begins: a database with two sites, their rules and three agents, made once and copied for each run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use lobby_server::auth::password::Passwords;
use lobby_server::domain::rule::Rule;
use lobby_server::domain::site::{Origin, Settings};
use lobby_server::store::agent::AddAgent;
use lobby_server::store::rule::PutRule;
use lobby_server::store::sign_in::AddSignIn;
use lobby_server::store::site::{PutSite, SettleSite};
use lobby_server::store::{Operation, Store};
use lobby_shared::agent::AgentRole;
use lobby_shared::id::{AgentId, FaceId, RuleId, SiteId};
use lobby_shared::invitation::{Condition, RuleForm};
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_tests::server::SHOP;
use tempfile::TempDir;

/// When every run begins.
pub const BEGIN: Millis = Millis(1_700_000_000_000);
/// The keys of the sites.
pub const SITES: [&str; 2] = ["boots", "tents"];
/// How many agents there are.
pub const AGENTS: usize = 3;
/// The event of a page for which one rule waits, and the goal of both.
pub const ORDER: &str = "order";
/// The database's file.
pub const FILE: &str = "lobby.db";

/// The beginning of every run.
pub struct Scene {
    database: Vec<u8>,
    /// Made once: its decoy hash takes longer than a run.
    pub passwords: Passwords,
}

/// An agent's e-mail address.
pub fn email(agent: usize) -> String {
    format!("agent{agent}@example.com")
}

/// The hash of an agent's sign-in.
pub fn sign_in(agent: usize) -> [u8; 32] {
    [u8::try_from(agent).unwrap_or(0) + 1; 32]
}

/// A folder in memory, where the machine has one.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    TempDir::with_prefix_in("lobby-sim-", place).expect("a temporary folder")
}

impl Scene {
    /// The scene of this process.
    pub fn get() -> &'static Self {
        static SCENE: OnceLock<Scene> = OnceLock::new();
        SCENE.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            Self { database: runtime.block_on(build()), passwords: Passwords::default() }
        })
    }

    /// Puts the database into a folder.
    pub fn copy_to(&self, folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).expect("a folder");
        std::fs::write(folder.join(FILE), &self.database).expect("room for a database");
        folder.to_owned()
    }
}

async fn build() -> Vec<u8> {
    let place = folder();
    let (store, mut disk) = Store::open_by_hand(place.path()).unwrap_or_else(|error| panic!("{error}"));
    let people = async {
        for (number, key) in (1..).zip(SITES) {
            let id = SiteId::from_bytes([number; 16]);
            let key = SiteKey::parse(key).expect("a key");
            let origins = Origin::parse(SHOP).into_iter().collect();
            let site = PutSite { id, key, name: "Trek".into(), origins, now: BEGIN };
            let no = write(&store, site).await.no;
            // In a minute more happens than else in a day.
            write(&store, SettleSite { id, settings: Settings { daily: 255, rest_hours: 0, ..Settings::default() } })
                .await;
            write(&store, PutRule { site: no, rule: rule(1, Condition::Scrolled(50), false), new: true }).await;
            write(&store, PutRule { site: no, rule: rule(2, Condition::Event(ORDER.into()), true), new: true }).await;
        }
        for number in 0..AGENTS {
            let byte = u8::try_from(number).unwrap_or(0) + 1;
            let add = AddAgent {
                id: AgentId::from_bytes([byte; 16]),
                face: FaceId::from_bytes([byte; 16]),
                name: format!("Agent {number}"),
                email: email(number),
                role: AgentRole::Agent,
                password_hash: String::new(),
                must_change: false,
                now: BEGIN,
            };
            write(&store, add).await;
            let agent = store.read(lobby_server::store::agent::FindAgent { email: email(number) }).await;
            let agent = agent.ok().flatten().expect("the agent is there").no;
            let expires = BEGIN + Millis(86_400_000);
            write(&store, AddSignIn { token_hash: sign_in(number), agent, now: BEGIN, expires }).await;
        }
        store.close().await;
    };
    let work = async {
        while let Some(group) = disk.gather().await {
            disk.commit(group);
        }
        disk.close();
    };
    tokio::join!(people, work);
    std::fs::read(place.path().join(FILE)).expect("the database is there")
}

/// A rule that invites on this condition, in the site's name or in an agent's.
fn rule(number: u8, condition: Condition, as_agent: bool) -> Rule {
    let form = RuleForm {
        name: format!("Rule {number}"),
        on: true,
        conditions: vec![condition],
        words: format!("May we help, {number}?"),
        as_agent,
        delay: u32::from(number),
        most: 0,
        goal: ORDER.into(),
    };
    Rule { id: RuleId::from_bytes([number; 16]), form }
}

async fn write<O: Operation>(store: &Store, operation: O) -> O::Output {
    store.write(operation).await.unwrap_or_else(|failure| panic!("{failure:?}"))
}
