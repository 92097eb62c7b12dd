//! Puts a program's functions into an order in which they compress better: those that are made alike stand side by side.
//!
//! The compiler makes the same function over and over for different types. As bound, functions stand by their size, which
//! brings few of these together.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::stop::{Done, Stop};

/// Which function comes where; imported ones stay before all others.
#[derive(Default)]
struct Order {
    imported: u32,
    /// The old places in the new order.
    from: Vec<usize>,
    /// The new place of each old one.
    to: Vec<u32>,
}

/// The same program with its functions in another order.
pub fn order(wasm: &[u8]) -> Done<Vec<u8>> {
    let broken = |error: &dyn std::fmt::Display| Stop::failed(format!("a program cannot be put in order: {error}"));
    let mut order = Order::of(wasm).map_err(|error| broken(&error))?;
    let mut module = Module::new();
    order.parse_core_module(&mut module, Parser::new(0), wasm).map_err(|error| broken(&error))?;
    Ok(module.finish())
}

impl Order {
    fn of(wasm: &[u8]) -> wasmparser::Result<Self> {
        let mut order = Self::default();
        let mut bodies: Vec<(Vec<u8>, usize)> = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(reader) => {
                    let functions = reader.into_imports().flatten();
                    let count = functions.filter(|import| matches!(import.ty, TypeRef::Func(_))).count();
                    order.imported = u32::try_from(count).unwrap_or_default();
                }
                Payload::CodeSectionEntry(body) => bodies.push((likeness(&body)?, bodies.len())),
                _ => {}
            }
        }
        bodies.sort();
        order.from = bodies.into_iter().map(|(_, from)| from).collect();
        order.to = vec![0; order.from.len()];
        for (place, from) in (0..).zip(&order.from) {
            if let Some(to) = order.to.get_mut(*from) {
                *to = place;
            }
        }
        Ok(order)
    }

    /// The items of a section in the new order.
    fn sorted<T: Clone>(&self, items: &[T]) -> Vec<T> {
        self.from.iter().filter_map(|from| items.get(*from).cloned()).collect()
    }
}

/// What functions are compared by.
fn likeness(body: &FunctionBody) -> wasmparser::Result<Vec<u8>> {
    Ok(body.as_bytes().to_vec())
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported).and_then(|own| self.to.get(own as usize));
        Ok(own.map_or(function, |to| self.imported + to))
    }

    fn parse_function_section(&mut self, into: &mut FunctionSection, from: FunctionSectionReader) -> Result<(), Error> {
        let types = from.into_iter().collect::<wasmparser::Result<Vec<_>>>()?;
        for kind in self.sorted(&types) {
            into.function(kind);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, into: &mut CodeSection, from: CodeSectionReader) -> Result<(), Error> {
        let bodies = from.into_iter().collect::<wasmparser::Result<Vec<_>>>()?;
        for body in self.sorted(&bodies) {
            self.parse_function_body(into, body)?;
        }
        Ok(())
    }
}
