//! Every statement of the store is one that both engines understand.

use lobby_server::store::STATEMENTS;
use lobby_tests::database::client;

use crate::on_both;
use crate::scene::Scene;
use lobby_server::store::Target;

async fn every_statement_can_be_prepared(scene: &Scene) {
    let all: Vec<_> = STATEMENTS.iter().flat_map(|some| some.iter()).collect();
    assert!(all.len() > 40, "the registry lists {} statements", all.len());
    match &scene.database.target {
        Target::Sqlite { folder } => {
            let connection = rusqlite::Connection::open(folder.join("lobby.db")).unwrap();
            for sql in all {
                let sql = sql.trim_end_matches(" for no key update");
                connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
        }
        Target::Postgres { url } => {
            let client = client(url).await;
            for sql in all {
                client.prepare(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
            }
        }
    }
}

on_both!(every_statement_can_be_prepared);
