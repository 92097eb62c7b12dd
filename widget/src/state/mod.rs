//! What the widget knows and decides, purely: no browser, no signals, tested natively.

pub mod composer;
pub mod invitation;
pub mod keep;
pub mod link;
pub mod news;
pub mod preview;
pub mod sample;
pub mod shown;
pub mod stage;
pub mod stream;
pub mod unread;

use lobby_shared::id::Cid;

/// The press on a failed message's first way out.
pub const RETRY: &str = "retry";
/// The press on its second.
pub const DISCARD: &str = "discard";

/// What the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The draft is this now.
    Typed(String),
    /// Send, by button or key.
    SendPressed,
    /// The caret left the box.
    BoxLeft,
    /// Send a failed message again.
    RetryPressed(Cid),
    /// Give a failed message up.
    DiscardPressed(Cid),
    /// Open or close the menu.
    MenuPressed,
    /// End the conversation: asks first.
    LeavePressed,
    /// Rather stay.
    StayPressed,
    /// End the conversation, after being told what that does, or as the answer to the agent's question.
    EndConfirmed,
    /// The answer to the agent's question: rather go on.
    EndDeclined,
    /// Write the first words of the next conversation.
    NextPressed,
    /// Open the panel, from the card beside the launcher.
    OpenPressed,
    /// Take that card away.
    DismissPressed,
    /// Accept the invitation.
    InvitationAccepted,
    /// Decline it.
    InvitationDeclined,
    /// Leave a message by the form that needs nobody.
    LeaveMessagePressed,
    /// Close the panel.
    ClosePressed,
    /// The stream's end came into sight or left it.
    EndInSight(bool),
    /// Show the stream's end.
    ToEndPressed,
    /// Connect again after the server said stop.
    ReconnectPressed,
}

impl Intent {
    /// What a press on the button with this value means.
    pub fn pressed(value: &str) -> Option<Self> {
        Some(match value {
            "send" => Self::SendPressed,
            "menu" => Self::MenuPressed,
            "leave" => Self::LeavePressed,
            "stay" => Self::StayPressed,
            "end" => Self::EndConfirmed,
            "decline" => Self::EndDeclined,
            "next" => Self::NextPressed,
            "open" => Self::OpenPressed,
            "dismiss" => Self::DismissPressed,
            "accept" => Self::InvitationAccepted,
            "refuse" => Self::InvitationDeclined,
            "message" => Self::LeaveMessagePressed,
            "close" => Self::ClosePressed,
            "to-end" => Self::ToEndPressed,
            "reconnect" => Self::ReconnectPressed,
            _ => {
                let (what, cid) = value.split_once(' ')?;
                let cid = Cid::parse(cid).ok()?;
                if what == RETRY { Self::RetryPressed(cid) } else { Self::DiscardPressed(cid) }
            }
        })
    }
}
