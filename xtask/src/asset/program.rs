//! One front end: compiled to WASM, bound to JavaScript, and its style sheets joined.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::folder::files;
use super::order::order;
use super::slim::slim;
use super::{Build, strip};
use crate::stop::{Done, Stop};
use crate::{command, place};

/// What a page loads of a front end.
pub struct Program {
    /// The program itself.
    pub wasm: Vec<u8>,
    /// The module script that loads and starts it.
    pub js: Vec<u8>,
    /// All its style sheets.
    pub css: Vec<u8>,
}

/// Where cargo leaves a front end.
fn compiled(name: &str, build: Build) -> PathBuf {
    let profile = profile(build);
    place::wasm_target().join(format!("wasm32-unknown-unknown/{profile}/lobby-{name}.wasm"))
}

const fn profile(build: Build) -> &'static str {
    match build {
        Build::Quick => "wasm-quick",
        Build::Release => "wasm",
    }
}

/// Adds rustc's WASM target when it is missing.
pub fn add_target() -> Done {
    let rustc = |words: &[&str]| command::read(Command::new("rustc").args(words));
    let folder = rustc(&["--print", "target-libdir", "--target", "wasm32-unknown-unknown"])?;
    if Path::new(&folder).is_dir() {
        return Ok(());
    }
    if command::find("rustup").is_none() {
        return Err(Stop::missing(
            "this Rust cannot build for wasm32-unknown-unknown. Install rustup (https://rustup.rs), or your system's \
             package for that target (Debian: libstd-rust-dev-wasm32), and run this again.",
        ));
    }
    println!("Adding Rust's target wasm32-unknown-unknown (rustup target add wasm32-unknown-unknown)");
    command::run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// Builds one front end. Each is its own cargo run: together they would share features, and the widget would grow.
pub fn build(name: &str, build: Build) -> Done<Program> {
    let target = place::wasm_target();
    let mut cargo = command::cargo(["build", "--target", "wasm32-unknown-unknown", "--profile", profile(build)]);
    cargo.arg("--target-dir").arg(target).args(["-p", &format!("lobby-{}", home(name))]);
    if build == Build::Release {
        cargo.arg("--config").arg(without_paths());
    }
    cargo.args(["--bin", &format!("lobby-{name}")]);
    command::run(&mut cargo)?;
    let (wasm, glue) = bind(name, &compiled(name, build), false)?;
    let wasm = if build == Build::Release { order(&wasm)? } else { wasm };
    let wasm_name = super::pack::hashed(name, "wasm", &wasm);
    let js = format!("{}{}", strip::script(&glue), start(name, &wasm_name));
    Ok(Program { wasm, js: js.into_bytes(), css: style(name)?.into_bytes() })
}

/// The folder and package that a program is of: the gallery is made of the console's parts, the states of the widget's.
fn home(name: &str) -> &str {
    match name {
        "gallery" => "console",
        "states" => "widget",
        name => name,
    }
}

/// The call that starts a program. Where WebAssembly is missing, switched off or fails, the widget's frame becomes the
/// plain form of the same site; a file that did not come (a `TypeError`) is no such reason, since the form would not come
/// either.
fn start(name: &str, wasm: &str) -> String {
    let plain = "location.replace(location.pathname.replace(\"/frame/\",\"/plain/\")+location.search)";
    let otherwise = match name {
        "widget" => format!(".catch(e=>{{if(!self.WebAssembly||!(e instanceof TypeError)){plain};else throw e}})"),
        _ => String::new(),
    };
    format!("__wbg_init({{module_or_path:new URL(\"{wasm}\",import.meta.url)}}){otherwise};\n")
}

/// Keeps this machine's folders out of the panic messages: smaller, and the same bytes on every machine.
fn without_paths() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let registry = home.map(|home| home.join("registry/src")).unwrap_or_default();
    let index = fs::read_dir(&registry).into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = index.chain([place::root().to_owned()]);
    let flags: Vec<String> = folders.map(|folder| format!("\"--remap-path-prefix={}=\"", folder.display())).collect();
    format!("target.wasm32-unknown-unknown.rustflags=[{}]", flags.join(","))
}

/// A front end of the last release build as it is sent, except that its functions still have their names.
pub fn with_names(name: &str) -> Done<Vec<u8>> {
    bind(name, &compiled(name, Build::Release), true).map(|(wasm, _)| wasm)
}

fn bind(name: &str, compiled: &Path, keep_names: bool) -> Done<(Vec<u8>, String)> {
    let broken = |error| Stop::failed(format!("{name} cannot be bound to JavaScript: {error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(name).typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(!keep_names).remove_producers_section(true);
    bindgen.web(true).map_err(broken)?;
    let mut output = bindgen.generate_output().map_err(broken)?;
    let glue = output.js().to_owned();
    if glue.contains("/snippets/") {
        return Err(Stop::failed(format!(
            "{name} imports a JavaScript snippet of some crate, which no page would find"
        )));
    }
    if !glue.contains("__wbg_init as default") {
        return Err(Stop::failed(format!("{name}: the binding's start function has another name now")));
    }
    let glue = slim(output.wasm_mut(), &glue);
    Ok((output.wasm_mut().emit_wasm(), glue))
}

/// All style sheets of a front end: `tokens.css` first, then by name. In the gallery hover and focus can be drawn still, by
/// classes of those names.
fn style(name: &str) -> Done<String> {
    let folder = place::root().join(home(name));
    let mut sheets = files(&folder.join("src"))?;
    if name == "gallery" {
        sheets.extend(files(&folder.join(name))?);
    }
    sheets.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    sheets.sort_by_key(|file| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        (name != "tokens.css", name)
    });
    let mut text = String::new();
    for sheet in sheets {
        text.push_str(&fs::read_to_string(&sheet).map_err(|error| Stop::file(&sheet, error))?);
        text.push('\n');
    }
    if name == "gallery" {
        text = text
            .replace(":hover", ":is(:hover, .hover)")
            .replace(":focus-visible", ":is(:focus-visible, .focus)")
            .replace(":focus-within", ":is(:focus-within, .focus)");
    }
    Ok(strip::style(&text))
}
