//! Events: what a conversation is made of. Numbered, final, and applied in order by everyone who sees it.
//!
//! An event whose kind a client does not know still has a number: it counts as applied and shows as a placeholder, so an
//! old tab survives a new server.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::agent::{AgentCard, AgentFace};
use crate::conversation::Side;
use crate::id::{Cid, ConversationId, EventId};
use crate::time::Millis;

/// One event on its way to somebody, with all that ordering needs. `A` is the author and `K` the kind in the reader's
/// eyes: see [`VisitorEnvelope`] and [`AgentEnvelope`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "A: Deserialize<'de>, K: DeserializeOwned"))]
pub struct Envelope<A, K> {
    /// The conversation.
    pub conversation: ConversationId,
    /// The number: dense from 1. Visitors count public events only, agents count all.
    pub number: u64,
    /// The event's own name, which never changes.
    pub id: EventId,
    /// Who did it.
    pub author: A,
    /// The server's time, never earlier than the event before.
    pub time_ms: Millis,
    /// Made by the sender's Send; told to the sender only.
    pub cid: Option<Cid>,
    /// What happened.
    pub kind: Kind<K>,
}

/// An event for the visitor's eyes.
pub type VisitorEnvelope = Envelope<VisitorAuthor, VisitorEvent>;
/// An event for an agent's eyes.
pub type AgentEnvelope = Envelope<AgentAuthor, AgentEvent>;

/// Who did something, as the visitor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitorAuthor {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent(AgentFace),
    /// Lobby itself.
    System,
}

/// Who did something, as agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentAuthor {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent(AgentCard),
    /// Lobby itself.
    System,
}

/// What can happen, as far as the visitor may know. Each variant's shape is frozen once released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitorEvent {
    /// The conversation was opened; it waits for an agent.
    Opened {},
    /// Somebody said something.
    Message {
        /// What they said.
        text: String,
    },
    /// The author, an agent, accepted the conversation.
    Accepted {},
    /// The author, an agent, asks whether the conversation may end.
    EndAsked {},
    /// The visitor would rather go on.
    EndDeclined {},
    /// The conversation is over.
    Ended {
        /// Who ended it.
        by: Side,
    },
}

/// What can happen, as agents see it. Each variant's shape is frozen once released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentEvent {
    /// The conversation was opened; it waits for an agent.
    Opened {},
    /// Somebody said something.
    Message {
        /// What they said.
        text: String,
    },
    /// The author, an agent, accepted the conversation.
    Accepted {},
    /// The author, an agent, asks whether the conversation may end.
    EndAsked {},
    /// The visitor would rather go on.
    EndDeclined {},
    /// The conversation is over.
    Ended {
        /// Who ended it.
        by: Side,
    },
    /// Text that only agents see. Takes a number of theirs and none of the visitor's.
    Note {
        /// The text.
        text: String,
    },
}

impl AgentEvent {
    /// What the visitor may know of this event; `None` for what is private.
    pub fn public(&self) -> Option<VisitorEvent> {
        Some(match self {
            Self::Opened {} => VisitorEvent::Opened {},
            Self::Message { text } => VisitorEvent::Message { text: text.clone() },
            Self::Accepted {} => VisitorEvent::Accepted {},
            Self::EndAsked {} => VisitorEvent::EndAsked {},
            Self::EndDeclined {} => VisitorEvent::EndDeclined {},
            Self::Ended { by } => VisitorEvent::Ended { by: *by },
            Self::Note { .. } => return None,
        })
    }
}

/// An event's kind, or the fact that this reader is too old to know it.
///
/// In postcard a length-prefixed blob, in JSON the plain enum; either way an unknown kind is skipped as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<K> {
    /// A kind this build knows.
    Known(K),
    /// A kind from a newer build.
    Unknown,
}

impl<K> Kind<K> {
    /// The kind, when this build knows it.
    pub const fn known(&self) -> Option<&K> {
        match self {
            Self::Known(kind) => Some(kind),
            Self::Unknown => None,
        }
    }
}

impl<K: Serialize> Serialize for Kind<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self::Known(kind) = self else {
            // A server older than its database passes on what it does not know as what nobody knows.
            return if serializer.is_human_readable() {
                serializer.serialize_unit()
            } else {
                serializer.serialize_bytes(&[])
            };
        };
        if serializer.is_human_readable() {
            kind.serialize(serializer)
        } else {
            let bytes = postcard::to_allocvec(kind).map_err(serde::ser::Error::custom)?;
            serializer.serialize_bytes(&bytes)
        }
    }
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Kind<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(ReadableKind(PhantomData))
        } else {
            deserializer.deserialize_bytes(BlobKind(PhantomData))
        }
    }
}

