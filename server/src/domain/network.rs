//! A network: one address, or all that share its first bits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that share their first bits, such as `192.0.2.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    /// With zeros after the shared bits.
    first: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `ADDRESS` or `ADDRESS/BITS`; an IPv4 address in IPv6's clothes is one of IPv4.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, bits)| (a, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let most = width(address);
        let plain = |bits: &str| !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = match bits {
            None => most,
            Some(bits) if plain(bits) => bits.parse().ok().filter(|bits| *bits <= most)?,
            Some(_) => return None,
        };
        let inner = address.to_canonical();
        // `::ffff:192.0.2.0/120` shares 96 bits that IPv4 does not have.
        let bits = if width(inner) == most { bits } else { bits.checked_sub(96)? };
        Some(Self { first: cut(inner, bits), bits })
    }

    /// Whether an address is one of these.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        width(address) == width(self.first) && cut(address, self.bits) == self.first
    }

    /// The form that [`Self::parse`] reads; a single address without its bits.
    pub fn to_text(&self) -> String {
        if self.bits == width(self.first) { self.first.to_string() } else { format!("{}/{}", self.first, self.bits) }
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn cut(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            Ipv4Addr::from_bits(v4.to_bits() & mask).into()
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            Ipv6Addr::from_bits(v6.to_bits() & mask).into()
        }
    }
}

/// What may be kept of an address where addresses are truncated: without IPv4's last number, of IPv6 the first 48 bits.
pub fn truncated(address: IpAddr) -> Network {
    let address = address.to_canonical();
    let bits = if address.is_ipv4() { 24 } else { 48 };
    Network { first: cut(address, bits), bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_told_in_one_form() {
        let check = |text: &str, want: Option<&str>| {
            assert_eq!(Network::parse(text).map(|network| network.to_text()).as_deref(), want, "{text}");
        };
        check("192.0.2.7", Some("192.0.2.7"));
        check(" 192.0.2.7/24 ", Some("192.0.2.0/24"));
        check("192.0.2.7/32", Some("192.0.2.7"));
        check("0.0.0.0/0", Some("0.0.0.0/0"));
        check("2001:DB8::1/32", Some("2001:db8::/32"));
        check("::ffff:192.0.2.7/120", Some("192.0.2.0/24"));
        for bad in [
            "",
            "shop.example",
            "192.0.2.0/33",
            "192.0.2.0/",
            "192.0.2.0/+8",
            "192.0.2/24",
            "::/129",
            "::ffff:1.2.3.4/8",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn a_network_has_its_addresses_and_no_others() {
        let check = |network: &str, address: &str, want: bool| {
            let network = Network::parse(network).unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), want, "{address} in {}", network.to_text());
        };
        check("192.0.2.0/24", "192.0.2.255", true);
        check("192.0.2.0/24", "::ffff:192.0.2.255", true);
        check("192.0.2.0/24", "192.0.3.0", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("2001:db8::/32", "2001:db8:ffff::1", true);
        check("2001:db8::/32", "2001:db9::", false);
    }

    #[test]
    fn a_truncated_address_names_a_neighbourhood() {
        let check = |address: &str, want: &str| assert_eq!(truncated(address.parse().unwrap()).to_text(), want);
        check("192.0.2.77", "192.0.2.0/24");
        check("::ffff:192.0.2.77", "192.0.2.0/24");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48");
    }
}
