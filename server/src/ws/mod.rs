//! Sockets: the upgrade with its limits, one task each, one select loop, and a session that never touches the socket.

pub mod address;
pub mod agent;
mod budget;
mod page;
mod run;
pub mod visitor;
mod watch;

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::response::Response;
use lobby_shared::wire::MAX_FRAME_BYTES;
use lobby_shared::wire::codec::Codec;

pub use run::{Flow, Session, Socket, Ticks, serve};

/// Kept per socket while idle; the library's default is 128 KiB.
const READ_BUFFER_BYTES: usize = 4_096;
/// What a slow reader may hold back in the library; the inbox in front of it is bounded by `hub::inbox::INBOX`.
const MAX_WRITE_BYTES: usize = 1 << 20;

/// Accepts an upgrade within the protocol's limits and hands the socket over with its codec. Without a subprotocol, as
/// from a person's tool, frames are JSON.
pub fn upgrade<F>(
    upgrade: WebSocketUpgrade,
    serve: impl FnOnce(Box<WebSocket>, Codec) -> F + Send + 'static,
) -> Response
where
    F: Future<Output = ()> + Send + 'static,
{
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_WRITE_BYTES)
        .max_message_size(MAX_FRAME_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
        .protocols([Codec::Postcard.subprotocol(), Codec::Json.subprotocol()])
        .on_upgrade(move |socket| {
            let chosen = socket.protocol().and_then(|name| name.to_str().ok());
            let codec = if chosen == Some(Codec::Postcard.subprotocol()) { Codec::Postcard } else { Codec::Json };
            // Boxed, since each function that it is handed down through would keep room for it otherwise.
            serve(Box::new(socket), codec)
        })
}
