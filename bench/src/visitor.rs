//! The visitor's role: how a widget comes in, and what it answers, without the client core's work.

use lobby_shared::id::{ConversationId, TabId, VisitorToken};
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteKey;
use lobby_shared::visitor::Screen;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{Ack, LogCommand, LogPush, Send};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush, VisitorWelcome};
use lobby_shared::wire::{Cursor, Head, VERSION};
use lobby_shared::{id::Cid, id::Epoch, message::Body};

use crate::draw::Draw;
use crate::link::{Door, Link};
use crate::lobby::SHOP;
use crate::outcome::Done;
use std::net::SocketAddr;

const CODEC: Codec = Codec::Postcard;
/// What a visitor says: as long as people's messages are.
pub const WORDS: &str = "Do you have this jacket in blue, and could it be here by Friday?";

/// What a visitor's browser keeps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept {
    /// Who this was last time.
    pub token: Option<VisitorToken>,
    /// Whose history the cursor belongs to.
    pub epoch: Option<Epoch>,
    /// How far this visitor has come.
    pub cursor: Option<Cursor>,
}

/// A visitor with an open and welcomed socket.
pub struct Visitor {
    /// The socket.
    pub link: Link,
    /// What the browser keeps.
    pub kept: Kept,
    /// What the server said of the visitor's conversation.
    pub heads: Vec<Head>,
}

/// A widget's door.
pub fn door(address: SocketAddr) -> Door {
    Door { address, path: "/lobby/socket", protocol: Some(CODEC.subprotocol()), cookie: None }
}

/// The page with this number.
pub fn page(number: u64) -> Page {
    let number = number % 1_000;
    Page {
        address: format!("{SHOP}/outdoor/jackets/item-{number}?colour=blue&size=m"),
        title: format!("Trail jacket no. {number} · Trek outdoor shop"),
    }
}

impl Visitor {
    /// Comes in: socket, hello, welcome.
    pub async fn enter(door: &Door, site: &SiteKey, mut kept: Kept, draw: &mut Draw) -> Done<Self> {
        let mut link = Link::open(door).await?;
        let hello = VisitorHello {
            version: VERSION,
            site: site.clone(),
            token: kept.token,
            tab: TabId::from_bytes(draw.id()),
            origin: SHOP.to_owned(),
            page: page(draw.number()),
            referrer: "https://www.google.com/".to_owned(),
            foreground: true,
            privacy: Privacy::Lasting,
            screen: Some(Screen { width: 1_440, height: 900 }),
            language: "de-DE".to_owned(),
            epoch: kept.epoch,
            cursors: kept.cursor.into_iter().collect(),
        };
        link.say(&encode(&VisitorCommand::Hello(hello))).await?;
        loop {
            let bytes = link.hear().await.ok_or("a visitor was not welcomed")?;
            if let VisitorPush::Welcome(VisitorWelcome { link: welcome, token, .. }) = decode(bytes)? {
                kept.token = token.or(kept.token);
                kept.epoch = Some(welcome.epoch);
                return Ok(Self { link, kept, heads: welcome.heads });
            }
        }
    }

    /// Says something and waits until it is stored.
    pub async fn send(&mut self, draw: &mut Draw) -> Done<Ack> {
        self.link.say(&message(None, draw)).await?;
        loop {
            let bytes = self.link.hear().await.ok_or("the link broke before the ack")?;
            if let VisitorPush::Log(LogPush::Ack(ack)) = decode(bytes)? {
                self.kept.cursor = Some(cursor(&ack));
                return Ok(ack);
            }
        }
    }

    /// Waits until the server has done all it was asked for on this socket.
    pub async fn ping(&mut self) -> Done {
        self.link.say(&encode(&VisitorCommand::Ping(1))).await?;
        while decode(self.link.hear().await.ok_or("the link broke before the answer")?)? != VisitorPush::Pong(1) {}
        Ok(())
    }
}

/// How far somebody has come who got this acknowledgement.
pub const fn cursor(ack: &Ack) -> Cursor {
    Cursor { conversation: ack.conversation, number: ack.number, event: ack.id }
}

/// A message with a fresh name.
pub fn message(conversation: Option<ConversationId>, draw: &mut Draw) -> Vec<u8> {
    let send = Send { cid: Cid::from_bytes(draw.id()), conversation, body: Body::Text(WORDS.to_owned()) };
    encode(&VisitorCommand::Log(LogCommand::Send(send)))
}

/// A frame of the widget.
pub fn encode(command: &VisitorCommand) -> Vec<u8> {
    CODEC.encode(command)
}

/// A frame to the widget.
pub fn decode(bytes: &[u8]) -> Done<VisitorPush> {
    CODEC.decode(bytes).map_err(|_| "the server sent a frame that does not parse".into())
}
