//! What an engine promises whatever the operation: whole or not at all, durable when answered, and going on after a
//! failure.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender as Go, channel};

use futures_util::future::join_all;
use lobby_server::domain::conversation::Conversation;
use lobby_server::domain::key::VisitorKey;
use lobby_server::domain::refusal::Refusal;
use lobby_server::store::agent::{FindAgent, HasAdministrator};
use lobby_server::store::conversation::{FindConversation, Post, Sender};
use lobby_server::store::{Failure, Fault, Operation, Store, Tx};
use lobby_shared::message::MessageText;
use lobby_tests::database::Engine;

use crate::on_both;
use crate::scene::{Raw, Scene, add_agent, post, refusal};

/// Does what another operation does, and then is refused.
struct Regretted<O>(O);

impl<O: Operation> Operation for Regretted<O> {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        self.0.run(tx).await?;
        Err(Refusal::NotFound.into())
    }
}

async fn a_refused_operation_leaves_nothing_and_its_neighbours_stay(scene: &Scene) {
    let (good, bad) = (["a", "b", "c", "d"], ["w", "x", "y", "z"]);
    let kept = join_all(good.map(|name| scene.store.write(add_agent(name))));
    let undone = join_all(bad.map(|name| scene.store.write(Regretted(add_agent(name)))));
    let (kept, undone) = futures_util::future::join(kept, undone).await;
    assert!(kept.iter().all(Result::is_ok));
    for done in undone {
        assert_eq!(refusal(done), Refusal::NotFound);
    }
    let there = async |name| scene.read(FindAgent { email: format!("{name}@shop.example") }).await.is_some();
    for (kept, undone) in good.into_iter().zip(bad) {
        assert!(there(kept).await && !there(undone).await);
    }
}

async fn a_reading_operation_cannot_write(scene: &Scene) {
    assert!(matches!(scene.store.read(add_agent("jo")).await, Err(Failure::Fault(_))));
    scene.write(add_agent("jo")).await;
}

async fn a_broken_statement_is_a_fault_and_the_next_one_works(scene: &Scene) {
    for _ in 0..30 {
        let broken = scene.store.write(Raw("select nothing from nowhere", vec![])).await;
        assert!(matches!(broken, Err(Failure::Fault(_))));
    }
    scene.write(add_agent("jo")).await;
    scene.store.ping().await.unwrap();
}

async fn data_survive_close_and_reopen(scene: &Scene) {
    let (_, conversation) = scene.waiting().await;
    let (epoch, secret) = (scene.store.epoch(), *scene.store.secret());
    let late = post(Sender::Visitor(visitor_of(&conversation)), None, "just in time");
    let (posted, ()) = futures_util::future::join(scene.store.write(late), scene.store.close()).await;
    let head = posted.unwrap().conversation;
    assert!(matches!(scene.store.write(add_agent("jo")).await, Err(Failure::Fault(_))));
    assert!(matches!(scene.store.read(HasAdministrator).await, Err(Failure::Fault(_))));
    assert!(scene.store.ping().await.is_err());
    let again = Store::open(&scene.database.target).await.unwrap();
    assert_eq!((again.epoch(), *again.secret()), (epoch, secret));
    assert_ne!(secret, [0; 32]);
    let found = again.read(FindConversation { conversation: conversation.id }).await.unwrap();
    assert_eq!(found, Some(head));
    again.close().await;
}

fn visitor_of(conversation: &Conversation) -> VisitorKey {
    VisitorKey { site: conversation.key.site, number: conversation.visitor }
}

async fn two_stores_on_one_database_see_each_other(scene: &Scene) {
    let other = Store::open(&scene.database.target).await.unwrap();
    let (here, there) = (async || scene.agent("here").await, async || other.write(add_agent("there")).await);
    let (_, there) = futures_util::future::join(here(), there()).await;
    there.unwrap();
    assert!(scene.read(FindAgent { email: "there@shop.example".into() }).await.is_some());
    assert!(other.read(FindAgent { email: "here@shop.example".into() }).await.unwrap().is_some());
    other.close().await;
}

on_both!(
    a_refused_operation_leaves_nothing_and_its_neighbours_stay,
    a_reading_operation_cannot_write,
    a_broken_statement_is_a_fault_and_the_next_one_works,
    data_survive_close_and_reopen,
    two_stores_on_one_database_see_each_other,
);

/// Keeps the SQLite writer busy until it is told to go on, so that what is queued meanwhile makes one group.
struct Hold(Mutex<Receiver<()>>);

impl Operation for Hold {
    type Output = ();

    async fn run<T: Tx>(&self, _: &mut T) -> Result<(), Failure> {
        self.0.lock().unwrap().recv().map_err(|_| Fault::new("nobody lets go").into())
    }
}

fn hold() -> (Go<()>, Hold) {
    let (go, held) = channel();
    (go, Hold(Mutex::new(held)))
}

