//! Takes out of a bound program what only JavaScript callers would need, and shortens the names between the two halves.
//!
//! Nobody calls our programs from JavaScript: they start by themselves. A class that some crate exports, and that the
//! program hands to nobody, is dead weight together with all the code that it keeps. The names of imports carry a hash
//! each, which no compression shrinks, once in the glue and once in the program.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{Visitor, dfs_in_order};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module};

/// What only the classes of streams use, which Leptos brings for server functions: their futures are closures, and the table
/// of closures keeps them though nobody is left to make one.
const ONLY_FOR_STREAMS: [&str; 2] = ["future_to_promise", "wasm_streams"];

/// Slims both halves together, so that they still fit each other.
pub fn slim(module: &mut Module, glue: &str) -> String {
    let glue = drop_classes(module, glue);
    walrus::passes::gc::run(module);
    empty_streams(module);
    walrus::passes::gc::run(module);
    let glue = drop_functions(module, &glue);
    shorten_imports(module, &glue)
}

/// Drops each exported class that nothing outside itself names, and the exports that only it called.
fn drop_classes(module: &mut Module, glue: &str) -> String {
    let mut kept = glue.to_owned();
    for name in glue.lines().filter_map(|line| line.trim().strip_prefix("export class ")?.strip_suffix(" {")) {
        let Some((class, without)) = cut_block(&kept, &format!("export class {name} {{")) else { continue };
        let (last_wish, without) = cut(&without, &format!("const {name}Finalization = "), ";\n")
            .unwrap_or_else(|| (String::new(), without.clone()));
        let disposes = format!("if (Symbol.dispose) {name}.prototype");
        let without: String =
            without.split_inclusive('\n').filter(|line| !line.trim().starts_with(&disposes)).collect();
        let named = words(&without).any(|word| word == name || word == format!("{name}Finalization"));
        if named {
            continue;
        }
        let still_called: BTreeSet<&str> = called(&without).collect();
        for export in called(&class).chain(called(&last_wish)).filter(|export| !still_called.contains(export)) {
            let found = module.exports.iter().find(|candidate| candidate.name == *export).map(walrus::Export::id);
            if let Some(id) = found {
                module.exports.delete(id);
            }
        }
        kept = without;
    }
    kept
}

#[derive(Default)]
struct Calls(Vec<FunctionId>);

impl<'body> Visitor<'body> for Calls {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.push(*function);
    }
}

/// Every function that is called from outside by name, from there on.
fn called_by_name(module: &Module) -> BTreeSet<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| {
        if let walrus::ExportItem::Function(function) = export.item { Some(function) } else { None }
    });
    let mut next: Vec<FunctionId> = exported.chain(module.start).collect();
    let mut found = BTreeSet::new();
    while let Some(function) = next.pop() {
        if let (true, FunctionKind::Local(body)) = (found.insert(function), &module.funcs.get(function).kind) {
            let mut calls = Calls::default();
            dfs_in_order(&mut calls, body, body.entry_block());
            next.extend(calls.0);
        }
    }
    found
}

/// Empties the functions that only stand in the table of closures and that only streams would use.
fn empty_streams(module: &mut Module) {
    let used = called_by_name(module);
    let for_streams = |name: &str| ONLY_FOR_STREAMS.iter().any(|part| name.contains(part));
    let dead: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| !used.contains(id) && module.funcs.get(*id).name.as_deref().is_some_and(for_streams))
        .collect();
    for function in dead {
        let Some((params, results)) = signature(module, function) else { continue };
        let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
        body.func_body().unreachable();
        let given = params.iter().map(|kind| module.locals.add(*kind)).collect();
        let body: LocalFunction = body.local_func(given);
        module.funcs.get_mut(function).kind = FunctionKind::Local(body);
    }
}

fn signature(module: &Module, function: FunctionId) -> Option<(Vec<walrus::ValType>, Vec<walrus::ValType>)> {
    let FunctionKind::Local(body) = &module.funcs.get(function).kind else { return None };
    let kind = module.types.get(body.ty());
    Some((kind.params().to_vec(), kind.results().to_vec()))
}

/// Drops the functions of the glue that the program no longer imports.
fn drop_functions(module: &Module, glue: &str) -> String {
    let imported: BTreeSet<&str> = module.imports.iter().map(|import| import.name.as_str()).collect();
    let mut kept = glue.to_owned();
    for line in glue.lines() {
        let Some((start, _)) = line.split_once('{') else { continue };
        let Some((name, "function")) = start.trim().split_once('(').and_then(|(head, _)| head.split_once(": ")) else {
            continue;
        };
        if !name.starts_with("__wb") || imported.contains(name) {
            continue;
        }
        let start = format!("{start}{{");
        let at = kept.find(&start).unwrap_or_default();
        let Some((_, without)) = cut_block(&kept, &start) else { continue };
        let (before, after) = without.split_at_checked(at).unwrap_or((&without, ""));
        kept = format!("{before}{}", after.strip_prefix(',').unwrap_or(after));
    }
    kept
}

