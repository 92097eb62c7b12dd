//! Running other programs: each failure is one sentence that names the program.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place;
use crate::stop::{Done, Stop};

/// Cargo, the one that runs this recipe, in the checkout's root.
pub fn cargo<I: IntoIterator<Item: AsRef<OsStr>>>(words: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(place::root()).args(words);
    command
}

/// Runs a program to its end, its output going where ours goes.
pub fn run(command: &mut Command) -> Done {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::failed(format!("`{}` ended with {status}", line(command)))),
        Err(error) => Err(Stop::missing(format!("`{name}` cannot be started: {error}"))),
    }
}

/// Runs a program quietly and returns what it wrote to its standard output.
pub fn read(command: &mut Command) -> Done<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| Stop::missing(format!("`{name}` cannot be started: {error}")))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Stop::failed(format!("`{}` ended with {}: {}", line(command), output.status, said.trim())))
    }
}

/// Runs a program to its end, showing its standard output line by line and giving each line to `watch`. Says whether
/// the program succeeded.
pub fn watch(command: &mut Command, mut watch: impl FnMut(&str)) -> Done<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    let broken = |error: std::io::Error| Stop::missing(format!("`{name}` cannot be run: {error}"));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(broken)?;
    if let Some(output) = child.stdout.take() {
        for bytes in BufReader::new(output).split(b'\n') {
            let text = String::from_utf8_lossy(&bytes.map_err(broken)?).into_owned();
            println!("{text}");
            watch(&text);
        }
    }
    Ok(child.wait().map_err(broken)?.success())
}

/// Where a program is, when it is in the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// A command as one would type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
