//! What our own Content-Security-Policy would block, or an attacker would love, does not get into a view.

use crate::source::{Source, all};
use crate::token::tokens;
use crate::{none, one};

const HTML_SINKS: [&str; 5] = ["inner_html", "set_inner_html", "outer_html", "set_outer_html", "insert_adjacent_html"];

fn check(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(|source| if source.ending() == "rs" { rust(source) } else { page(source) }).collect()
}

fn rust(source: &Source) -> Vec<String> {
    let front_end = source.path.starts_with("widget/") || source.path.starts_with("console/");
    if !front_end {
        return Vec::new();
    }
    let flat = tokens(&source.path, &source.text);
    let mut problems = Vec::new();
    for sink in HTML_SINKS.iter().filter(|sink| flat.iter().any(|token| token == *sink)) {
        problems.push(format!("{}: {sink}", source.path));
    }
    for around in flat.windows(4) {
        let [before, name, equals, value] = around else { continue };
        let attribute = name == "style" && equals == "=" && !matches!(before.as_str(), "let" | "mut" | "." | ":");
        if attribute && (value.starts_with('"') || value == "{" || value == "move" || value == "format") {
            problems.push(format!("{}: a `style=` attribute; `style:name=` or a class instead", source.path));
        }
    }
    problems
}

fn page(source: &Source) -> Vec<String> {
    let text = source.text.to_lowercase();
    let mut problems = Vec::new();
    if text.contains(" style=") || text.contains("<style") {
        problems.push(format!("{}: a style in the page; a style sheet instead", source.path));
    }
    for tag in text.split("<script").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        if !tag.contains("src=") {
            problems.push(format!("{}: a script in the page; a file instead", source.path));
        }
    }
    problems
}

#[test]
fn views_have_no_string_styles_and_no_html_sinks() {
    none(&check(&all(&["rs", "html"])));
}

#[test]
fn a_string_style_or_an_html_sink_is_noticed() {
    let check = |path: &str, text: &str| check(&[Source::new(path, text)]);
    none(&check("widget/src/view/a.rs", "fn f() { view! { <p class=\"x\" style:width=\"3px\">\"style=\"</p> } }"));
    one(&check("widget/src/view/a.rs", "fn f() { view! { <p style=\"width:3px\"/> } }"), "style=");
    one(&check("console/src/view/a.rs", "fn f() { view! { <p inner_html=text/> } }"), "inner_html");
    one(&check("console/src/host/a.rs", "fn f() { element.set_inner_html(text) }"), "set_inner_html");
    one(&check("public/a.html", "<p style=\"x\">"), "a style in the page");
    one(&check("public/a.html", "<script>f()</script><script src=\"/x.js\"></script>"), "a script in the page");
}
