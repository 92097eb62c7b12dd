//! Agents who watch a lobby through windows of 50 rows, and count what they are sent.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lobby_shared::lobby::{Column, View, Watch};
use lobby_shared::site::SiteCard;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use tokio::sync::broadcast;
use tokio::task::JoinSet;

use crate::agent::{self, Console};
use crate::draw::Draw;
use crate::lobby::Scene;
use crate::outcome::Done;

/// Rows in a window.
pub const ROWS: u16 = 50;
/// Titles that wait to be looked at.
const SEEN: usize = 65_536;

/// The watchers; they close their consoles when this is dropped.
pub struct Watchers {
    tasks: JoinSet<()>,
    /// To those who sort by arrival, and to those who sort by page.
    bytes: [Arc<AtomicU64>; 2],
    titles: broadcast::Sender<String>,
}

/// The window of an agent: each fifth one has the first rows by page, of the others no two the same.
pub fn window(site: &SiteCard, place: u32) -> Watch {
    let by_page = View { sort: Column::Page, down: false, ..View::default() };
    let (view, from) = if sorts_by_page(place) { (by_page, 0) } else { (View::default(), place * u32::from(ROWS)) };
    Watch { site: site.site, view, from, rows: ROWS, overview: false }
}

/// Whether this agent sorts by page, so that rows move.
pub const fn sorts_by_page(place: u32) -> bool {
    place % 5 == 4
}

impl Default for Watchers {
    fn default() -> Self {
        Self { tasks: JoinSet::new(), bytes: Default::default(), titles: broadcast::channel(SEEN).0 }
    }
}

impl Watchers {
    /// One more agent watches.
    pub async fn add(&mut self, address: SocketAddr, scene: &Scene, place: u32) -> Done {
        let agents = scene.agents.len().max(1);
        let cookie = scene.agents.get(usize::try_from(place)? % agents).ok_or("an agent without a sign-in")?;
        let mut console = Console::enter(address, cookie, &mut Draw::fresh()).await?;
        console.watch(window(&scene.site, place)).await?;
        let [by_arrival, by_page] = &self.bytes;
        let bytes = Arc::clone(if sorts_by_page(place) { by_page } else { by_arrival });
        self.tasks.spawn(read(console, bytes, self.titles.clone()));
        Ok(())
    }

    /// Bytes sent so far: to all who sort by arrival, and to all who sort by page.
    pub fn bytes(&self) -> [u64; 2] {
        self.bytes.each_ref().map(|bytes| bytes.load(Ordering::Relaxed))
    }

    /// The titles of the pages in the rows that they are sent from now on.
    pub fn titles(&self) -> broadcast::Receiver<String> {
        self.titles.subscribe()
    }
}

async fn read(mut console: Console, bytes: Arc<AtomicU64>, titles: broadcast::Sender<String>) {
    while let Some(frame) = console.link.hear().await {
        bytes.fetch_add(frame.len() as u64, Ordering::Relaxed);
        let answer = match agent::decode(frame) {
            Ok(AgentPush::Ping(number)) => AgentCommand::Pong(number),
            Ok(AgentPush::Lobby(page)) => {
                for page in page.rows.into_iter().filter_map(|row| row.page) {
                    // Nobody listens most of the time.
                    let _ = titles.send(page.title);
                }
                continue;
            }
            Ok(_) => continue,
            Err(_) => return,
        };
        if console.link.say(&agent::encode(&answer)).await.is_err() {
            return;
        }
    }
}
