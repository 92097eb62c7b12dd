//! The bare echo: axum's WebSocket with Lobby's buffers, and every message sent back. What a socket costs at least.

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::get;

use super::{like_lobby, serve};
use crate::outcome::Done;

/// Serves until killed.
pub async fn run() -> Done {
    serve(Router::new().route("/", get(|upgrade: WebSocketUpgrade| async { like_lobby(upgrade).on_upgrade(echo) })))
        .await
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        match message {
            Message::Text(_) | Message::Binary(_) => {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return,
        }
    }
}
