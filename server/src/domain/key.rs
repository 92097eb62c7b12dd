//! The short numbers by which rows find each other; they never leave the server.

/// A site's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteNo(pub i64);

/// An agent's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentNo(pub i64);

/// A visitor's row: the permanent number counts from 1 on each site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitorKey {
    /// The site.
    pub site: SiteNo,
    /// The permanent number.
    pub number: u64,
}

/// A conversation's row: the number counts from 1 on each site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationKey {
    /// The site.
    pub site: SiteNo,
    /// The number.
    pub no: i64,
}
