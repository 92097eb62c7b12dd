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

use crate::hub::notice::Notice;
use crate::hub::{Kick, Listener};

/// One write may take this long; a reader that is slower is gone.
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
    /// Five seconds have passed.
    fn tick(&mut self, count: u64) -> impl Future<Output = Flow> + Send;
    /// The server goes away.
    fn drain(&mut self);
    /// The next notice for this session.
    fn listener(&mut self) -> &mut Listener;
    /// The frames to send, in order.
    fn take(&mut self) -> Vec<Bytes>;
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

impl Socket for WebSocket {
    async fn recv(&mut self) -> Option<Result<Message, axum::Error>> {
        Self::recv(self).await
    }

    async fn send(&mut self, message: Message) -> Result<(), axum::Error> {
        Self::send(self, message).await
    }
}

enum Woken {
    Frame(Option<Message>),
    TooBig,
    Notice(Option<Arc<Notice>>),
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
    let kick = session.listener().kick();
    let within = Duration::from_millis(HELLO_WITHIN.0);
    let mut flow = match tokio::time::timeout(within, first(&mut socket)).await {
        Ok(Some(bytes)) => session.hello(&bytes).await,
        Ok(None) => Flow::Close(CloseCode::Malformed),
        Err(_) => Flow::Close(CloseCode::Silent),
    };
    let code = loop {
        if !flush(&mut socket, codec, session, &kick).await {
            break None;
        }
        if let Flow::Close(code) = flow {
            break Some(code);
        }
        let woken = tokio::select! {
            // In a fixed order, so that a simulation repeats. What ends the socket goes first; notices go before frames,
            // since an inbox that fills faster than it is read kicks, and frames can wait in the link.
            biased;
            code = kick.wait() => Woken::Kicked(code),
            _ = draining.wait_for(|draining| *draining) => Woken::Drained,
            changed = ticks.changed() => changed.map_or(Woken::Drained, |()| Woken::Tick(*ticks.borrow_and_update())),
            notice = session.listener().hear() => Woken::Notice(notice),
            message = socket.recv() => read(message),
        };
        flow = match woken {
            Woken::Frame(Some(Message::Text(text))) if !codec.binary() => session.frame(text.as_bytes()).await,
            Woken::Frame(Some(Message::Binary(bytes))) if codec.binary() => session.frame(&bytes).await,
            Woken::Frame(Some(Message::Ping(_) | Message::Pong(_))) => Flow::On,
            Woken::Frame(Some(Message::Close(_)) | None) => break None,
            Woken::Frame(Some(Message::Text(_) | Message::Binary(_))) => Flow::Close(CloseCode::Malformed),
            Woken::TooBig => Flow::Close(CloseCode::TooBig),
            Woken::Notice(Some(notice)) => session.notice(notice).await,
            Woken::Notice(None) => Flow::Close(CloseCode::Fault),
            Woken::Tick(count) => session.tick(count).await,
            Woken::Kicked(code) => Flow::Close(code),
            Woken::Drained => {
                session.drain();
                Flow::Close(CloseCode::Restart)
            }
        };
    };
    session.leave();
    if let Some(code) = code {
        goodbye(&mut socket, code).await;
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

/// Sends what the session has to say; false when the link is gone or somebody kicked meanwhile.
async fn flush(socket: &mut impl Socket, codec: Codec, session: &mut impl Session, kick: &Kick) -> bool {
    for frame in session.take() {
        let message = if codec.binary() {
            Message::Binary(frame)
        } else {
            // Our own encoder writes UTF-8; a frame that is not would be a bug and is not worth a panic.
            let Ok(text) = frame.try_into() else { return false };
            Message::Text(text)
        };
        let sent = tokio::select! {
            biased;
            sent = tokio::time::timeout(WRITE_WITHIN, socket.send(message)) => sent.is_ok_and(|sent| sent.is_ok()),
            _ = kick.wait() => return true,
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
