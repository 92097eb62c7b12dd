//! A socket without a client core, for frames that no client would send.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use lobby_shared::wire::codec::Codec;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_tungstenite::tungstenite::Message;

use crate::dial::{Door, Socket};

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// An open socket that speaks JSON.
pub struct Raw(Socket);

impl Raw {
    /// Opens one.
    ///
    /// # Panics
    /// When the server refuses the handshake.
    pub async fn open(door: &Door) -> Self {
        Self(door.open(Codec::Json).await.unwrap())
    }

    /// Sends a frame.
    pub async fn say(&mut self, frame: &impl Serialize) {
        let text = String::from_utf8(Codec::Json.encode(frame)).unwrap();
        self.send(Message::text(text)).await;
    }

    /// Sends any message; that the other end has gone already is no failure.
    pub async fn send(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    /// The next frame that is not one of the server's probes.
    ///
    /// # Panics
    /// When none comes.
    pub async fn hear<T: DeserializeOwned>(&mut self) -> T {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a frame in time");
            if let Message::Text(text) = message.expect("an open socket").unwrap()
                && !text.starts_with("{\"Ping\":")
            {
                return Codec::Json.decode(text.as_bytes()).unwrap_or_else(|_| panic!("malformed: {text}"));
            }
        }
    }

    /// Reads until the server closes; returns its close code.
    ///
    /// # Panics
    /// When it does not close.
    pub async fn closed(&mut self) -> Option<u16> {
        let close = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return None,
                }
            }
        };
        tokio::time::timeout(PATIENCE, close).await.expect("the server closes in time")
    }
}
