//! Every string that a visitor can see, in one table. A language is one file beside this one.

mod english;

use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::error::ErrorCode;

pub use english::ENGLISH;

/// The words of one language.
pub struct Text {
    /// Header, an agent is there.
    pub available: &'static str,
    /// Header, nobody is there.
    pub nobody: &'static str,
    /// Header, in a conversation: "Jo is here".
    pub with: fn(&str) -> String,
    /// Header, after the end.
    pub over: &'static str,
    /// Greets on the empty stream.
    pub greeting: &'static str,
    /// Under the greeting.
    pub greeting_more: &'static str,
    /// The queue card, an agent is there.
    pub waiting: &'static str,
    /// The queue card, nobody is there.
    pub waiting_long: &'static str,
    /// "Jo joined".
    pub joined: fn(&str) -> String,
    /// "Jo asked to end the conversation".
    pub asked_to_end: fn(&str) -> String,
    /// The visitor went on.
    pub went_on: &'static str,
    /// The agent ended it.
    pub ended_by_agent: &'static str,
    /// The visitor ended it.
    pub ended_by_visitor: &'static str,
    /// An event from a newer build.
    pub unknown: &'static str,
    /// The day of today.
    pub today: &'static str,
    /// Who said it, before the visitor's own words, for screen readers.
    pub you: &'static str,
    /// On the way.
    pub sending: &'static str,
    /// On the server's disk.
    pub sent: &'static str,
    /// On an agent's machine.
    pub delivered: &'static str,
    /// Seen by an agent.
    pub read: &'static str,
    /// Why a message was refused, and what to do.
    pub refused: fn(ErrorCode) -> &'static str,
    /// Send a refused message again.
    pub retry: &'static str,
    /// Give a refused message up.
    pub discard: &'static str,
    /// "Jo is typing", for screen readers.
    pub typing: &'static str,
    /// The connection is lost.
    pub lost: &'static str,
    /// The server said stop.
    pub stopped: fn(CloseCode) -> &'static str,
    /// Connect again.
    pub reconnect: &'static str,
    /// The agent's question.
    pub end_question: &'static str,
    /// Yes, end.
    pub end_yes: &'static str,
    /// No, go on.
    pub end_no: &'static str,
    /// The menu's name.
    pub menu: &'static str,
    /// The menu's entry, and the button that does it.
    pub end: &'static str,
    /// What ending does.
    pub end_what: &'static str,
    /// Do not end.
    pub end_cancel: &'static str,
    /// After the end.
    pub again: &'static str,
    /// Closes the panel.
    pub close: &'static str,
    /// The box's name.
    pub write: &'static str,
    /// The button that sends.
    pub send: &'static str,
    /// The red message: too long by this many.
    pub too_long: fn(i64) -> String,
    /// The counter, for screen readers and sighted people alike: this many left.
    pub left: fn(i64) -> String,
    /// Words came while the reader was above.
    pub new_messages: &'static str,
    /// The stream's name.
    pub stream: &'static str,
}
