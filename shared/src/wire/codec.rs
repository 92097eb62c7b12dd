//! The two codecs, chosen by WebSocket subprotocol: postcard for the widget and the console, JSON for people and tools.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// How frames become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Binary frames.
    Postcard,
    /// Text frames.
    #[cfg(feature = "json")]
    Json,
}

/// A frame that does not parse. Says nothing more: the answer to it is fixed and echoes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Codec {
    /// The subprotocol that names this codec in the handshake.
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Self::Postcard => "lobby.postcard",
            #[cfg(feature = "json")]
            Self::Json => "lobby.json",
        }
    }

    /// Whether a WebSocket message in this codec is binary (otherwise it is text).
    pub const fn binary(self) -> bool {
        match self {
            Self::Postcard => true,
            #[cfg(feature = "json")]
            Self::Json => false,
        }
    }

    /// A frame as bytes. Empty only for a frame that cannot be written, which the types rule out.
    pub fn encode<T: Serialize>(self, frame: &T) -> Vec<u8> {
        match self {
            Self::Postcard => postcard::to_allocvec(frame).unwrap_or_default(),
            #[cfg(feature = "json")]
            Self::Json => serde_json::to_vec(frame).unwrap_or_default(),
        }
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes are not exactly one such frame.
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, Malformed> {
        match self {
            Self::Postcard => match postcard::take_from_bytes(bytes) {
                Ok((frame, [])) => Ok(frame),
                Ok(_) | Err(_) => Err(Malformed),
            },
            #[cfg(feature = "json")]
            Self::Json => serde_json::from_slice(bytes).map_err(|_| Malformed),
        }
    }
}
