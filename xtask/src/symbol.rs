//! What a WASM file is made of: the bytes of each function, by the names that the linker left in it.

use std::collections::BTreeMap;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes of code by crate and by function, each largest first.
#[derive(Default)]
pub struct Weight {
    /// By crate; what has no crate's name is under `(other)`.
    pub crates: Vec<(String, usize)>,
    /// By function.
    pub functions: Vec<(String, usize)>,
}

impl Weight {
    /// The functions, with those of one name taken together: one is compiled anew for each type.
    pub fn together(&self) -> Vec<(String, usize)> {
        let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (name, bytes) in &self.functions {
            let (count, sum) = sums.entry(name).or_default();
            (*count, *sum) = (*count + 1, *sum + bytes);
        }
        largest_first(sums.into_iter().map(|(name, (count, sum))| (format!("{count} × {name}"), sum)))
    }
}

/// Weighs the functions of a WASM file; empty when it cannot be read.
pub fn weigh(wasm: &[u8]) -> Weight {
    let mut imported = 0_u32;
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload {
            Ok(Payload::ImportSection(reader)) => {
                let functions = reader.into_imports().flatten().filter(|import| matches!(import.ty, TypeRef::Func(_)));
                imported = u32::try_from(functions.count()).unwrap_or_default();
            }
            Ok(Payload::CodeSectionEntry(body)) => sizes.push(body.range().len()),
            Ok(Payload::CustomSection(section)) => {
                if let KnownCustom::Name(reader) = section.as_known() {
                    for name in reader.into_iter().flatten() {
                        if let Name::Function(map) = name {
                            names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name)));
                        }
                    }
                }
            }
            Ok(_) => {}
            Err(_) => return Weight::default(),
        }
    }
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    let mut functions = Vec::new();
    for (index, size) in (imported..).zip(sizes) {
        let name =
            names.get(&index).map(|name| without_hash(&format!("{:#}", rustc_demangle::demangle(name))).to_owned());
        let name = name.unwrap_or_else(|| format!("function {index}"));
        *crates.entry(owner(&name)).or_default() += size;
        functions.push((name, size));
    }
    Weight { crates: largest_first(crates), functions: largest_first(functions) }
}

/// A name as bound still carries a hash, another one for each type.
fn without_hash(name: &str) -> &str {
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once("::h").filter(|(_, hash)| is_hash(hash)).map_or(name, |(name, _)| name)
}

fn largest_first(items: impl IntoIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    items
}

/// The crate that a demangled name belongs to: the first one named, `<T as Trait>::f` counting for `T`.
fn owner(name: &str) -> String {
    let plain = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic() && c != '_');
    let plain = ["mut ", "dyn ", "alloc::boxed::Box<", "core::option::Option<", "alloc::vec::Vec<"]
        .iter()
        .fold(plain, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    match plain.split_once("::") {
        Some((first, _)) if first.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => first.to_owned(),
        Some(_) | None => "(other)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_crate_it_names_first() {
        let check = |name: &str, want: &str| assert_eq!(owner(name), want, "{name}");
        check("lobby_widget::view::chat::Chat", "lobby_widget");
        check("<tachys::html::Element as core::fmt::Debug>::fmt", "tachys");
        check("<&mut serde::de::X as Y>::z", "serde");
        check("memcpy", "(other)");
    }

    #[test]
    fn a_name_loses_its_hash_and_nothing_else() {
        assert_eq!(without_hash("a::b::h0123456789abcdef"), "a::b");
        assert_eq!(without_hash("a::b::hold"), "a::b::hold");
    }

    #[test]
    fn a_file_that_is_no_wasm_weighs_nothing() {
        assert!(weigh(b"not wasm").functions.is_empty());
    }
}
