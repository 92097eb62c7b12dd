//! Where an address is, by a region file in MaxMind's DB format: flat ones (`country_code`) and nested ones
//! (`country.iso_code`). Without a file, and for what the file does not know, nothing is told.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use lobby_shared::visitor::Region;
use maxminddb::{PathElement, Reader};

/// Characters kept of a place.
const MAX_PLACE_CHARS: usize = 80;
/// Addresses that are looked up to find out whether a file tells countries at all.
const SAMPLES: u8 = 223;

/// A region file, or none.
#[derive(Default)]
pub struct Regions(Option<Reader<Bytes>>);

/// Why a file is no region file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRegions {
    /// It is not in MaxMind's DB format, or broken.
    Broken,
    /// It is, but tells no countries; its kind by its own words.
    NoCountries(String),
}

impl fmt::Display for NoRegions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("it is no MMDB file, or only a part of one"),
            Self::NoCountries(kind) => write!(f, "it is an MMDB file of the kind {kind:?}, which tells no countries"),
        }
    }
}

impl fmt::Debug for Regions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Regions").field(&self.0.is_some()).finish()
    }
}

impl Regions {
    /// Reads a file's content.
    ///
    /// # Errors
    /// When it cannot tell countries.
    pub fn read(content: Bytes) -> Result<Self, NoRegions> {
        let reader = Reader::from_source(content).map_err(|_| NoRegions::Broken)?;
        let kind: String = reader.metadata().database_type.chars().filter(|c| !c.is_control()).take(60).collect();
        let regions = Self(Some(reader));
        // One address of each of IPv4's large blocks: of any country file most are known.
        let known = (1..=SAMPLES).any(|block| regions.find(Ipv4Addr::new(block, 10, 20, 30).into()).is_some());
        if known { Ok(regions) } else { Err(NoRegions::NoCountries(kind)) }
    }

    /// Where an address is.
    pub fn find(&self, address: IpAddr) -> Option<Region> {
        let found = self.0.as_ref()?.lookup(address.to_canonical()).ok()?;
        let text = |path: &[PathElement<'_>]| found.decode_path::<String>(path).ok().flatten();
        let one = |key| text(&[PathElement::Key(key)]);
        let named = |key| text(&[PathElement::Key(key), PathElement::Key("names"), PathElement::Key("en")]);
        let country = text(&[PathElement::Key("country"), PathElement::Key("iso_code")]);
        let country =
            country.or_else(|| one("country_code")).or_else(|| one("country")).and_then(|code| letters(&code))?;
        let first = PathElement::Index(0);
        let (names, english) = (PathElement::Key("names"), PathElement::Key("en"));
        let province = text(&[PathElement::Key("subdivisions"), first, names, english]);
        let province = province.or_else(|| one("state1")).or_else(|| one("region"));
        let city = named("city").or_else(|| one("city"));
        Some(Region { country, place: place(province, city) })
    }
}

/// Two letters that are a country's; `ZZ` and what begins with X is nobody's.
fn letters(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    let named = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (named && code != "ZZ" && (!code.starts_with('X') || code == "XK")).then_some(code)
}

fn place(province: Option<String>, city: Option<String>) -> Option<String> {
    let plain =
        |text: String| -> String { text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned() };
    let mut parts: Vec<String> =
        [province, city].into_iter().flatten().map(plain).filter(|part| !part.is_empty()).collect();
    parts.dedup();
    let place: String = parts.join(", ").chars().take(MAX_PLACE_CHARS).collect();
    (!place.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_region_file_is_told_and_without_one_nothing_is_known() {
        for content in [&b""[..], b"GIF89a", b"\xab\xcd\xefMaxMind.com", &[0xff; 4_096]] {
            assert_eq!(Regions::read(Bytes::copy_from_slice(content)).err(), Some(NoRegions::Broken));
        }
        assert_eq!(Regions::default().find("192.0.2.1".parse().unwrap()), None);
    }

    #[test]
    fn countries_are_two_letters_and_places_are_text() {
        let check = |code: &str, want: Option<&str>| assert_eq!(letters(code).as_deref(), want, "{code}");
        check("de", Some("DE"));
        check("XK", Some("XK"));
        for code in ["", "D", "DEU", "ZZ", "XX", "1A", "<s"] {
            check(code, None);
        }
        let check = |province: &str, city: &str, want: Option<&str>| {
            assert_eq!(place(Some(province.into()), Some(city.into())).as_deref(), want);
        };
        check("Bavaria", "Munich", Some("Bavaria, Munich"));
        check("Berlin", "Berlin", Some("Berlin"));
        check(" ", "M\u{7}unich", Some("Munich"));
        check("", "", None);
    }
}
