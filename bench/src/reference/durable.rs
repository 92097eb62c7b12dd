//! The bare durable echo: every message is one insert into SQLite (WAL, `synchronous=FULL`) by one thread that groups
//! what waits into a commit, and is sent back after it. What a durable acknowledgement costs at least.

use std::path::PathBuf;
use std::thread;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::get;
use bytes::Bytes;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{like_lobby, serve};
use crate::outcome::Done;

/// As many as wait in Lobby's own writer (`server/src/store/sqlite/writer.rs`).
const QUEUE: usize = 4_096;
/// As many as one commit of Lobby's holds.
const GROUP: usize = 1_024;

struct Waiting {
    body: Bytes,
    answer: oneshot::Sender<()>,
}

/// Serves until killed, its database in a folder.
pub async fn run(folder: PathBuf) -> Done {
    let connection = Connection::open(folder.join("echo.db"))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch("create table if not exists message (no integer primary key, body blob not null)")?;
    let (queue, waiting) = mpsc::channel(QUEUE);
    thread::Builder::new().name("writer".into()).spawn(move || {
        if let Err(error) = write(&connection, waiting) {
            eprintln!("the durable echo cannot write: {error}");
            std::process::exit(1);
        }
    })?;
    let accept = |State(queue): State<mpsc::Sender<Waiting>>, upgrade: WebSocketUpgrade| async {
        like_lobby(upgrade).on_upgrade(|socket| echo(socket, queue))
    };
    serve(Router::new().route("/", get(accept)).with_state(queue)).await
}

fn write(connection: &Connection, mut queue: mpsc::Receiver<Waiting>) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("insert into message (body) values (?1)")?;
    let mut begin = connection.prepare("begin immediate")?;
    let mut commit = connection.prepare("commit")?;
    while let Some(first) = queue.blocking_recv() {
        begin.execute([])?;
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(Waiting { body, answer }) = next.take() {
            insert.execute([body.as_ref()])?;
            group.push(answer);
            if group.len() < GROUP {
                next = queue.try_recv().ok();
            }
        }
        commit.execute([])?;
        for answer in group {
            let _ = answer.send(());
        }
    }
    Ok(())
}

async fn echo(mut socket: WebSocket, queue: mpsc::Sender<Waiting>) {
    while let Some(Ok(message)) = socket.recv().await {
        match message {
            Message::Text(_) | Message::Binary(_) => {
                let (answer, answered) = oneshot::channel();
                let body = message.clone().into_data();
                if queue.send(Waiting { body, answer }).await.is_err() || answered.await.is_err() {
                    return;
                }
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return,
        }
    }
}
