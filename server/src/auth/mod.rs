//! Who somebody is: random tokens, passwords, cookies, and the delays that make guessing hopeless.

pub mod cookie;
pub mod guess;
pub mod password;
pub mod random;
pub mod token;
