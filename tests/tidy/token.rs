//! A Rust file as a flat list of tokens, macros' insides included and `#[cfg(test)]` modules left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The words, signs and literals of a file, in order.
pub fn tokens(path: &str, text: &str) -> Vec<String> {
    let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut flat = Vec::new();
    flatten(stream, &mut flat);
    flat
}

fn flatten(stream: TokenStream, flat: &mut Vec<String>) {
    let mut skips_group = false;
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                if skips_group && open == "{" {
                    skips_group = false;
                    continue;
                }
                flat.push(open.to_owned());
                flatten(group.stream(), flat);
                flat.push(close.to_owned());
            }
            other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => {
                flat.push(other.to_string());
                if ends_with(flat, &[";"]) {
                    skips_group = false;
                }
            }
        }
        if ends_with(flat, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            skips_group = true;
        }
    }
}

fn ends_with(flat: &[String], end: &[&str]) -> bool {
    flat.len() >= end.len() && flat[flat.len() - end.len()..].iter().zip(end).all(|(token, want)| token == want)
}

/// The names that follow a path's start: `crate::a::b` gives `a`, `crate::{a, b::c}` gives `a` and `b`.
pub fn heads_after(flat: &[String], start: &[&str]) -> Vec<String> {
    let mut heads = Vec::new();
    for at in 0..flat.len() {
        let after = at + start.len();
        if !ends_with(&flat[..after.min(flat.len())], start) || after > flat.len() {
            continue;
        }
        match flat.get(after).map(String::as_str) {
            Some("{") => heads.extend(group_heads(&flat[after + 1..])),
            Some(name) => heads.push(name.to_owned()),
            None => {}
        }
    }
    heads
}

fn group_heads(flat: &[String]) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0_u32;
    let mut first = true;
    for token in flat {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => first = true,
            name if first && depth == 0 => {
                heads.push(name.to_owned());
                first = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn tests_inside_a_file_are_left_out_and_macros_are_not() {
    let text = "use crate::a; m! { crate::b::c() } #[cfg(test)] mod tests { use crate::d; } fn f() { crate::e() }";
    assert_eq!(heads_after(&tokens("x.rs", text), &["crate", ":", ":"]), ["a", "b", "e"]);
    let out_of_line = "#[cfg(test)] mod tests; fn f() { crate::e() }";
    assert_eq!(heads_after(&tokens("x.rs", out_of_line), &["crate", ":", ":"]), ["e"]);
}

#[test]
fn grouped_imports_give_each_head() {
    let flat = tokens("x.rs", "use crate::{a, b::{c, d}, e as f};");
    assert_eq!(heads_after(&flat, &["crate", ":", ":"]), ["a", "b", "e"]);
}
