//! How many sockets each address has, where the operator limits that. Not by default: a whole company, or everyone behind
//! a proxy that is not trusted, may share one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The addresses with sockets; of IPv6 the /64, which one customer has as a whole.
#[derive(Debug, Default)]
pub struct Addresses(Mutex<HashMap<IpAddr, u32>>);

/// One socket's place, free again when it is dropped.
#[derive(Debug)]
pub struct Place(Option<(Arc<Addresses>, IpAddr)>);

impl Addresses {
    /// A place for a socket from this address; `None` when it has as many as it may.
    pub fn enter(self: &Arc<Self>, from: IpAddr, most: Option<u32>) -> Option<Place> {
        let Some(most) = most else { return Some(Place(None)) };
        let from = network(from);
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = sockets.entry(from).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place(Some((Arc::clone(self), from))))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((addresses, from)) = &self.0 else { return };
        let mut sockets = addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = sockets.get_mut(from) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                sockets.remove(from);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_places_and_gets_them_back() {
        let addresses = Arc::new(Addresses::default());
        let enter = |text: &str| addresses.enter(text.parse().unwrap(), Some(2));
        let (one, two) = (enter("192.0.2.1"), enter("192.0.2.1"));
        assert!(one.is_some() && two.is_some() && enter("192.0.2.1").is_none() && enter("192.0.2.2").is_some());
        drop(one);
        assert!(enter("192.0.2.1").is_some());
        drop(two);
        assert!(addresses.0.lock().unwrap().is_empty(), "nobody is remembered");
        let (_one, _two) = (enter("2001:db8::1"), enter("2001:db8::2"));
        assert!(enter("2001:db8::3").is_none() && enter("2001:db8:0:1::1").is_some());
        let none = addresses.enter("192.0.2.9".parse().unwrap(), None);
        assert!(none.is_some() && addresses.0.lock().unwrap().len() == 1);
    }
}
