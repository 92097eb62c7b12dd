//! Recipes.

fn main() {}
