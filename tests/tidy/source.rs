//! The project's own files: what somebody wrote by hand, not what a tool built or fetched.

use std::fs;
use std::path::{Path, PathBuf};

/// One file, its path relative to the checkout with slashes.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The part behind the last dot of the name.
    pub fn ending(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A document or manifest in full.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every text file of our own with one of these endings.
pub fn all(endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found.retain(|path| endings.iter().any(|ending| path.ends_with(&format!(".{ending}"))));
    found.sort();
    assert!(!found.is_empty(), "no file with an ending of {endings:?}");
    found.into_iter().map(|path| Source { text: read(&path), path }).collect()
}

/// The paths of all our files, for rules about names.
pub fn paths() -> Vec<String> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    const NOT_OURS: [&str; 7] = [".git", "target", "data", "node_modules", "results", "report", "package-lock.json"];
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), &format!("{path}/"), found);
        } else {
            found.push(path);
        }
    }
}
