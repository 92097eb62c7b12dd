//! A TCP proxy between people and a server that delays, drips, holds back and resets; what it does pass on is never
//! changed.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Bytes that are read at once; less than most frames, so that a frame comes in pieces.
const PIECE: usize = 512;

/// How one direction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What comes goes out.
    Open,
    /// Each piece waits this long.
    Delay(Duration),
    /// One byte at a time, this far apart.
    Drip(Duration),
    /// Nothing goes out; it is held until the lane is another.
    Hole,
}

/// How the way is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// From the people to the server.
    pub up: Lane,
    /// From the server to the people.
    pub down: Lane,
    /// Counts the resets; a connection that is older than the last is broken.
    resets: u64,
    /// At the next piece, half of it goes out, and then the connection is reset.
    tear: bool,
}

/// A running proxy; its connections end with it.
#[derive(Debug)]
pub struct Proxy {
    /// Where people connect.
    pub address: SocketAddr,
    way: watch::Sender<Way>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

impl Proxy {
    /// Starts one in front of a server that may not be there yet.
    ///
    /// # Panics
    /// When there is no free port.
    #[expect(clippy::disallowed_methods, reason = "the tasks end with the test's runtime")]
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (way, watched) = watch::channel(Way { up: Lane::Open, down: Lane::Open, resets: 0, tear: false });
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(pass(near, server, watched.clone()));
            }
        });
        Self { address, way }
    }

    /// From now on both directions are like this.
    pub fn set(&self, up: Lane, down: Lane) {
        self.way.send_modify(|way| (way.up, way.down) = (up, down));
    }

    /// Resets every connection.
    pub fn reset(&self) {
        self.way.send_modify(|way| (way.resets, way.tear) = (way.resets + 1, false));
    }

    /// Resets each connection in the middle of the next thing that it carries, until the next [`Self::reset`].
    pub fn tear(&self) {
        self.way.send_modify(|way| way.tear = true);
    }
}

async fn pass(near: TcpStream, server: SocketAddr, way: watch::Receiver<Way>) {
    let Ok(far) = TcpStream::connect(server).await else { return };
    for stream in [&near, &far] {
        // Neither politeness nor waiting: a reset is a reset, and a small piece goes out at once.
        let _ = (stream.set_zero_linger(), stream.set_nodelay(true));
    }
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let mut broken = way.clone();
    let resets = broken.borrow_and_update().resets;
    tokio::select! {
        () = pump(near_in, far_out, Direction::Up, way.clone()) => {}
        () = pump(far_in, near_out, Direction::Down, way) => {}
        _ = broken.wait_for(|way| way.resets != resets) => {}
    }
}

/// Carries pieces in one direction until either end is closed or torn.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, direction: Direction, mut way: watch::Receiver<Way>) {
    let mut piece = vec![0; PIECE];
    loop {
        let Ok(count @ 1..) = from.read(&mut piece).await else { return };
        if way.borrow().tear {
            let _ = to.write_all(&piece[..count / 2]).await;
            return;
        }
        let mut sent = 0;
        while sent < count {
            let now = *way.borrow_and_update();
            let lane = if direction == Direction::Up { now.up } else { now.down };
            let end = match lane {
                Lane::Hole => {
                    if way.changed().await.is_err() {
                        return;
                    }
                    continue;
                }
                Lane::Open => count,
                Lane::Delay(wait) => {
                    tokio::time::sleep(wait).await;
                    count
                }
                Lane::Drip(wait) => {
                    tokio::time::sleep(wait).await;
                    sent + 1
                }
            };
            if to.write_all(&piece[sent..end]).await.is_err() {
                return;
            }
            sent = end;
        }
    }
}
