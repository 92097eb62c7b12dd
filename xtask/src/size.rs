//! The byte budget: what a visitor downloads before they can type, and what grew when it is too much.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::asset::{compressed, with_names};
use crate::place;
use crate::stop::{Done, Stop};
use crate::symbol::{self, Weight};

/// Brotli bytes of the loader, at most (2.5 KiB).
const LOADER_LIMIT: usize = 2_560;
/// Brotli bytes until the visitor can type, at most (75 KiB).
const WIDGET_LIMIT: usize = 76_800;
/// Brotli bytes of the console, at most (300 KiB).
const CONSOLE_LIMIT: usize = 307_200;

/// Brotli bytes by file, without the hashes in the names.
type Sizes = BTreeMap<String, usize>;

/// Today's sizes and those recorded last.
struct Report {
    now: Sizes,
    recorded: Sizes,
    recorded_crates: Sizes,
    weight: Weight,
    console: Weight,
}

/// `cargo xtask sizes`.
pub fn print() -> Done {
    let report = Report::read()?;
    print!("{}{}", report.table(), report.breakdown());
    Ok(())
}

/// Part `size` of the tests: fails over a limit, and names what grew.
pub fn check() -> Done {
    let report = Report::read()?;
    print!("{}", report.table());
    match report.over() {
        None => Ok(()),
        Some(over) => Err(Stop::failed(format!("{over}\n{}", report.breakdown()))),
    }
}

/// `cargo xtask sizes --record`.
pub fn record() -> Done {
    let report = Report::read()?;
    let mut text = String::from("# Brotli bytes by file, as last recorded by `cargo xtask sizes --record`.\n[files]\n");
    for (name, bytes) in &report.now {
        let _ = writeln!(text, "\"{name}\" = {bytes}");
    }
    text.push_str(
        "\n# Bytes of code by crate in the widget, before compression; small crates are left out.\n[crates]\n",
    );
    for (name, bytes) in report.weight.crates.iter().filter(|(_, bytes)| *bytes >= 500) {
        let _ = writeln!(text, "\"{name}\" = {bytes}");
    }
    let path = place::recorded_sizes();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Stop::file(folder, error))?;
    }
    fs::write(&path, text).map_err(|error| Stop::file(&path, error))
}

impl Report {
    fn read() -> Done<Self> {
        let recorded = fs::read_to_string(place::recorded_sizes()).unwrap_or_default();
        let recorded: toml::Table = recorded.parse().map_err(|error| Stop::file(&place::recorded_sizes(), error))?;
        let table = |name: &str| -> Sizes {
            let table = recorded.get(name).and_then(toml::Value::as_table);
            let rows = table.into_iter().flatten();
            rows.filter_map(|(key, value)| Some((key.clone(), usize::try_from(value.as_integer()?).ok()?))).collect()
        };
        Ok(Self {
            now: measure()?,
            recorded: table("files"),
            recorded_crates: table("crates"),
            weight: symbol::weigh(&with_names("widget")?),
            console: symbol::weigh(&with_names("console")?),
        })
    }

    fn total(&self, counts: impl Fn(&str) -> bool) -> usize {
        self.now.iter().filter(|(name, _)| counts(name)).map(|(_, bytes)| bytes).sum()
    }

    fn loader(&self) -> usize {
        self.total(|name| name == "loader.js")
    }

    fn widget(&self) -> usize {
        self.total(|name| !of_console(name))
    }

    fn over(&self) -> Option<String> {
        let limits = [
            ("the loader", self.loader(), LOADER_LIMIT),
            ("everything until the visitor can type", self.widget(), WIDGET_LIMIT),
            ("the console", self.total(of_console), CONSOLE_LIMIT),
        ];
        let over: Vec<String> = limits
            .iter()
            .filter(|(_, bytes, limit)| bytes > limit)
            .map(|(what, bytes, limit)| format!("{what} is {bytes} bytes in brotli; the limit is {limit}"))
            .collect();
        (!over.is_empty()).then(|| over.join("\n"))
    }

    fn table(&self) -> String {
        let mut text = String::from("brotli bytes          now  recorded    grew\n");
        for (name, bytes) in &self.now {
            let _ = writeln!(text, "{name:<16} {bytes:>8}  {}", growth(*bytes, self.recorded.get(name)));
        }
        let _ = writeln!(text, "until the visitor can type: {} of {WIDGET_LIMIT}", self.widget());
        let _ = writeln!(text, "loader: {} of {LOADER_LIMIT}", self.loader());
        let _ = writeln!(text, "console: {} of {CONSOLE_LIMIT}", self.total(of_console));
        text
    }

