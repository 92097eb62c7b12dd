//! Every identifier of the protocol, in one registry: typed, prefixed in text, 128 random bits each.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a piece of text is not an identifier of the wanted kind. Carries nothing, so that nothing is echoed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identifier of this kind")
    }
}

impl std::error::Error for NotAnId {}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn to_text(prefix: &str, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(prefix.len() + 1 + bytes.len() * 2);
    text.push_str(prefix);
    text.push('_');
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0')));
        }
    }
    text
}

fn from_text<const N: usize>(prefix: &str, text: &str) -> Result<[u8; N], NotAnId> {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?.as_bytes();
    if digits.len() != N * 2 {
        return Err(NotAnId);
    }
    let value = |digit: u8| HEX.iter().position(|hex| *hex == digit).and_then(|at| u8::try_from(at).ok());
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return Err(NotAnId) };
        *byte = value(*high).ok_or(NotAnId)? << 4 | value(*low).ok_or(NotAnId)?;
    }
    Ok(bytes)
}

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal, $bytes:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Wraps random bytes; whoever draws them owns their quality.
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// The raw bytes, as the database keeps them.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }

            /// Reads the text form: the prefix, an underscore, lower-case hexadecimal digits.
            ///
            /// # Errors
            /// When the prefix, the length or a digit is not of this kind.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                from_text($prefix, text).map(Self)
            }

            /// The text form that [`Self::parse`] reads.
            pub fn to_text(&self) -> String {
                to_text($prefix, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.to_text())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_str(&self.to_text())
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    Self::parse(&text).map_err(serde::de::Error::custom)
                } else {
                    <[u8; $bytes]>::deserialize(deserializer).map(Self)
                }
            }
        }
    )*};
}

registry! {
    /// A site, inside the console and between servers. The public name of a site is its [`crate::site::SiteKey`].
    SiteId, "site", 16;
    /// An agent, seen by agents only.
    AgentId, "agent", 16;
    /// What visitors see of an agent instead of the [`AgentId`]: tells two agents of one name apart, opens nothing.
    FaceId, "face", 16;
    /// A conversation.
    ConversationId, "conv", 16;
    /// One event of a conversation; with its number it makes a cursor.
    EventId, "event", 16;
    /// One socket, for logs.
    ConnectionId, "link", 16;
    /// One browser tab, for as long as it lives.
    TabId, "tab", 16;
    /// Made once when somebody presses Send and kept for ever: what makes sending again harmless.
    Cid, "cid", 16;
    /// What a visitor's browser keeps to be the same visitor next time. Opens only that visitor's own things.
    VisitorToken, "vt", 24;
    /// Encrypts a visitor's unsent words where the host page keeps them. Given out by `welcome`, the same for ever.
    OutboxKey, "key", 32;
    /// One invitation of a visitor.
    InvitationId, "inv", 16;
    /// A rule that invites visitors.
    RuleId, "rule", 16;
    /// A block.
    BlockId, "block", 16;
    /// Names this database's history; restoring a backup through Lobby draws another.
    Epoch, "epoch", 8;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_reads_back_and_says_its_kind() {
        let id = ConversationId::from_bytes([0xa7; 16]);
        assert_eq!(id.to_text(), "conv_a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7");
        assert_eq!(ConversationId::parse(&id.to_text()), Ok(id));
    }

    #[test]
    fn another_kind_or_shape_is_refused() {
        for text in [
            "",
            "conv",
            "conv_",
            "agent_a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
            "conv_A7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
            "conv_a7",
        ] {
            assert_eq!(ConversationId::parse(text), Err(NotAnId), "{text}");
        }
    }
}
