//! `cargo xtask golden`: writes the golden frames that do not exist yet, and never touches one that does.

use crate::command;
use crate::stop::Done;

/// The test that does it is ignored in ordinary runs.
pub fn write_missing() -> Done {
    let words = ["test", "--workspace", "--test", "wire", "--", "--ignored", "--exact", "golden::write_missing_frames"];
    command::run(&mut command::cargo(words))
}