/// Is fine on its own and makes the commit fail: a row without its parent, checked at the end only.
struct Spoil;

impl Operation for Spoil {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        tx.query("pragma defer_foreign_keys = on", &[]).await?;
        tx.execute("insert into site_origin (site_no, origin) values (99, 'x')", &[]).await?;
        Ok(())
    }
}

struct Panic;

impl Operation for Panic {
    type Output = ();

    async fn run<T: Tx>(&self, _: &mut T) -> Result<(), Failure> {
        panic!("on purpose")
    }
}

#[tokio::test]
async fn a_failed_commit_refuses_all_of_its_group_and_the_next_group_works() {
    Scene::play(Engine::Sqlite, async |scene: &Scene| {
        let (go, hold) = hold();
        let store = &scene.store;
        let (held, spoiled, neighbour, _) =
            tokio::join!(biased; store.write(hold), store.write(Spoil), store.write(add_agent("neighbour")), async {
                go.send(())
            },);
        assert!(matches!(held, Err(Failure::Fault(_))));
        assert!(matches!(spoiled, Err(Failure::Fault(_))));
        assert!(matches!(neighbour, Err(Failure::Fault(_))), "not stored, so not acknowledged");
        let find = FindAgent { email: "neighbour@shop.example".into() };
        assert!(scene.read(find).await.is_none());
        scene.write(add_agent("neighbour")).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_in_a_group_after_it_has_written_leaves_nothing_and_its_neighbours_are_done_once() {
    Scene::play(Engine::Sqlite, async |scene: &Scene| {
        let (go, hold) = hold();
        let store = &scene.store;
        let regretted = || Regretted(add_agent("regretted"));
        let (held, before, first, second, after, _) = tokio::join!(
            biased;
            store.write(hold), store.write(add_agent("before")), store.write(regretted()), store.write(regretted()),
            store.write(add_agent("after")),
            // Once more for the case that the group is run again.
            async { go.send(()).and_then(|()| go.send(())) },
        );
        assert!(held.is_ok() && before.is_ok() && after.is_ok());
        for refused in [first, second] {
            assert_eq!(refusal(refused), Refusal::NotFound);
        }
        for (name, stays) in [("before", true), ("regretted", false), ("after", true)] {
            let find = FindAgent { email: format!("{name}@shop.example") };
            assert_eq!(scene.read(find).await.is_some(), stays, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_panicking_operation_ends_neither_the_thread_nor_the_store() {
    Scene::play(Engine::Sqlite, async |scene: &Scene| {
        assert!(matches!(scene.store.write(Panic).await, Err(Failure::Fault(_))));
        scene.write(add_agent("jo")).await;
        assert!(scene.store.read(Panic).await.is_err());
        for _ in 0..8 {
            scene.read(HasAdministrator).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_refused_and_forgotten_once_there_is_room() {
    Scene::play(Engine::Sqlite, async |scene: &Scene| {
        let (_, conversation) = scene.waiting().await;
        let sender = Sender::Visitor(visitor_of(&conversation));
        scene.write(Raw("pragma max_page_count = 1", vec![])).await;
        let text = MessageText::parse(&"x".repeat(1_000)).unwrap();
        let long = || Post { text: text.clone(), ..post(sender, None, "x") };
        let mut stored = conversation.last_seq;
        let refused = loop {
            let done = join_all((0..20).map(|_| scene.store.write(long()))).await;
            stored += done.iter().filter(|done| done.is_ok()).count() as u64;
            if let Some(Err(failure)) = done.into_iter().find(Result::is_err) {
                break failure;
            }
        };
        assert!(matches!(&refused, Failure::Fault(fault) if fault.to_string().contains("full")), "{refused:?}");
        let find = FindConversation { conversation: conversation.id };
        assert_eq!(scene.read(find).await.unwrap().last_seq, stored, "what was refused is not there");
        scene.write(Raw("pragma max_page_count = 100000", vec![])).await;
        assert_eq!(scene.write(long()).await.message.seq, stored + 1);
    })
    .await;
}

/// Loses a race as often as it is told, and then answers how often it ran.
struct Unlucky {
    losses: u32,
    runs: AtomicU32,
}

impl Operation for Unlucky {
    type Output = u32;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<u32, Failure> {
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        if run < self.losses {
            tx.execute("do $$ begin raise sqlstate '40001'; end $$", &[]).await?;
        }
        Ok(run + 1)
    }
}

#[tokio::test]
async fn who_lost_a_race_on_postgresql_runs_again_but_not_for_ever() {
    Scene::play(Engine::Postgres, async |scene: &Scene| {
        let unlucky = |losses| Unlucky { losses, runs: AtomicU32::new(0) };
        assert_eq!(scene.write(unlucky(5)).await, 6);
        assert!(matches!(scene.store.write(unlucky(1_000)).await, Err(Failure::Fault(_))));
    })
    .await;
}
