//! The conversations that a client follows, each with its log.

use super::log::Log;
use super::role::Role;
use crate::id::ConversationId;

/// The conversations in the order in which they came up: few, so that a search is a walk. A tree would weigh more in the
/// widget than it could save.
#[derive(Clone, Debug)]
pub(super) struct Logs<R: Role>(pub(super) Vec<(ConversationId, Log<R>)>);

impl<R: Role> Default for Logs<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: Role> Logs<R> {
    pub(super) fn get(&self, conversation: ConversationId) -> Option<&Log<R>> {
        self.0.iter().find(|(id, _)| *id == conversation).map(|(_, log)| log)
    }

    pub(super) fn get_mut(&mut self, conversation: ConversationId) -> Option<&mut Log<R>> {
        self.0.iter_mut().find(|(id, _)| *id == conversation).map(|(_, log)| log)
    }

    pub(super) fn entry(&mut self, conversation: ConversationId) -> &mut Log<R> {
        let at = self.0.iter().position(|(id, _)| *id == conversation).unwrap_or_else(|| {
            self.0.push((conversation, Log::default()));
            self.0.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or made just now")]
        &mut self.0[at].1
    }
}
