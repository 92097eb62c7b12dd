//! One socket's life: hello in time, then one loop over the socket, the hub, the shared tick and the drain.
//!
//! The session is a state machine that turns frames, notices and ticks into frames; only this file touches the socket.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use lobby_shared::wire::HELLO_WITHIN;
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::codec::Codec;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::hub::Listener;
use crate::hub::inbox::Inbox;
use crate::hub::notice::Notice;

/// Everything that is to be said at one time may take this long together; a reader that is slower is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// A closed socket may take this long to say goodbye.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// After a drain, clients come back within a random part of this: one node is soon back.
pub const DRAIN_SPREAD_MS: u32 = 1_500;

/// The shared tick: counts up every five seconds, for all sockets at once.
pub type Ticks = watch::Receiver<u64>;

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    On,
    /// Close with this code.
    Close(CloseCode),
}

/// A role's state machine. Frames to send gather inside and are taken by [`Session::take`].
pub trait Session: Send {
    /// The first frame.
    fn hello(&mut self, bytes: &[u8]) -> impl Future<Output = Flow> + Send;
    /// Any later frame.
    fn frame(&mut self, bytes: &[u8]) -> impl Future<Output = Flow> + Send;
    /// A hint from the hub.
    fn notice(&mut self, notice: Arc<Notice>) -> impl Future<Output = Flow> + Send;
    /// Whether this notice, which waits to be heard, ends the socket.
    fn ends(&self, _: &Notice) -> bool {
        false
    }
    /// Five seconds have passed.
    fn tick(&mut self, count: u64) -> impl Future<Output = Flow> + Send;
    /// The server goes away.
    fn drain(&mut self);
    /// What this session listens to.
    fn listener(&mut self) -> &mut Listener;
    /// The frames to send, in order.
    fn take(&mut self) -> Vec<Bytes>;
    /// Whether something is left to do that nobody on this socket waits for.
    fn owes(&self) -> bool;
    /// Does it; called when the frames are out, or when there is nobody left to send them to.
    fn settle(&mut self) -> impl Future<Output = ()> + Send;
    /// The socket is closed.
    fn leave(&mut self);
}

/// The link to the other end, message by message: a WebSocket, or a simulation's.
pub trait Socket: Send {
    /// The next message; `None` when the link is closed.
    fn recv(&mut self) -> impl Future<Output = Option<Result<Message, axum::Error>>> + Send;
    /// Sends a message; waits while the other end reads too slowly.
    fn send(&mut self, message: Message) -> impl Future<Output = Result<(), axum::Error>> + Send;
}

impl Socket for Box<WebSocket> {
    async fn recv(&mut self) -> Option<Result<Message, axum::Error>> {
        WebSocket::recv(self).await
    }

    async fn send(&mut self, message: Message) -> Result<(), axum::Error> {
        WebSocket::send(self, message).await
    }
}

enum Woken {
    Frame(Option<Message>),
    TooBig,
    Notice(Arc<Notice>),
    Tick(u64),
    Kicked(CloseCode),
    Drained,
}

/// Serves one socket until it closes.
pub async fn serve(
    mut socket: impl Socket,
    codec: Codec,
    session: &mut impl Session,
    mut ticks: Ticks,
    mut draining: watch::Receiver<bool>,
) {
    // The ticks before this socket are none of its business.
    ticks.mark_unchanged();
    let inbox = session.listener().inbox();
    // Working takes ten times the room of waiting: everything but the wait is boxed, so that an idle socket has none of it.
    let mut flow = Box::pin(greet(&mut socket, session, &mut draining)).await;
    let code = loop {
        let open = Box::pin(flush(&mut socket, codec, session, &inbox, &mut draining)).await;
        if session.owes() {
            Box::pin(session.settle()).await;
        }
        if !open {
            break None;
        }
        if let Flow::Close(code) = flow {
            break Some(code);
        }
        let woken = tokio::select! {
            // In a fixed order, so that a simulation repeats. What ends the socket goes first; notices go before frames,
            // since an inbox that fills faster than it is read kicks, and frames can wait in the link.
            biased;
            code = inbox.closed() => Woken::Kicked(code),
            _ = draining.wait_for(|draining| *draining) => Woken::Drained,
            changed = ticks.changed() => changed.map_or(Woken::Drained, |()| Woken::Tick(*ticks.borrow_and_update())),
            notice = inbox.hear() => Woken::Notice(notice),
            message = socket.recv() => read(message),
        };
        flow = match woken {
            Woken::Frame(Some(Message::Text(text))) if !codec.binary() => {
                Box::pin(session.frame(text.as_bytes())).await
            }
            Woken::Frame(Some(Message::Binary(bytes))) if codec.binary() => Box::pin(session.frame(&bytes)).await,
            Woken::Frame(Some(Message::Ping(_) | Message::Pong(_))) => Flow::On,
            Woken::Frame(Some(Message::Close(_)) | None) => break None,
            Woken::Frame(Some(Message::Text(_) | Message::Binary(_))) => Flow::Close(CloseCode::Malformed),
            Woken::TooBig => Flow::Close(CloseCode::TooBig),
            Woken::Notice(notice) => session.notice(notice).await,
            Woken::Tick(count) => Box::pin(session.tick(count)).await,
            Woken::Kicked(code) => Flow::Close(code),
            Woken::Drained => {
                session.drain();
                Flow::Close(CloseCode::Restart)
            }
        };
    };
    session.leave();
    if let Some(code) = code {
        Box::pin(goodbye(&mut socket, code)).await;
    }
}

