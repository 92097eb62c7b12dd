//! Tests.
use crate::stop::Done;
pub fn test(_: &[&str]) -> Done {
    crate::size::check()
}
