//! A folder that ends up with exactly the files put into it, and whose unchanged files keep their times.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::stop::{Done, Stop};

/// A folder being brought up to date.
pub struct Folder {
    root: PathBuf,
    wanted: BTreeSet<PathBuf>,
}

impl Folder {
    /// Starts with nothing wanted; no file is touched yet.
    pub fn new(root: PathBuf) -> Self {
        Self { root, wanted: BTreeSet::new() }
    }

    /// Wants this file with this content; `path` is relative, with slashes.
    pub fn put(&mut self, path: &str, content: &[u8]) -> Done {
        let file = self.want(path);
        if fs::read(&file).is_ok_and(|now| now == content) {
            return Ok(());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(|error| Stop::file(parent, error))?;
        }
        fs::write(&file, content).map_err(|error| Stop::file(&file, error))
    }

    /// Wants this file as it is, if it is there: for a file whose name vouches for its content.
    pub fn keep(&mut self, path: &str) -> bool {
        self.want(path).is_file()
    }

    /// Removes every file that nobody wants.
    pub fn remove_others(&self) -> Done {
        for file in files(&self.root)? {
            if !self.wanted.contains(&file) {
                fs::remove_file(&file).map_err(|error| Stop::file(&file, error))?;
            }
        }
        Ok(())
    }

    fn want(&mut self, path: &str) -> PathBuf {
        let file = self.root.join(path);
        self.wanted.insert(file.clone());
        file
    }
}

/// All files under a folder, sorted; none when there is no such folder.
pub fn files(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(|error| Stop::file(&folder, error))? {
            let path = entry.map_err(|error| Stop::file(&folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_ends_with_exactly_what_was_put_and_unchanged_files_keep_their_times() {
        let root = std::env::temp_dir().join(format!("lobby-folder-{}", std::process::id()));
        fs::create_dir_all(root.join("old")).unwrap();
        fs::write(root.join("old/stale.js"), "x").unwrap();
        fs::write(root.join("same.js"), "same").unwrap();
        let before = fs::metadata(root.join("same.js")).unwrap().modified().unwrap();
        let mut folder = Folder::new(root.clone());
        folder.put("same.js", b"same").unwrap();
        folder.put("deep/new.js", b"new").unwrap();
        assert!(!folder.keep("deep/new.js.br"));
        folder.remove_others().unwrap();
        assert_eq!(files(&root).unwrap(), [root.join("deep/new.js"), root.join("same.js")]);
        assert_eq!(fs::metadata(root.join("same.js")).unwrap().modified().unwrap(), before);
        fs::remove_dir_all(root).unwrap();
    }
}