struct BlobKind<K>(PhantomData<K>);

impl<K: DeserializeOwned> Visitor<'_> for BlobKind<K> {
    type Value = Kind<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a length-prefixed event kind")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(match postcard::take_from_bytes(bytes) {
            Ok((kind, [])) => Kind::Known(kind),
            Ok(_) | Err(_) => Kind::Unknown,
        })
    }
}

struct ReadableKind<K>(PhantomData<K>);

impl<'de, K: DeserializeOwned> Visitor<'de> for ReadableKind<K> {
    type Value = Kind<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event kind, externally tagged")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Kind::Unknown)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(K::deserialize(StrDeserializer::<E>::new(name)).map_or(Kind::Unknown, Kind::Known))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Ok(Kind::Unknown);
        };
        // Asked with an empty body first: an unknown variant fails by its name alone, before the body is consumed.
        let known = match K::deserialize(StrDeserializer::<NameOnly>::new(&name)) {
            Ok(_) | Err(NameOnly::Shape) => true,
            Err(NameOnly::Unknown) => false,
        };
        if known {
            return K::deserialize(MapAccessDeserializer::new(OneEntry { name: Some(name), map })).map(Kind::Known);
        }
        map.next_value::<IgnoredAny>()?;
        Ok(Kind::Unknown)
    }
}

/// Tells an unknown variant's name from a known one with another shape.
#[derive(Debug)]
enum NameOnly {
    Unknown,
    Shape,
}

impl fmt::Display for NameOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event kind by its name")
    }
}

impl std::error::Error for NameOnly {}

impl Error for NameOnly {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Shape
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown
    }
}

/// A map whose first key was already read.
struct OneEntry<M> {
    name: Option<String>,
    map: M,
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for OneEntry<M> {
    type Error = M::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, M::Error> {
        match self.name.take() {
            Some(name) => seed.deserialize(serde::de::value::StringDeserializer::new(name)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, M::Error> {
        self.map.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    enum Tomorrow {
        #[expect(dead_code, reason = "holds the place of a variant known today")]
        Opened {},
        Holographed {
            depth: u64,
            words: Vec<String>,
        },
    }

    fn tomorrow() -> Kind<Tomorrow> {
        Kind::Known(Tomorrow::Holographed { depth: 3, words: vec!["x".into()] })
    }

    #[test]
    fn kinds_read_back_in_both_codecs() {
        for kind in [
            VisitorEvent::Opened {},
            VisitorEvent::Message { text: "hi".into() },
            VisitorEvent::Ended { by: Side::Agent },
        ] {
            let kind = Kind::Known(kind);
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<Kind<VisitorEvent>>(&json).unwrap(), kind, "{json}");
            let bytes = postcard::to_allocvec(&kind).unwrap();
            assert_eq!(postcard::from_bytes::<Kind<VisitorEvent>>(&bytes).unwrap(), kind);
        }
    }

    #[test]
    fn an_unknown_kind_is_passed_on_as_unknown() {
        let kind = Kind::<VisitorEvent>::Unknown;
        let json = serde_json::to_string(&(&kind, 7)).unwrap();
        assert_eq!(serde_json::from_str::<(Kind<VisitorEvent>, u8)>(&json).unwrap(), (Kind::Unknown, 7));
        let bytes = postcard::to_allocvec(&(&kind, 7_u8)).unwrap();
        assert_eq!(postcard::from_bytes::<(Kind<VisitorEvent>, u8)>(&bytes).unwrap(), (Kind::Unknown, 7));
    }

    #[test]
    fn a_kind_from_tomorrow_is_unknown_not_an_error() {
        let json = serde_json::to_string(&(tomorrow(), 7)).unwrap();
        assert_eq!(serde_json::from_str::<(Kind<VisitorEvent>, u8)>(&json).unwrap(), (Kind::Unknown, 7));
        let bytes = postcard::to_allocvec(&(Kind::Known(250_u8), 7_u8)).unwrap();
        assert_eq!(postcard::from_bytes::<(Kind<VisitorEvent>, u8)>(&bytes).unwrap(), (Kind::Unknown, 7));
    }
}
