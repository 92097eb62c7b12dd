//! Blocks, decided purely: whom one covers, and until when.

use lobby_shared::block::{MAX_REASON_CHARS, Span};
use lobby_shared::id::BlockId;
use lobby_shared::time::Millis;

use super::key::VisitorKey;

const HOUR: u64 = 3_600_000;

/// What a block covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The visitor at whom it was made.
    pub visitor: VisitorKey,
    /// Which block.
    pub id: BlockId,
    /// Their identity is blocked.
    pub identity: bool,
    /// This address is blocked, whoever has it.
    pub address: Option<String>,
    /// Until when; `None`: until it is lifted.
    pub until_ms: Option<Millis>,
}

impl Held {
    /// Whether it holds for this visitor, who comes from this address.
    pub fn covers(&self, visitor: VisitorKey, address: Option<&str>, now: Millis) -> bool {
        let holds = self.until_ms.is_none_or(|until| until > now);
        let same_identity = self.identity && self.visitor == visitor;
        let same_address =
            self.visitor.site == visitor.site && self.address.is_some() && self.address.as_deref() == address;
        holds && (same_identity || same_address)
    }
}

/// When a block of this span ends.
pub fn ends(span: Span, now: Millis) -> Option<Millis> {
    let hours = match span {
        Span::Hour => 1,
        Span::Day => 24,
        Span::Week => 7 * 24,
        Span::Ever => return None,
    };
    Some(now + Millis(hours * HOUR))
}

/// A reason without control characters and white space around it; `None` when it is too long.
pub fn clean_reason(typed: &str) -> Option<String> {
    let clean: String = typed.chars().filter(|c| !c.is_control()).collect();
    let reason = clean.trim();
    (reason.chars().count() <= MAX_REASON_CHARS).then(|| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::SiteNo;

    fn held(identity: bool, address: Option<&str>) -> Held {
        let visitor = VisitorKey { site: SiteNo(1), number: 7 };
        let address = address.map(str::to_owned);
        Held { visitor, id: BlockId::from_bytes([1; 16]), identity, address, until_ms: Some(Millis(1_000)) }
    }

    #[test]
    fn a_block_covers_its_visitor_its_address_or_both_until_it_ends() {
        let seven = VisitorKey { site: SiteNo(1), number: 7 };
        let eight = VisitorKey { number: 8, ..seven };
        let elsewhere = VisitorKey { site: SiteNo(2), number: 7 };
        let (home, away) = (Some("192.0.2.1"), Some("192.0.2.2"));
        let check = |held: Held, visitor, address, now, want| {
            assert_eq!(held.covers(visitor, address, Millis(now)), want, "{held:?} {visitor:?} {address:?} {now}");
        };
        check(held(true, None), seven, away, 999, true);
        check(held(true, None), seven, away, 1_000, false);
        check(held(true, None), eight, home, 0, false);
        check(held(false, home), eight, home, 0, true);
        check(held(false, home), seven, away, 0, false);
        check(held(false, home), elsewhere, home, 0, false);
        check(held(true, home), seven, None, 0, true);
        check(held(false, None), seven, None, 0, false);
        assert!(Held { until_ms: None, ..held(true, None) }.covers(seven, None, Millis(u64::MAX)));
    }

    #[test]
    fn spans_end_and_for_ever_does_not() {
        assert_eq!(ends(Span::Hour, Millis(5)), Some(Millis(3_600_005)));
        assert_eq!(ends(Span::Week, Millis(0)), Some(Millis(604_800_000)));
        assert_eq!(ends(Span::Ever, Millis(5)), None);
    }

    #[test]
    fn a_reason_may_be_empty_but_not_endless() {
        assert_eq!(clean_reason(" spam\u{0} "), Some("spam".into()));
        assert_eq!(clean_reason(""), Some(String::new()));
        assert_eq!(clean_reason(&"x".repeat(301)), None);
    }
}
