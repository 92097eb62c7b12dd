//! What Lobby is compared with, each a process of its own: the least that does a part of the same work.

pub mod disk;
pub mod durable;
pub mod echo;

use std::io::Write as _;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::outcome::Done;

/// The buffers that Lobby's own sockets have (`server/src/ws/mod.rs`).
fn like_lobby(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(4_096)
        .write_buffer_size(0)
        .max_write_buffer_size(1 << 20)
        .max_message_size(65_536)
        .max_frame_size(65_536)
}

/// Serves on a free port and says which, until it is killed.
async fn serve(routes: Router) -> Done {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("serves on {}", listener.local_addr()?);
    std::io::stdout().flush()?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, routes).await?)
}
