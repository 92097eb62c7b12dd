//! What is measured, one question a file. Each function runs one opponent once; who calls it interleaves and repeats.

pub mod empty;
pub mod growth;
pub mod memory;
pub mod peak;
pub mod purge;
pub mod restart;
pub mod voice;
pub mod walk;
pub mod work;
