//! Fixed values that the sample frames are made of. Changing one changes released golden frames, which is an error.

use std::fmt::Debug;

use lobby_shared::agent::{AgentCard, AgentFace, AgentRole};
use lobby_shared::id::{
    AgentId, Cid, ConnectionId, ConversationId, Epoch, EventId, FaceId, InvitationId, OutboxKey, SiteId, TabId,
    VisitorToken,
};
use lobby_shared::invitation::Invitation;
use lobby_shared::page::Page;
use lobby_shared::site::{SiteCard, SiteKey};
use lobby_shared::time::Millis;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::{Cursor, Head, Limits, Welcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What every frame type can do.
pub trait Frame: Serialize + DeserializeOwned + PartialEq + Debug {}
impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Frame for T {}

pub const CONVERSATION: ConversationId = ConversationId::from_bytes([0xc0; 16]);
pub const EVENT: EventId = EventId::from_bytes([0xe1; 16]);
pub const CID: Cid = Cid::from_bytes([0x1d; 16]);
pub const TAB: TabId = TabId::from_bytes([0x7a; 16]);
pub const EPOCH: Epoch = Epoch::from_bytes([0xeb; 8]);
pub const SITE: SiteId = SiteId::from_bytes([0x51; 16]);
pub const TOKEN: VisitorToken = VisitorToken::from_bytes([0x70; 24]);
pub const KEY: OutboxKey = OutboxKey::from_bytes([0x3e; 32]);
pub const INVITATION: InvitationId = InvitationId::from_bytes([0x1f; 16]);
pub const TIME: Millis = Millis(1_767_225_600_123);
pub const HEAD: Head = Head { conversation: CONVERSATION, number: 300 };
pub const CURSOR: Cursor = Cursor { conversation: CONVERSATION, number: 299, event: EVENT };

/// Every reason for a refusal, so that each keeps its number.
pub const CODES: [ErrorCode; 13] = [
    ErrorCode::Blank,
    ErrorCode::TooLong,
    ErrorCode::NotFound,
    ErrorCode::Ended,
    ErrorCode::AlreadyAccepted,
    ErrorCode::NotAccepted,
    ErrorCode::CidReused,
    ErrorCode::TooFast,
    ErrorCode::Unavailable,
    ErrorCode::NotBrowsing,
    ErrorCode::AlreadyInvited,
    ErrorCode::Capped,
    ErrorCode::InvitationOver,
];

pub fn site_key() -> SiteKey {
    SiteKey::parse("demo-shop").expect("a valid key")
}

pub fn site_card() -> SiteCard {
    let origins = vec!["https://shop.example".into(), "http://shop.localhost:8080".into()];
    SiteCard { site: SITE, name: "Demo shop".into(), key: site_key(), origins }
}

pub fn page() -> Page {
    Page { address: "https://shop.example/tents?colour=green".into(), title: "Tents – Übersicht 帐篷".into() }
}

pub fn invitation() -> Invitation {
    let words = "Can I help you find something?".into();
    Invitation { id: INVITATION, from: Some(face()), words, until_ms: TIME }
}

pub fn agent_card() -> AgentCard {
    AgentCard { agent: AgentId::from_bytes([0xa9; 16]), name: "Jo Łukasik".into(), role: AgentRole::Agent }
}

pub fn administrator_card() -> AgentCard {
    AgentCard { agent: AgentId::from_bytes([0xad; 16]), name: "Ada".into(), role: AgentRole::Administrator }
}

pub fn face() -> AgentFace {
    AgentFace { face: FaceId::from_bytes([0xfa; 16]), name: "Jo".into() }
}

pub fn welcome() -> Welcome {
    Welcome {
        version: 1,
        reload: false,
        connection: ConnectionId::from_bytes([0x11; 16]),
        epoch: EPOCH,
        now_ms: TIME,
        heartbeat_ms: 25_000,
        limits: Limits { message_chars: 1_000, message_bytes: 4_000, frame_bytes: 65_536, pull: 200 },
        heads: vec![HEAD],
    }
}

/// The variants of an enum, as serde knows them: asked for one that does not exist, it lists those that do.
pub fn variants<T: DeserializeOwned>() -> Vec<String> {
    let Err(error) = serde_json::from_str::<T>(r#"{"No such variant":null}"#) else { return Vec::new() };
    let text = error.to_string();
    let (_, list) = text.split_once("expected").unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The variant that a frame is, read from its JSON.
pub fn variant<T: Serialize>(frame: &T) -> String {
    let json = serde_json::to_value(frame).expect("a frame has JSON");
    let tag = json.as_object().and_then(|map| map.keys().next().cloned());
    tag.or_else(|| json.as_str().map(str::to_owned)).unwrap_or_else(|| panic!("not externally tagged: {json}"))
}