/// Hears the hello, in time, and lets the session answer it.
async fn greet(socket: &mut impl Socket, session: &mut impl Session, draining: &mut watch::Receiver<bool>) -> Flow {
    let within = Duration::from_millis(HELLO_WITHIN.0);
    let hello = tokio::select! {
        biased;
        hello = tokio::time::timeout(within, first(socket)) => hello,
        // Who has not said hello must not hold up a server that goes away.
        _ = draining.wait_for(|draining| *draining) => Ok(None),
    };
    match hello {
        Ok(Some(bytes)) => session.hello(&bytes).await,
        Ok(None) if *draining.borrow() => Flow::Close(CloseCode::Restart),
        Ok(None) => Flow::Close(CloseCode::Malformed),
        Err(_) => Flow::Close(CloseCode::Silent),
    }
}

/// The first message with content; `None` when the socket closes or breaks before.
async fn first(socket: &mut impl Socket) -> Option<Bytes> {
    loop {
        match socket.recv().await?.ok()? {
            Message::Text(text) => return Some(Bytes::copy_from_slice(text.as_bytes())),
            Message::Binary(bytes) => return Some(bytes),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return None,
        }
    }
}

fn read(message: Option<Result<Message, axum::Error>>) -> Woken {
    match message {
        Some(Ok(message)) => Woken::Frame(Some(message)),
        // The library tells a message over the limit from a broken link only in words.
        Some(Err(error)) if error.to_string().contains("too long") || error.to_string().contains("too big") => {
            Woken::TooBig
        }
        Some(Err(_)) | None => Woken::Frame(None),
    }
}

/// Sends what the session has to say; false when the link is gone. Whatever ends the socket anyway does not wait behind a
/// reader who does not read: the rest stays unsaid, and the caller finds out why.
async fn flush(
    socket: &mut impl Socket,
    codec: Codec,
    session: &mut impl Session,
    inbox: &Inbox,
    draining: &mut watch::Receiver<bool>,
) -> bool {
    let frames = session.take();
    if frames.is_empty() {
        return true;
    }
    let until = Instant::now() + WRITE_WITHIN;
    for frame in frames {
        let message = if codec.binary() {
            Message::Binary(frame)
        } else {
            // Our own encoder writes UTF-8; a frame that is not would be a bug and is not worth a panic.
            let Ok(text) = frame.try_into() else { return false };
            Message::Text(text)
        };
        let sent = tokio::select! {
            biased;
            sent = tokio::time::timeout_at(until, socket.send(message)) => sent.is_ok_and(|sent| sent.is_ok()),
            _ = inbox.closed() => return true,
            _ = draining.wait_for(|draining| *draining) => return true,
            () = inbox.overhears(|notice| session.ends(notice)) => return true,
        };
        if !sent {
            return false;
        }
    }
    true
}

async fn goodbye(socket: &mut impl Socket, code: CloseCode) {
    let frame = CloseFrame { code: code.number(), reason: "".into() };
    let close = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            // The other end's close: otherwise what it still sends makes the kernel reset the link, and the code is lost.
            while let Some(Ok(message)) = socket.recv().await {
                if matches!(message, Message::Close(_)) {
                    break;
                }
            }
        }
    };
    let _ = tokio::time::timeout(GOODBYE_WITHIN, close).await;
}
