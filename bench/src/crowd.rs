//! A crowd of idle visitors: each comes in, stays, looks at a page now and then, answers probes, and comes back by the
//! client core's own backoff when its link is lost.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lobby_shared::client::backoff::Backoff;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

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
}

/// A crowd; everybody leaves when it is dropped.
pub struct Crowd {
    _tasks: JoinSet<()>,
    tally: watch::Receiver<Tally>,
}

struct Guest {
    door: Door,
    site: SiteKey,
    writes: bool,
    first: Arc<Semaphore>,
    tally: watch::Sender<Tally>,
}

impl Crowd {
    /// So many visitors, as yet unknown, some of whom write once.
    pub fn gather(address: SocketAddr, site: &SiteKey, count: usize, writers: bool) -> Self {
        let (tell, tally) = watch::channel(Tally::default());
        let first = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for number in 0..count {
            let guest = Guest {
                door: visitor::door(address),
                site: site.clone(),
                writes: writers && number.is_multiple_of(WRITERS),
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
                stay(&mut visitor.link, &mut draw).await;
            }
            drop(turn.take());
            tokio::time::sleep(Duration::from_millis(backoff.wait(Millis(0)).0)).await;
        }
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
}

/// Until the link is lost.
async fn stay(link: &mut Link, draw: &mut Draw) {
    loop {
        let spread = draw.number() % (2 * PAGE_EVERY.as_millis() as u64);
        let pause = tokio::time::sleep(Duration::from_millis(spread));
        let command = tokio::select! {
            heard = link.hear() => match heard.map(visitor::decode) {
                Some(Ok(VisitorPush::Ping(number))) => VisitorCommand::Pong(number),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return,
            },
            () = pause => VisitorCommand::View(visitor::page(draw.number())),
        };
        if link.say(&visitor::encode(&command)).await.is_err() {
            return;
        }
    }
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
