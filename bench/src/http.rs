//! Plain requests, one connection each: for setting up and for reading what a server tells of itself.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::outcome::Done;

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The cookie that it sets, as a browser would send it.
    pub fn cookie(&self) -> Option<String> {
        let of = |line: &str| -> Option<String> {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next().unwrap_or_default().to_owned())
        };
        self.head.lines().find_map(of)
    }
}

/// Gets a page.
pub async fn get(address: SocketAddr, path: &str) -> Done<Answer> {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")).await
}

/// Posts JSON as one of the server's own pages would, seen from this address by a proxy.
pub async fn post(address: SocketAddr, path: &str, from: &str, cookie: Option<&str>, body: &str) -> Done<Answer> {
    let cookie = cookie.map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nX-Forwarded-For: {from}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{cookie}\r\n{body}",
        body.len()
    );
    let answer = ask(address, &request).await?;
    if answer.status >= 300 {
        return Err(format!("{path} answered {}: {}", answer.status, answer.body).into());
    }
    Ok(answer)
}

async fn ask(address: SocketAddr, request: &str) -> Done<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await?;
    let text = String::from_utf8(text)?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or("the server broke off its answer")?;
    let status = head.split(' ').nth(1).unwrap_or_default().parse()?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}
