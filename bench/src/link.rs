//! A WebSocket client with nothing spare: it costs the machine less than any server it talks to.
//!
//! Frames are masked with zeros, which the standard allows and which saves the work; the server's frames are whole and
//! unmasked, as every server of this comparison sends them. Writing needs no turn: anybody may hold a [`Mouth`].

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;

use crate::outcome::Done;

const BINARY: u8 = 2;
const CLOSE: u8 = 8;
/// Longer answers to a handshake are none.
const MAX_HEAD: usize = 8_192;

/// An open socket.
pub struct Link {
    stream: Arc<TcpStream>,
    buffer: Vec<u8>,
    start: usize,
}

/// The writing half, for whoever sends.
#[derive(Clone)]
pub struct Mouth(Arc<TcpStream>);

/// Where to, and as whom.
#[derive(Clone, Debug)]
pub struct Door {
    /// The server.
    pub address: SocketAddr,
    /// The path.
    pub path: &'static str,
    /// The subprotocol, if any.
    pub protocol: Option<&'static str>,
    /// The sign-in, if any.
    pub cookie: Option<String>,
}

impl Link {
    /// Opens a socket.
    pub async fn open(door: &Door) -> Done<Self> {
        let stream = TcpStream::connect(door.address).await?;
        stream.set_nodelay(true)?;
        // Thousands of sockets come and go: none shall linger in the kernel.
        stream.set_zero_linger()?;
        let mut link = Self { stream: Arc::new(stream), buffer: Vec::new(), start: 0 };
        let protocol = door.protocol.map_or_else(String::new, |name| format!("Sec-WebSocket-Protocol: {name}\r\n"));
        let cookie = door.cookie.as_ref().map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
             Safari/537.36\r\n{protocol}{cookie}\r\n",
            door.path, door.address, door.address
        );
        write(&link.stream, request.as_bytes()).await?;
        let end = loop {
            if let Some(at) = link.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if link.buffer.len() > MAX_HEAD || link.read().await? == 0 {
                return Err("the handshake was not answered".into());
            }
        };
        if !link.buffer.starts_with(b"HTTP/1.1 101") {
            let head = String::from_utf8_lossy(&link.buffer);
            return Err(format!("the handshake was refused: {}", head.lines().next().unwrap_or_default()).into());
        }
        link.start = end;
        Ok(link)
    }

    /// The writing half.
    pub fn mouth(&self) -> Mouth {
        Mouth(Arc::clone(&self.stream))
    }

    /// Sends one message.
    pub async fn say(&self, payload: &[u8]) -> Done {
        Ok(write(&self.stream, &framed(payload)).await?)
    }

    /// The next message; `None` when the other end has closed or broken the link. Dropping this future loses nothing.
    pub async fn hear(&mut self) -> Option<&[u8]> {
        loop {
            match self.next_frame() {
                Some((BINARY, from, to)) => return self.buffer.get(from..to),
                Some((CLOSE, ..)) => return None,
                Some(_) => {}
                None => match self.read().await {
                    Ok(0) | Err(_) => return None,
                    Ok(_) => {}
                },
            }
        }
    }

    /// The kind and the place of the next whole frame, which counts as read.
    fn next_frame(&mut self) -> Option<(u8, usize, usize)> {
        let rest = self.buffer.get(self.start..)?;
        let [first, second, ..] = rest else { return None };
        let (head, length) = match (second & 127, rest) {
            (126, [_, _, a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
            (127, [_, _, a, b, c, d, e, f, g, h, ..]) => {
                (10, usize::try_from(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h])).ok()?)
            }
            (126 | 127, _) => return None,
            (short, _) => (2, usize::from(short)),
        };
        let from = self.start + head;
        let to = from + length;
        if to > self.buffer.len() {
            return None;
        }
        self.start = to;
        Some((first & 15, from, to))
    }

    async fn read(&mut self) -> std::io::Result<usize> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        loop {
            self.stream.readable().await?;
            self.buffer.reserve(512);
            match self.stream.try_read_buf(&mut self.buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }
}

impl Mouth {
    /// Writes frames made by [`framed`], from any thread, spinning while the kernel's buffer is full.
    pub fn write(&self, mut frames: &[u8]) -> std::io::Result<()> {
        while !frames.is_empty() {
            match self.0.try_write(frames) {
                Ok(count) => frames = frames.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::yield_now(),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

async fn write(stream: &TcpStream, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A client's frame around a message.
pub fn framed(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(128 | BINARY);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..126), _) => frame.push(128 | short),
        (_, Ok(middle)) => {
            frame.push(128 | 126);
            frame.extend(middle.to_be_bytes());
        }
        (_, Err(_)) => {
            frame.push(128 | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
