//! SQL stands in the store and nowhere else.

use crate::source::{Source, all};
use crate::token::tokens;
use crate::{none, one};

fn is_sql(literal: &str) -> bool {
    let text = literal.trim_start_matches(['r', '#', '"']).to_lowercase();
    let text = text.trim_start();
    let both = |start: &str, then: &str| text.starts_with(start) && text.contains(then);
    both("select ", " from ")
        || both("update ", " set ")
        || both("with ", " select ")
        || ["insert into ", "delete from ", "create table ", "alter table ", "drop table ", "pragma "]
            .iter()
            .any(|start| text.starts_with(start))
}

fn check(sources: &[Source]) -> Vec<String> {
    let outside = |source: &&Source| source.path.starts_with("server/src/") && !source.path.contains("/store/");
    let mut problems = Vec::new();
    for source in sources.iter().filter(outside) {
        let literals = tokens(&source.path, &source.text).into_iter().filter(|token| token.ends_with(['"', '#']));
        problems.extend(literals.filter(|token| is_sql(token)).map(|token| format!("{}: {token}", source.path)));
    }
    problems
}

#[test]
fn sql_stands_only_in_the_store() {
    none(&check(&all(&["rs"])));
}

#[test]
fn sql_elsewhere_is_noticed() {
    let text = "fn f() { g(\"select name from agent\"); h(\"select one of these\") }";
    one(&check(&[Source::new("server/src/service/agent.rs", text)]), "select name");
    none(&check(&[Source::new("server/src/store/agent.rs", text)]));
}
