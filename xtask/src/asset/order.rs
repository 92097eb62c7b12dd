//! Puts a program's functions into an order in which they compress better: each beside one that is made like it.
//!
//! The compiler makes the same function over and over for different types. As bound, functions stand by their size, which
//! brings few of these together.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::stop::{Done, Stop};

/// Bytes of the pieces that two functions have in common, or not.
const PIECE: usize = 4;

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
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload {
                Ok(Payload::ImportSection(reader)) => {
                    let functions = reader.into_imports().flatten();
                    let count = functions.filter(|import| matches!(import.ty, TypeRef::Func(_))).count();
                    order.imported = u32::try_from(count).unwrap_or_default();
                }
                Ok(Payload::CodeSectionEntry(body)) => bodies.push(body.as_bytes()),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        order.from = side_by_side(&bodies);
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

/// The places of the bodies in a chain: after each one the most alike of those that are left.
fn side_by_side(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces: Vec<Vec<&[u8]>> = bodies.iter().map(|body| pieces(body)).collect();
    let mut having: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (at, pieces) in pieces.iter().enumerate() {
        pieces.iter().for_each(|piece| having.entry(piece).or_default().push(at));
    }
    let count = |at: usize| pieces.get(at).map_or(0, Vec::len);
    let mut left: Vec<bool> = vec![true; bodies.len()];
    let mut chain = Vec::new();
    let mut next = (0..bodies.len()).next();
    while let Some(at) = next {
        chain.push(at);
        left.get_mut(at).into_iter().for_each(|left| *left = false);
        let mut common = vec![0_usize; bodies.len()];
        for other in pieces.get(at).into_iter().flatten().filter_map(|piece| having.get(piece)).flatten() {
            common.get_mut(*other).into_iter().for_each(|common| *common += 1);
        }
        // In parts of a million, so that the order is the same on every machine.
        let likeness = |(other, common): (usize, usize)| common * 1_000_000 / (count(at) + count(other)).max(1);
        let others = common.into_iter().enumerate().filter(|(other, _)| left.get(*other) == Some(&true));
        next = others.rev().max_by_key(|other| likeness(*other)).map(|(other, _)| other);
    }
    chain
}

/// Every run of four bytes, once.
fn pieces(body: &[u8]) -> Vec<&[u8]> {
    let mut pieces: Vec<&[u8]> = body.windows(PIECE).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
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

#[cfg(test)]
mod tests {
    use walrus::{FunctionBuilder, FunctionId, Module, ValType};

    use super::*;

    #[test]
    fn each_body_stands_beside_the_one_most_like_it() {
        let bodies: [&[u8]; 4] =
            [b"one two three four", b"ABCDEFGHIJKLMNOP", b"one two three five", b"ABCDEFGHIJKLMNOQ"];
        assert_eq!(side_by_side(&bodies), [0, 2, 1, 3]);
        assert_eq!(side_by_side(&[]), [0; 0]);
    }

    /// A program of functions that each call the one before them and give their own number.
    fn program() -> Vec<u8> {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        module.add_import_func("./x_bg.js", "$a", kind);
        let mut before: Option<FunctionId> = None;
        for number in 0..6 {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            let mut body = function.func_body();
            if let Some(before) = before {
                body.call(before).drop();
            }
            // Odd and even ones are made alike.
            for _ in 0..10 {
                body.i32_const(if number % 2 == 0 { 70_001 } else { 90_003 }).drop();
            }
            body.i32_const(number);
            let id = function.finish(vec![], &mut module.funcs);
            module.exports.add(&number.to_string(), id);
            before = Some(id);
        }
        module.emit_wasm()
    }

    /// What each export is: its number, and that of the one that it calls.
    fn numbers(wasm: &[u8]) -> Vec<(String, Vec<String>)> {
        let module = Module::from_buffer(wasm).unwrap();
        let body = |id: FunctionId| module.funcs.get(id).kind.unwrap_local();
        let told = module.exports.iter().map(|export| {
            let walrus::ExportItem::Function(id) = export.item else { panic!("{export:?}") };
            let own = body(id);
            let of = |instruction: &walrus::ir::Instr| {
                if let walrus::ir::Instr::Call(call) = instruction { numbered(body(call.func)) } else { None }
            };
            assert_eq!(numbered(own), Some(export.name.clone()));
            let block = own.block(own.entry_block());
            (export.name.clone(), block.instrs.iter().filter_map(|(instruction, _)| of(instruction)).collect())
        });
        told.collect()
    }

    fn numbered(body: &walrus::LocalFunction) -> Option<String> {
        let last = body.block(body.entry_block()).instrs.last()?;
        if let walrus::ir::Instr::Const(number) = &last.0 { Some(number.value.to_string()) } else { None }
    }

    #[test]
    fn in_another_order_every_name_and_call_means_the_same_function() {
        let before = program();
        let after = order(&before).unwrap();
        assert_ne!(before, after);
        assert_eq!(numbers(&before), numbers(&after));
        assert_eq!(numbers(&after).last().unwrap().1, ["4"]);
    }
}
