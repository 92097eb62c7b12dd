//! Opening: once per folder, for its owner alone, and with a message that tells what to do when it fails.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use lobby_server::store::{OpenError, Store, Target, lock};
use lobby_tests::database::{Database, Engine};
use tempfile::TempDir;

use crate::on_both;
use crate::scene::{Raw, Scene};

async fn fails(target: &Target) -> (OpenError, String) {
    match Store::open(target).await {
        Ok(_) => panic!("the store opened"),
        Err(error) => {
            let told = error.to_string();
            (error, told)
        }
    }
}

async fn a_database_of_a_newer_program_is_refused(scene: &Scene) {
    scene.write(Raw("insert into migration (version) values (77) returning version", vec![])).await;
    let (error, told) = fails(&scene.database.target).await;
    assert!(matches!(error, OpenError::Newer { database: 77, .. }));
    assert!(told.contains("newer Lobby") && told.contains("77"), "{told}");
}

async fn many_open_an_empty_database_at_once(scene: &Scene) {
    let target = &scene.database.target;
    let engine = match target {
        Target::Sqlite { .. } => Engine::Sqlite,
        Target::Postgres { .. } => Engine::Postgres,
    };
    let empty = Database::create(engine).await;
    let opened = futures_util::future::join_all((0..4).map(|_| Store::open(&empty.target))).await;
    let stores: Vec<_> = opened.into_iter().map(|store| store.unwrap_or_else(|error| panic!("{error}"))).collect();
    assert!(stores.iter().all(|store| store.epoch() == stores[0].epoch()));
    for store in &stores {
        store.close().await;
    }
    empty.remove().await;
}

on_both!(a_database_of_a_newer_program_is_refused, many_open_an_empty_database_at_once);

#[test]
fn a_second_server_on_the_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let first = lock(&data).unwrap();
    let told = lock(&data).unwrap_err().to_string();
    assert!(told.contains("Another Lobby server") && told.contains(&data.display().to_string()), "{told}");
    drop(first);
    lock(&data).unwrap();
}

#[tokio::test]
async fn the_folder_and_its_files_are_for_their_owner_alone() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("deep/data");
    let _lock = lock(&data).unwrap();
    let store = Store::open(&Target::Sqlite { folder: data.clone() }).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    store.close().await;
}

#[tokio::test]
async fn an_unwritable_folder_is_named_with_the_user() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    for data in [file.clone(), file.join("data")] {
        let told = fails(&Target::Sqlite { folder: data.clone() }).await.1;
        assert!(told.contains(&data.display().to_string()) && told.contains("--data"), "{told}");
        assert_eq!(lock(&data).unwrap_err().to_string(), told);
    }
    let taken = folder.path().join("taken");
    fs::create_dir_all(taken.join("lobby.db")).unwrap();
    assert!(matches!(fails(&Target::Sqlite { folder: taken }).await.0, OpenError::NotWritable { .. }));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lobby.db");
    let holiday = "a picture of the sea ".repeat(100);
    fs::write(&file, &holiday).unwrap();
    let told = fails(&Target::Sqlite { folder: folder.path().to_owned() }).await.1;
    assert!(told.contains("cannot be opened"), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), holiday);
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_its_password() {
    let url = "postgres://lobby:s3cret@127.0.0.1:1/chat".to_owned();
    let told = fails(&Target::Postgres { url }).await.1;
    assert!(told.contains("127.0.0.1") && told.contains("chat") && told.contains("--database-url"), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
    for url in ["postgres://lobby:s3cret@", "postgres://lobby:s3cret@h:port/x", "s3cret"] {
        let (error, told) = fails(&Target::Postgres { url: url.to_owned() }).await;
        assert!(!format!("{told} {error:?}").contains("s3cret"), "{told}");
        assert!(told.contains("postgres://user:password@host:5432/database"), "{told}");
    }
}

#[tokio::test]
async fn a_missing_database_is_named() {
    let told = fails(&Target::Postgres { url: Database::url("lobby_nowhere") }).await.1;
    assert!(told.contains("lobby_nowhere") && told.contains("does not exist"), "{told}");
}

#[tokio::test]
async fn another_encoding_than_utf8_is_refused() {
    let name = format!("lobby_latin_{}", std::process::id());
    Database::say(&format!("create database {name} encoding 'LATIN1' locale 'C' template template0")).await;
    let told = fails(&Target::Postgres { url: Database::url(&name) }).await.1;
    Database::say(&format!("drop database {name} with (force)")).await;
    assert!(told.contains("LATIN1") && told.contains("create database"), "{told}");
}
