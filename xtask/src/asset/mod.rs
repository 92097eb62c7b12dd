//! `cargo xtask assets`: everything a browser loads, built into `target/assets`, which the server embeds.
//!
//! **Invariant:** a file under `assets/` carries the hash of its content in its name, so it may be cached for ever; a
//! file that did not change is not written again; what no page names any more is removed.

mod folder;
mod order;
mod pack;
mod page;
mod program;
mod region;
mod slim;
mod strip;
mod text;

use folder::Folder;
pub use pack::brotli as compressed;
pub use program::{add_target, with_names};

use crate::place;
use crate::stop::{Done, Stop};

/// How much work goes into a build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// For the next minute: quick to build, large, not compressed.
    Quick,
    /// For visitors: small, with `.br` and `.gz` beside each file.
    Release,
}

/// Builds the front ends and writes the folder.
pub fn build(build: Build) -> Done {
    program::add_target()?;
    let mut folder = Folder::new(place::assets());
    let mut values = Vec::new();
    for name in ["widget", "console", "gallery", "states"] {
        let program = program::build(name, build)?;
        for (ending, content) in [("wasm", program.wasm), ("js", program.js), ("css", program.css)] {
            let path = format!("assets/{}", pack::hashed(name, ending, &content));
            folder.put(&path, &content)?;
            if build == Build::Release {
                pack::beside(&mut folder, &path, &content)?;
            }
            values.push((format!("%{}_{}%", name.to_uppercase(), ending.to_uppercase()), format!("/{path}")));
        }
    }
    for (name, ending, content) in [
        ("plain", "css", page::style("plain.css")?),
        ("page", "js", page::script("page.js")?),
        ("theme", "js", page::script("theme.js")?),
    ] {
        let path = format!("assets/{}", pack::hashed(name, ending, &content));
        folder.put(&path, &content)?;
        if build == Build::Release {
            pack::beside(&mut folder, &path, &content)?;
        }
        values.push((format!("%{}_{}%", name.to_uppercase(), ending.to_uppercase()), format!("/{path}")));
    }
    let missing = page::put_all(&mut folder, &values, build)?;
    region::put(&mut folder)?;
    folder.remove_others()?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(format!("not in this checkout: {}", missing.join(", "))))
}
