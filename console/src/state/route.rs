//! The console's addresses: which screen a path means, and the path of a screen.

use lobby_shared::id::{ConversationId, SiteId};

/// A screen of the signed-in console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Who is on the site.
    #[default]
    Lobby,
    /// The conversations, and the one that is open.
    Conversations(Option<ConversationId>),
    /// The sites and their tags.
    Sites,
    /// Who is blocked on this site.
    Blocks(SiteId),
    /// The rules of this site that invite.
    Rules(SiteId),
}

impl Route {
    /// Reads a path; anything unknown means the lobby.
    pub fn parse(path: &str) -> Self {
        let rest = path.strip_prefix("/console").unwrap_or_default().trim_matches('/');
        let (screen, more) = rest.split_once('/').unwrap_or((rest, ""));
        match screen {
            "conversations" => Self::Conversations(ConversationId::parse(more).ok()),
            "sites" => Self::Sites,
            "rules" => SiteId::parse(more).map_or(Self::Sites, Self::Rules),
            "blocks" => SiteId::parse(more).map_or(Self::Sites, Self::Blocks),
            _ => Self::Lobby,
        }
    }

    /// The path that [`Self::parse`] reads.
    pub fn path(self) -> String {
        match self {
            Self::Lobby => "/console/lobby".into(),
            Self::Conversations(None) => "/console/conversations".into(),
            Self::Conversations(Some(id)) => format!("/console/conversations/{}", id.to_text()),
            Self::Sites => "/console/sites".into(),
            Self::Rules(site) => format!("/console/rules/{}", site.to_text()),
            Self::Blocks(site) => format!("/console/blocks/{}", site.to_text()),
        }
    }

    /// The screen of the rail under which it stands.
    pub const fn under(self) -> Self {
        match self {
            Self::Lobby => Self::Lobby,
            Self::Conversations(_) => Self::Conversations(None),
            Self::Sites | Self::Blocks(_) | Self::Rules(_) => Self::Sites,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_back() {
        let open = ConversationId::from_bytes([7; 16]);
        let named = [Route::Lobby, Route::Sites, Route::Blocks(SiteId::from_bytes([9; 16]))];
        let rules = [Route::Rules(SiteId::from_bytes([9; 16]))];
        for route in
            rules.into_iter().chain(named).chain([Route::Conversations(None), Route::Conversations(Some(open))])
        {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn unknown_paths_mean_the_nearest_screen() {
        for path in ["/console/", "/console", "/console/nothing", "/"] {
            assert_eq!(Route::parse(path), Route::Lobby, "{path}");
        }
        assert_eq!(Route::parse("/console/conversations/x"), Route::Conversations(None));
        assert_eq!(Route::parse("/console/blocks/x"), Route::Sites);
    }
}