/// The piece from `start` to the first `end` after it, and the text without it.
fn cut(text: &str, start: &str, end: &str) -> Option<(String, String)> {
    let (before, rest) = text.split_once(start)?;
    let (piece, after) = rest.split_once(end)?;
    Some((piece.to_owned(), format!("{before}{after}")))
}

/// The block that `start` opens, up to its closing brace, and the text without it.
fn cut_block(text: &str, start: &str) -> Option<(String, String)> {
    let (before, rest) = text.split_once(start)?;
    let mut depth = 1_usize;
    let end = rest.char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let (block, after) = rest.split_at_checked(end?.0 + 1)?;
    Some((block.to_owned(), format!("{before}{after}")))
}

/// The program's exports that a piece of glue calls.
fn called(glue: &str) -> impl Iterator<Item = &str> {
    glue.split("wasm.").skip(1).filter_map(|rest| words(rest).next())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Gives every import from the glue a name of two or three letters.
fn shorten_imports(module: &mut Module, glue: &str) -> String {
    let mut short = BTreeMap::new();
    for import in module.imports.iter_mut().filter(|import| import.name.starts_with("__wb")) {
        let next = name(short.len());
        import.name = short.entry(import.name.clone()).or_insert(next).clone();
    }
    let mut text = String::with_capacity(glue.len());
    let mut rest = glue;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        text.push_str(short.get(word).map_or(word, String::as_str));
        let gap = after.find(is_word).unwrap_or(after.len());
        let (signs, after) = after.split_at(gap);
        text.push_str(signs);
        rest = after;
    }
    text
}

/// `$a`, `$b`, … `$z`, `$ba`, …: no word that the glue uses for anything else.
fn name(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
        if number == 0 {
            break;
        }
    }
    letters.push('$');
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "export class Used {\nfree() {\nwasm.used_free(1);\n}\n}\n\
                        export class Unused {\nfree() {\nwasm.unused_free(wasm.both());\n}\nget type() {\n}\n}\n\
                        if (Symbol.dispose) Unused.prototype[Symbol.dispose] = Unused.prototype.free;\n\
                        const UnusedFinalization = register(ptr => wasm.unused_end(ptr));\n\
                        imports = { __wbg_a_0123456789abcdef: () => Used.wrap(wasm.both()), };\n";

    fn module() -> Module {
        let mut module = Module::default();
        let nothing = module.types.add(&[], &[]);
        let (import, _) = module.add_import_func("./x_bg.js", "__wbg_a_0123456789abcdef", nothing);
        for export in ["used_free", "unused_free", "unused_end", "both"] {
            module.exports.add(export, import);
        }
        module
    }

    #[test]
    fn a_class_that_nobody_is_handed_goes_with_its_exports() {
        let mut module = module();
        let glue = drop_classes(&mut module, GLUE);
        assert!(glue.contains("class Used") && !glue.contains("Unused"), "{glue}");
        let exports: Vec<_> = module.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(exports, ["used_free", "both"]);
    }

    #[test]
    fn what_only_streams_would_use_is_emptied_unless_somebody_calls_it() {
        let mut module = Module::default();
        let mut add = |name: &str| {
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
            body.name(name.into()).func_body().i32_const(7).drop().i32_const(8).drop();
            body.finish(vec![], &mut module.funcs)
        };
        let [dead, called, other] = ["a::future_to_promise::b", "c::future_to_promise::d", "e::f"].map(&mut add);
        module.exports.add("go", called);
        empty_streams(&mut module);
        let size = |function| module.funcs.get(function).kind.unwrap_local().size();
        assert_eq!([dead, called, other].map(size), [1, 4, 4]);
    }

    #[test]
    fn what_the_program_no_longer_imports_goes_from_the_glue() {
        let glue = "a: {\n__wbg_b_0: function(x) {\nif (x) {\ny = {z: 1};\n}\n},\n\
                    __wbg_a_0123456789abcdef: function() { return h(function () {\n}, arguments); },\n};\n";
        let want = "a: {\n\n__wbg_a_0123456789abcdef: function() { return h(function () {\n}, arguments); },\n};\n";
        assert_eq!(drop_functions(&module(), glue), want);
    }

    #[test]
    fn imports_have_the_same_short_name_on_both_sides() {
        let mut module = module();
        let glue = slim(&mut module, GLUE);
        assert!(glue.contains("{ $a: () => Used"), "{glue}");
        assert_eq!(module.imports.iter().next().unwrap().name, "$a");
        assert_eq!([0, 25, 26, 27, 26 * 26].map(name), ["$a", "$z", "$ba", "$bb", "$baa"]);
    }
}
