//! The invitation that stands, as this tab knows it: when it shows, and what is said of it. It guarantees that one which was
//! answered or is over does not come back.

use lobby_shared::id::InvitationId;
use lobby_shared::invitation::Invitation;

use super::shown::Card;

/// What this tab knows.
#[derive(Clone, Debug, Default)]
pub struct Invited {
    standing: Option<Invitation>,
    /// The server was told that it is on a screen.
    told: bool,
    /// The last that is done with here. The server may still tell of it, until it knows.
    done: Option<InvitationId>,
}

impl Invited {
    /// This one stands, by the server's word; `None`: none does.
    pub fn stands(&mut self, invitation: Option<Invitation>) {
        let id = |invitation: &Option<Invitation>| invitation.as_ref().map(|invitation| invitation.id);
        let invitation = invitation.filter(|invitation| self.done != Some(invitation.id));
        self.told &= id(&self.standing) == id(&invitation);
        self.standing = invitation;
    }

    /// This one is over. Returns it, if it stood.
    pub fn over(&mut self, which: InvitationId) -> Option<Invitation> {
        self.done = Some(which);
        self.standing.take_if(|standing| standing.id == which)
    }

    /// The one that stands.
    pub const fn standing(&self) -> Option<&Invitation> {
        self.standing.as_ref()
    }

    /// The one that has just come before the visitor's eyes. Says so once.
    pub fn first_shown(&mut self) -> Option<InvitationId> {
        let id = self.standing.as_ref()?.id;
        (!std::mem::replace(&mut self.told, true)).then_some(id)
    }

    /// What the card says.
    pub fn card(&self, site: &str) -> Option<Card> {
        let Invitation { from, words, .. } = self.standing.as_ref()?;
        let agent = from.as_ref().map_or(site, |face| &face.name).to_owned();
        Some(Card { agent, text: words.clone() })
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::time::Millis;

    use super::*;

    fn invitation(id: u8) -> Invitation {
        Invitation {
            id: InvitationId::from_bytes([id; 16]),
            from: None,
            words: "Hello".into(),
            until_ms: Millis(60_000),
        }
    }

    #[test]
    fn an_invitation_is_said_to_be_shown_once_also_over_a_new_link() {
        let mut invited = Invited::default();
        invited.stands(Some(invitation(1)));
        assert!(invited.first_shown().is_some());
        assert!(invited.first_shown().is_none());
        invited.stands(Some(invitation(1)));
        assert!(invited.first_shown().is_none());
        invited.stands(Some(invitation(2)));
        assert_eq!(invited.first_shown(), Some(invitation(2).id));
    }

    #[test]
    fn what_was_answered_does_not_come_back_and_another_is_left_alone() {
        let mut invited = Invited::default();
        invited.stands(Some(invitation(1)));
        assert_eq!(invited.over(invitation(2).id), None);
        assert_eq!(invited.over(invitation(1).id), Some(invitation(1)));
        invited.stands(Some(invitation(1)));
        assert_eq!(invited.standing(), None);
        invited.stands(Some(invitation(3)));
        assert_eq!(invited.standing(), Some(&invitation(3)));
        invited.stands(None);
        assert_eq!(invited.card("Shop"), None);
    }

    #[test]
    fn the_site_itself_invites_by_its_own_name() {
        let mut invited = Invited::default();
        invited.stands(Some(invitation(1)));
        assert_eq!(invited.card("Trek Supply"), Some(Card { agent: "Trek Supply".into(), text: "Hello".into() }));
    }
}
