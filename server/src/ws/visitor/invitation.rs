//! The visitor's answer to an invitation.

use lobby_shared::id::InvitationId;
use lobby_shared::wire::error::{ErrorCode, WireError};

use super::VisitorSession;

impl VisitorSession {
    /// Accepts an invitation, or declines it; a budget as for messages, since an acceptance is three events on disk.
    pub(super) async fn answer_invitation(&mut self, request: u32, invitation: InvitationId, accept: bool) {
        let Some(key) = self.present.as_ref().map(|present| present.visitor.key) else { return };
        let answered = match self.messages.take(self.service.clock.now()) {
            Ok(()) => {
                let answered = self.service.answer_invitation(key, invitation, accept).await;
                answered.map_err(|failure| self.service.tell(&failure))
            }
            Err(after_ms) => Err(WireError::passing(ErrorCode::TooFast, after_ms)),
        };
        self.answer(request, answered);
    }
}