    fn breakdown(&self) -> String {
        let mut text = String::from("bytes of code in the widget, largest crates      now  recorded    grew\n");
        for (name, bytes) in self.weight.crates.iter().take(15) {
            let _ = writeln!(text, "{name:<43} {bytes:>8}  {}", growth(*bytes, self.recorded_crates.get(name)));
        }
        text.push_str("largest functions\n");
        list(&mut text, &self.weight.functions);
        text.push_str("bytes of code in the console, largest crates\n");
        list(&mut text, &self.console.crates);
        text.push_str("largest functions, those of one name together\n");
        list(&mut text, &self.console.together());
        text
    }
}

/// The first and largest.
fn list(text: &mut String, weights: &[(String, usize)]) {
    for (name, bytes) in weights.iter().take(15) {
        let short: String = name.chars().take(100).collect();
        let _ = writeln!(text, "{bytes:>8}  {short}");
    }
}

fn of_console(name: &str) -> bool {
    name.starts_with("console") || name == "theme.js"
}

fn growth(now: usize, before: Option<&usize>) -> String {
    match before {
        Some(before) if now >= *before => format!("{before:>8}  {:>+6}", now - before),
        Some(before) => format!("{before:>8}  {:>6}", format!("-{}", before - now)),
        None => "       —       —".to_owned(),
    }
}

/// The sizes of the release build in `target/assets`.
fn measure() -> Done<Sizes> {
    let folder = place::assets();
    let mut sizes = Sizes::new();
    for (page, path) in
        [("loader.js", "loader.js"), ("frame.html", "frame/en.html"), ("console.html", "console/en.html")]
    {
        let path = folder.join(path);
        let content = fs::read(&path).map_err(|error| {
            Stop::failed(format!("{}: {error}. Run `cargo xtask assets --release` first.", path.display()))
        })?;
        let packed = compressed(&content).map_err(|error| Stop::file(&path, error))?;
        sizes.insert(page.to_owned(), packed.len());
    }
    let program = |name| ["js", "wasm", "css"].map(|ending| (name, ending));
    for (name, ending) in
        [("page", "js"), ("theme", "js")].into_iter().chain(program("widget")).chain(program("console"))
    {
        let bytes = fs::metadata(packed_file(&folder.join("assets"), name, ending)?);
        let bytes = bytes.map_err(|error| Stop::file(&folder, error))?.len();
        sizes.insert(format!("{name}.{ending}"), usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    Ok(sizes)
}

fn packed_file(folder: &Path, name: &str, ending: &str) -> Done<PathBuf> {
    let found = fs::read_dir(folder).ok().into_iter().flatten().flatten().map(|entry| entry.path()).find(|path| {
        let file = path.file_name().map(|file| file.to_string_lossy()).unwrap_or_default();
        file.starts_with(&format!("{name}-")) && file.ends_with(&format!(".{ending}.br"))
    });
    found.ok_or_else(|| {
        Stop::failed(format!(
            "no compressed {name}.{ending} in target/assets. Run `cargo xtask assets --release` first."
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(loader: usize, widget: usize) -> Report {
        let sizes = |loader, widget| {
            let files = [("loader.js", loader), ("widget.wasm", widget), ("console.wasm", 200_000)];
            files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
        };
        let weight = Weight { crates: vec![("leptos".into(), 9_000)], functions: vec![("leptos::mount".into(), 700)] };
        let console = Weight { crates: Vec::new(), functions: vec![("put<A>".into(), 5), ("put<A>".into(), 6)] };
        let recorded_crates = Sizes::from([("leptos".to_owned(), 8_000)]);
        Report { now: sizes(loader, widget), recorded: sizes(2_000, 60_000), recorded_crates, weight, console }
    }

    #[test]
    fn the_limits_are_inclusive_and_the_console_counts_apart() {
        assert_eq!(report(2_560, 76_800 - 2_560).over(), None);
        assert!(report(2_561, 1).over().unwrap().contains("the loader is 2561 bytes"));
        assert!(report(2_560, 76_800).over().unwrap().contains("until the visitor can type is 79360 bytes"));
    }

    #[test]
    fn what_grew_is_named() {
        assert!(report(2_100, 60_000).table().contains("loader.js            2100      2000    +100"));
        let breakdown = report(1, 1).breakdown();
        assert!(breakdown.contains("+1000") && breakdown.contains("leptos::mount"), "{breakdown}");
        assert!(breakdown.contains("11  2 × put<A>"), "{breakdown}");
    }
}
