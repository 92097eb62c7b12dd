//! Settings from outside: layers, checks, and what must never show.

use super::*;

fn layer(text: &str) -> Layer {
    toml::from_str(text).unwrap()
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let file = layer("listen = '127.0.0.1:9000'\ndemo = true");
    let config = layer("listen = '127.0.0.1:7000'").over(file).checked().unwrap();
    assert_eq!(config.listen.port(), 7000);
    assert!(config.demo);
    assert_eq!(config.public_origin(), "http://127.0.0.1:7000");
    assert!(matches!(config.target, Target::Sqlite { .. }));
}

#[test]
fn everything_wrong_is_told_at_once() {
    let problems =
        layer("listen = 'here'\npublic-url = 'chat.example.com/x'\ndatabase-url = 'mysql://x'\nlog-format = 'xml'")
            .checked()
            .unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:?}");
}

#[test]
fn metrics_are_for_this_machine_only() {
    assert_eq!(layer("metrics-listen = '0.0.0.0:9464'").checked().unwrap_err(), vec![Problem::MetricsInPublic]);
    assert_eq!(layer("metrics-listen = 'off'").checked().unwrap().metrics_listen, None);
}

#[test]
fn a_broken_file_names_the_line_and_not_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lobby.toml");
    std::fs::write(&path, "demo = true\ndatabase-url = postgres://lobby:hunter2@db/lobby\n").unwrap();
    let problems = Layer::default().check(Some(&path)).unwrap_err();
    let shown = problems[0].to_string();
    assert!(shown.contains("line 2"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    std::fs::write(&path, "lisen = '127.0.0.1:1'\n").unwrap();
    let shown = Layer::default().check(Some(&path)).unwrap_err()[0].to_string();
    assert!(shown.contains("lisen"), "{shown}");
}

#[test]
fn passwords_never_show() {
    let config = layer("database-url = 'postgres://lobby:hunter2@db/lobby?password=hunter2'").checked().unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("db/lobby"), "{shown}");
}

#[test]
fn the_cookie_needs_https_or_this_machine() {
    let check = |url: &str, works| {
        let config = layer(&format!("public-url = '{url}'")).checked().unwrap();
        assert_eq!(config.cookie_works(), works, "{url}");
    };
    check("https://chat.example.com", true);
    check("http://127.0.0.1:8080", true);
    check("http://localhost", true);
    check("http://chat.localhost", true);
    check("http://[::1]:8080", true);
    check("http://192.168.1.5:8080", false);
    check("http://chat.example.com", false);
}
