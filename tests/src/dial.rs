//! Opens WebSockets as a browser would: with an origin, a subprotocol, and a cookie for agents.

use std::net::SocketAddr;

use lobby_shared::wire::codec::Codec;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::Cookie;

/// An open socket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where to, and as whom.
#[derive(Clone, Debug)]
pub struct Door {
    /// The server.
    pub address: SocketAddr,
    /// `/lobby/socket` or `/console/socket`.
    pub path: &'static str,
    /// The `Origin` header.
    pub origin: String,
    /// The sign-in.
    pub cookie: Option<Cookie>,
    /// Further headers, as a proxy or a browser sends them.
    pub headers: Vec<(&'static str, String)>,
}

impl Door {
    /// A widget's door, from the server's own frame.
    pub fn visitor(address: SocketAddr) -> Self {
        Self { address, path: "/lobby/socket", origin: format!("http://{address}"), cookie: None, headers: Vec::new() }
    }

    /// A console's door.
    pub fn agent(address: SocketAddr, cookie: Cookie) -> Self {
        let origin = format!("http://{address}");
        Self { address, path: "/console/socket", origin, cookie: Some(cookie), headers: Vec::new() }
    }

    /// Opens it.
    ///
    /// # Errors
    /// When the server refuses the handshake.
    ///
    /// # Panics
    /// When the door cannot be written as a request.
    pub async fn open(&self, codec: Codec) -> Result<Socket, Error> {
        let mut request = format!("ws://{}{}", self.address, self.path).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", self.origin.parse().unwrap());
        headers.insert("sec-websocket-protocol", codec.subprotocol().parse().unwrap());
        if let Some(Cookie(cookie)) = &self.cookie {
            headers.insert("cookie", cookie.parse().unwrap());
        }
        for (name, value) in &self.headers {
            headers.append(*name, value.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| socket)
    }
}
