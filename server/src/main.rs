//! The `lobby` command.
fn main() {}
