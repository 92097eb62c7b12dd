//! No function is longer than a screen; a component, with its view, than two.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, ImplItemFn, ItemFn, Signature, TraitItemFn};

use crate::source::{Source, all};
use crate::{none, one};

const MAX_LINES: usize = 60;
const MAX_COMPONENT_LINES: usize = 120;

struct Functions<'a> {
    path: &'a str,
    problems: Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block) {
        let line = |span: Span| span.start().line;
        let lines = block.brace_token.span.close().end().line + 1 - line(signature.fn_token.span());
        let component =
            attributes.iter().any(|attribute| attribute.path().segments.last().is_some_and(|s| s.ident == "component"));
        let most = if component { MAX_COMPONENT_LINES } else { MAX_LINES };
        if lines > most {
            self.problems.push(format!("{}: fn {} has {lines} lines, over {most}", self.path, signature.ident));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.measure(&item.attrs, &item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.measure(&item.attrs, &item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.measure(&item.attrs, &item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

fn check(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
        let mut functions = Functions { path: &source.path, problems: Vec::new() };
        functions.visit_file(&file);
        problems.append(&mut functions.problems);
    }
    problems
}

#[test]
fn no_function_is_over_60_lines_and_no_component_over_120() {
    none(&check(&all(&["rs"])));
}

#[test]
fn a_long_function_is_noticed() {
    let of = |before: &str, lines: usize| {
        let body = "    f();\n".repeat(lines - 2);
        check(&[Source::new("long.rs", &format!("{before}fn long() {{\n{body}}}\n"))])
    };
    none(&of("/// Words do not count.\n", 60));
    one(&of("", 61), "fn long has 61 lines, over 60");
    one(&of("impl X { fn short() {} }\nmod inner { fn g() {} }\n", 61), "fn long");
    none(&of("#[component]\n", 120));
    one(&of("#[component]\n", 121), "over 120");
}
