//! What a visitor allows to be kept (`product.md` E10).

use serde::{Deserialize, Serialize};

/// How much of a visitor is kept; the lesser of what the site wants and what the visitor's browser allows counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Privacy {
    /// Counted, but not listed and not followed until they open the chat: Global Privacy Control, Do Not Track, or no
    /// consent yet. Nothing is stored in the browser.
    Counted,
    /// Followed while the visit lasts; the trail is not written down.
    Visit,
    /// Followed, and the trail is kept as long as the site keeps trails.
    #[default]
    Lasting,
}
