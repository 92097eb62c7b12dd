//! Where things are in the checkout. Every other file asks here, so that recipes work from any folder.

use std::path::{Path, PathBuf};

/// The checkout's root.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// What the server embeds.
pub fn assets() -> PathBuf {
    root().join("target/assets")
}

/// The country file as it was fetched, kept from build to build.
pub fn region() -> PathBuf {
    root().join("target/region")
}

/// Cargo's folder for the WASM crates; apart from `target`, so that the two builds do not wait for each other.
pub fn wasm_target() -> PathBuf {
    root().join("target/wasm")
}

/// The sizes that the budget's report compares with.
pub fn recorded_sizes() -> PathBuf {
    root().join("tests/size/recorded.toml")
}

/// The bench's databases while it runs, and its report.
pub fn bench() -> PathBuf {
    root().join("target/bench")
}

/// The browser stories and their Node packages.
pub fn browser_stories() -> PathBuf {
    root().join("tests/browser")
}
