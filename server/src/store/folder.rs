//! The data folder: made for its owner alone, and worked on by one server at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::open_error::OpenError;

/// The database's file in the data folder.
const DATABASE: &str = "lobby.db";
/// The file that a running server holds.
const LOCK: &str = "lobby.lock";

/// The right to be the one server on a data folder; given back when the value goes, or the process dies.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

/// Takes the folder for one server, making it when it is missing.
///
/// # Errors
/// [`OpenError::Locked`] when another server has it, [`OpenError::NotWritable`] when the folder cannot be used.
pub fn lock(folder: &Path) -> Result<DataLock, OpenError> {
    let unusable = |error: io::Error| not_writable(folder, &error);
    make(folder).map_err(unusable)?;
    let file = private().truncate(false).create(true).open(folder.join(LOCK)).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(DataLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The database's path; afterwards the file exists and only its owner may read it. SQLite gives the files beside it
/// the same rights.
pub(super) fn database_file(folder: &Path) -> Result<PathBuf, OpenError> {
    let path = folder.join(DATABASE);
    // A file that exists is not opened here: closing it would give up the locks this process holds on it elsewhere.
    match make(folder).and_then(|()| private().create_new(true).open(&path)) {
        Ok(_) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_file() => Ok(path),
        Err(error) => Err(not_writable(folder, &error)),
    }
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

/// Tells which folder, which user and why.
pub(super) fn not_writable(folder: &Path, reason: &dyn std::fmt::Display) -> OpenError {
    OpenError::NotWritable { folder: folder.to_owned(), user: user(), reason: reason.to_string() }
}

/// The name of the user this process runs as, or the number where the system does not tell the name.
fn user() -> String {
    let Ok(process) = fs::metadata("/proc/self") else {
        return "that runs it".to_owned();
    };
    let number = process.uid().to_string();
    let list = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    named.unwrap_or(number)
}
