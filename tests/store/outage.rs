//! A PostgreSQL server that goes away: a fault within seconds, and work goes on by itself once it is back.

use std::sync::Arc;
use std::time::Duration;

use lobby_server::store::agent::HasAdministrator;
use lobby_server::store::{Failure, Store, Target};
use lobby_tests::database::{Database, Engine};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::scene::add_agent;

/// How the way to the server is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// Connections break at once.
    Cut,
    /// Connections stay and nothing passes.
    Silent,
}

/// A way to the run's PostgreSQL server that the test can cut.
struct Road {
    way: watch::Sender<Way>,
    port: u16,
}

impl Road {
    #[expect(clippy::disallowed_methods, reason = "the tasks end with the test's runtime")]
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (way, watched) = watch::channel(Way::Open);
        let server: Arc<str> = server.into();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(pass(socket, Arc::clone(&server), watched.clone()));
            }
        });
        Self { way, port }
    }
}

async fn pass(mut near: TcpStream, server: Arc<str>, mut way: watch::Receiver<Way>) {
    let Ok(mut far) = TcpStream::connect(&*server).await else { return };
    loop {
        let now = *way.borrow_and_update();
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far), if now == Way::Open => return,
            changed = way.changed(), if now != Way::Cut => if changed.is_err() { return },
            else => return,
        }
    }
}

/// A database behind a road.
async fn behind_a_road() -> (Database, Road, Store) {
    let database = Database::create(Engine::Postgres).await;
    let Target::Postgres { url } = &database.target else { panic!("it is on PostgreSQL") };
    let (front, rest) = url.rsplit_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let road = Road::to(server.to_owned()).await;
    let url = format!("{front}@127.0.0.1:{}/{name}", road.port);
    let store = Store::open(&Target::Postgres { url }).await.unwrap_or_else(|error| panic!("{error}"));
    (database, road, store)
}

async fn comes_and_goes(gone: Way) {
    let (database, road, store) = behind_a_road().await;
    // Several connections, all of which will be dead.
    let many = (0..10).map(|number| store.write(add_agent(&format!("before{number}"))));
    assert!(futures_util::future::join_all(many).await.iter().all(Result::is_ok));
    road.way.send(gone).unwrap();
    let limit = Duration::from_secs(7);
    let (written, read, ping) = timeout(limit, async {
        tokio::join!(store.write(add_agent("during")), store.read(HasAdministrator), store.ping())
    })
    .await
    .expect("a fault comes within seconds");
    assert!(matches!(written, Err(Failure::Fault(_))));
    assert!(matches!(read, Err(Failure::Fault(_))));
    assert!(ping.is_err());
    road.way.send(Way::Open).unwrap();
    store.ping().await.unwrap_or_else(|fault| panic!("it is back: {fault}"));
    store.write(add_agent("after")).await.unwrap_or_else(|failure| panic!("it is back: {failure:?}"));
    store.close().await;
    database.remove().await;
}

#[tokio::test]
async fn a_server_that_is_down_is_a_fault_and_comes_back() {
    comes_and_goes(Way::Cut).await;
}

#[tokio::test]
async fn a_server_that_is_silent_is_a_fault_and_comes_back() {
    comes_and_goes(Way::Silent).await;
}

#[tokio::test]
async fn a_restarted_server_is_not_noticed() {
    let database = Database::create(Engine::Postgres).await;
    let store = Store::open(&database.target).await.unwrap();
    let many = (0..10).map(|number| store.write(add_agent(&format!("before{number}"))));
    assert!(futures_util::future::join_all(many).await.iter().all(Result::is_ok));
    let Target::Postgres { url } = &database.target else { panic!("it is on PostgreSQL") };
    let name = url.rsplit_once('/').unwrap().1;
    let kill = format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'");
    Database::say(&kill).await;
    store.write(add_agent("after")).await.unwrap_or_else(|failure| panic!("{failure:?}"));
    store.close().await;
    database.remove().await;
}
