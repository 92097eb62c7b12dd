//! A crowd of visitors who say nothing: each comes in, stays, looks at a page now and then, answers probes, and comes back
//! by the client core's own backoff when its link is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lobby_shared::client::backoff::Backoff;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::draw::Draw;
use crate::gather::{AT_ONCE, gather};
use crate::link::{Door, Link};
use crate::outcome::Done;
use crate::visitor::{self, Kept, Visitor};

/// A visitor looks at another page this often, on average.
const PAGE_EVERY: Duration = Duration::from_secs(40);
/// One of so many visitors has said something, and checks that it is still there.
const WRITERS: usize = 10;
/// How long a crowd may take to come in.
const WELCOMED_WITHIN: Duration = Duration::from_secs(120);

/// What has happened to a crowd so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Welcomes, repeated ones too.
    pub welcomed: usize,
    /// Acknowledged messages.
    pub acknowledged: usize,
    /// Acknowledged messages that a later welcome did not know.
    pub lost: usize,
    /// Page changes told to the server.
    pub walked: usize,
    /// Visitors who have told all the pages with which they began.
    pub ready: usize,
}

/// A crowd; everybody leaves when it is dropped.
pub struct Crowd {
    _tasks: JoinSet<()>,
    tally: watch::Receiver<Tally>,
}

/// What a crowd does besides staying.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habit {
    /// Some write once.
    pub writers: bool,
    /// Each begins by looking at so many pages.
    pub pages: u32,
    /// Nobody looks at another page after that.
    pub rests: bool,
}

struct Guest {
    door: Door,
    site: SiteKey,
    writes: bool,
    habit: Habit,
    first: Arc<Semaphore>,
    tally: watch::Sender<Tally>,
}

impl Crowd {
    /// So many visitors, as yet unknown.
    pub fn gather(address: SocketAddr, site: &SiteKey, count: usize, habit: Habit) -> Self {
        let (tell, tally) = watch::channel(Tally::default());
        let first = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for number in 0..count {
            let guest = Guest {
                door: visitor::door(address),
                site: site.clone(),
                writes: habit.writers && number.is_multiple_of(WRITERS),
                habit,
                first: Arc::clone(&first),
                tally: tell.clone(),
            };
            tasks.spawn(guest.visit());
        }
        Self { _tasks: tasks, tally }
    }

    /// Waits for so many welcomes in all.
    pub async fn welcomed(&mut self, count: usize) -> Done<Tally> {
        let there = self.tally.wait_for(|tally| tally.welcomed >= count);
        if let Ok(tally) = tokio::time::timeout(WELCOMED_WITHIN, there).await {
            return Ok(*tally?);
        }
        Err(format!("only {} of {count} welcomes came in time", self.tally.borrow().welcomed).into())
    }

    /// Waits for so many acknowledgements in all.
    pub async fn acknowledged(&mut self, count: usize) -> Done {
        let there = self.tally.wait_for(|tally| tally.acknowledged >= count);
        tokio::time::timeout(WELCOMED_WITHIN, there).await.map_err(|_| "not all messages were acknowledged")??;
        Ok(())
    }

    /// What has happened so far.
    pub fn tally(&self) -> Tally {
        *self.tally.borrow()
    }

    /// Waits until so many have told the pages with which they begin.
    pub async fn ready(&mut self, count: usize) -> Done {
        let there = self.tally.wait_for(|tally| tally.ready >= count);
        tokio::time::timeout(WELCOMED_WITHIN, there).await.map_err(|_| "not everybody has looked at their pages")??;
        Ok(())
    }

    /// How many of a crowd of this size write.
    pub const fn writers(count: usize) -> usize {
        count.div_ceil(WRITERS)
    }
}

impl Guest {
    async fn visit(self) {
        let mut draw = Draw::fresh();
        let mut backoff = Backoff::new(draw.number());
        let mut kept = Kept::default();
        // Only the first time: whoever comes back after a loss waits for nobody but by the backoff.
        let mut turn = Arc::clone(&self.first).acquire_owned().await.ok();
        loop {
            if let Ok(mut visitor) = Visitor::enter(&self.door, &self.site, kept, &mut draw).await {
                self.welcome(&visitor);
                kept = visitor.kept;
                if self.writes && kept.cursor.is_none() && visitor.send(&mut draw).await.is_ok() {
                    kept = visitor.kept;
                    self.tally.send_modify(|tally| tally.acknowledged += 1);
                }
                turn = None;
                // The link's end is noticed by whoever stays.
                if self.begin(&mut visitor, &mut draw).await.is_ok() {
                    self.stay(&mut visitor.link, &mut draw).await;
                }
            }
            drop(turn.take());
            tokio::time::sleep(Duration::from_millis(backoff.wait(Millis(0)).0)).await;
        }
    }

    async fn begin(&self, visitor: &mut Visitor, draw: &mut Draw) -> Done {
        for _ in 0..self.habit.pages {
            visitor.link.say(&visitor::encode(&VisitorCommand::View(visitor::page(draw.number())))).await?;
        }
        visitor.ping().await?;
        self.tally.send_modify(|tally| tally.ready += 1);
        Ok(())
    }

    fn welcome(&self, visitor: &Visitor) {
        let known = |number, conversation| {
            visitor.heads.iter().any(|head| head.conversation == conversation && head.number >= number)
        };
        let lost = visitor.kept.cursor.is_some_and(|cursor| !known(cursor.number, cursor.conversation));
        self.tally.send_modify(|tally| {
            tally.welcomed += 1;
            tally.lost += usize::from(lost);
        });
    }

    /// Until the link is lost.
    async fn stay(&self, link: &mut Link, draw: &mut Draw) {
        let mut next = pause(draw);
        loop {
            let command = tokio::select! {
                heard = link.hear() => match heard.map(visitor::decode) {
                    Some(Ok(VisitorPush::Ping(number))) => VisitorCommand::Pong(number),
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => return,
                },
                () = tokio::time::sleep_until(next), if !self.habit.rests => {
                    next = pause(draw);
                    self.tally.send_modify(|tally| tally.walked += 1);
                    VisitorCommand::View(visitor::page(draw.number()))
                }
            };
            if link.say(&visitor::encode(&command)).await.is_err() {
                return;
            }
        }
    }
}

/// When the next page is looked at.
fn pause(draw: &mut Draw) -> Instant {
    Instant::now() + Duration::from_millis(draw.number() % (2 * PAGE_EVERY.as_millis() as u64))
}

/// So many clients of an echo who have said as much as a visitor's hello, and now are silent.
pub async fn silent(address: SocketAddr, count: usize) -> Done<Vec<Link>> {
    let door = Door { address, path: "/", protocol: None, cookie: None };
    gather(count, |_| {
        let door = door.clone();
        async move {
            let mut link = Link::open(&door).await?;
            link.say(&[7; 200]).await?;
            link.hear().await.ok_or("the echo is silent")?;
            Ok(link)
        }
    })
    .await
}
