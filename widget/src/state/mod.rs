//! What the widget knows and decides, purely: no browser, no signals, tested natively.

pub mod composer;
pub mod keep;
pub mod link;
pub mod shown;
pub mod stage;
pub mod stream;
pub mod unread;

use lobby_shared::id::Cid;

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
    /// Close the panel.
    ClosePressed,
    /// The stream's end came into sight or left it.
    EndInSight(bool),
    /// Show the stream's end.
    ToEndPressed,
    /// Connect again after the server said stop.
    ReconnectPressed,
}
