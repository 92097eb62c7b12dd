//! The country file that tells where addresses are: fetched once through npm, checked against its hash, and embedded with
//! the assets. Without it everything works, and visitors are listed without a country.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use sha2::{Digest as _, Sha256};

use super::folder::Folder;
use crate::stop::{Done, Stop};
use crate::{command, place};

/// The name under which the server asks for it.
const NAME: &str = "region.mmdb";
const PACKAGE: &str = "@ip-location-db/geo-whois-asn-country-mmdb";
const VERSION: &str = "2.3.2026061719";
/// The file in the package, and its SHA-256.
const FILE: &str = "package/geo-whois-asn-country.mmdb";
const HASH: &str = "c5f7c0e9bd6a6ccb5a2e9634764544a0d08bd0bd8788b8aedfac87bea184c652";

/// Puts the country file among the assets. That it cannot be fetched is told and stops nothing: whoever builds without a
/// network, or without npm, still has a server.
pub fn put(folder: &mut Folder) -> Done {
    match kept() {
        Ok(content) => folder.put(NAME, &content),
        Err(stop) => {
            println!("Without the country file, visitors are listed without a country: {}", stop.message);
            Ok(())
        }
    }
}

/// The file's content, fetched when it is not here yet.
fn kept() -> Done<Vec<u8>> {
    let home = place::region();
    let file = home.join(FILE);
    if let Ok(content) = fs::read(&file)
        && hash(&content) == HASH
    {
        return Ok(content);
    }
    fs::create_dir_all(&home).map_err(|error| Stop::file(&home, error))?;
    let package = format!("{PACKAGE}@{VERSION}");
    println!("Fetching the country file: npm pack {package}");
    let packed = command::read(Command::new("npm").current_dir(&home).args(["pack", "--silent", &package]))?;
    let packed = packed.lines().last().unwrap_or_default().trim();
    command::read(Command::new("tar").current_dir(&home).args(["-xzf", packed, FILE]))?;
    let content = fs::read(&file).map_err(|error| Stop::file(&file, error))?;
    if hash(&content) == HASH { Ok(content) } else { Err(Stop::failed(format!("{package} holds another file"))) }
}

fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
