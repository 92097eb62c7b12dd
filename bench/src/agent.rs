//! The agent's role: how a console comes in, watches and takes conversations, without the client core's work.

use std::net::SocketAddr;

use lobby_shared::id::{Cid, ConversationId, TabId};
use lobby_shared::lobby::Watch;
use lobby_shared::message::Body;
use lobby_shared::wire::VERSION;
use lobby_shared::wire::agent::{AgentCommand, AgentHello, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{LogCommand, Send};

use crate::draw::Draw;
use crate::link::{Door, Link};
use crate::outcome::Done;

const CODEC: Codec = Codec::Postcard;
/// What an agent says.
const WORDS: &str = "Yes, we have it in blue. If you order before noon it leaves today.";

/// A console with an open and welcomed socket.
pub struct Console {
    /// The socket.
    pub link: Link,
    request: u32,
}

fn door(address: SocketAddr, cookie: &str) -> Door {
    let (path, protocol) = ("/console/socket", Some(CODEC.subprotocol()));
    Door { address, path, protocol, cookie: Some(cookie.to_owned()) }
}

impl Console {
    /// Comes in: socket, hello, welcome.
    pub async fn enter(address: SocketAddr, cookie: &str, draw: &mut Draw) -> Done<Self> {
        let mut link = Link::open(&door(address, cookie)).await?;
        let tab = TabId::from_bytes(draw.id());
        let hello = AgentHello { version: VERSION, tab, epoch: None, cursors: Vec::new() };
        link.say(&encode(&AgentCommand::Hello(hello))).await?;
        loop {
            let bytes = link.hear().await.ok_or("a console was not welcomed")?;
            if let AgentPush::Welcome(_) = decode(bytes)? {
                return Ok(Self { link, request: 0 });
            }
        }
    }

    /// Watches a window of a lobby.
    pub async fn watch(&mut self, window: Watch) -> Done {
        self.link.say(&encode(&AgentCommand::Watch(Some(window)))).await
    }

    /// Follows and accepts a conversation.
    pub async fn take(&mut self, conversation: ConversationId) -> Done {
        let request = self.request + 1;
        self.ask(request, &AgentCommand::Follow { request, conversation }).await?;
        let request = self.request + 1;
        self.ask(request, &AgentCommand::Accept { request, conversation }).await
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "this role heeds only what it must answer")]
    async fn ask(&mut self, request: u32, command: &AgentCommand) -> Done {
        self.request = request;
        self.link.say(&encode(command)).await?;
        loop {
            let bytes = self.link.hear().await.ok_or("a console lost its link")?;
            match decode(bytes)? {
                AgentPush::Done(done) if done == request => return Ok(()),
                AgentPush::Refused { request: refused, error } if refused == request => {
                    return Err(format!("a console's request was refused: {error:?}").into());
                }
                _ => {}
            }
        }
    }
}

/// A message with a fresh name.
pub fn message(conversation: ConversationId, draw: &mut Draw) -> Vec<u8> {
    let cid = Cid::from_bytes(draw.id());
    let send = Send { cid, conversation: Some(conversation), body: Body::Text(WORDS.to_owned()) };
    encode(&AgentCommand::Log(LogCommand::Send(send)))
}

/// A frame of the console.
pub fn encode(command: &AgentCommand) -> Vec<u8> {
    CODEC.encode(command)
}

/// A frame to the console.
pub fn decode(bytes: &[u8]) -> Done<AgentPush> {
    CODEC.decode(bytes).map_err(|_| "the server sent a frame that does not parse".into())
}
