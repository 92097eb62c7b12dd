//! The widget's words in English.

use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::error::ErrorCode;

use super::Text;

/// English.
pub const ENGLISH: Text = Text {
    available: "We are here",
    nobody: "Nobody is here right now. Write, and your message waits for us.",
    with: |name| [name, " is here"].concat(),
    over: "The conversation has ended",
    greeting: "Hello",
    greeting_more: "Ask us anything. What you write here reaches a person.",
    waiting: "You are in the queue. Somebody will be with you soon.",
    waiting_long: "Your message waits for us. The answer will stand here when you come back.",
    joined: |name| [name, " joined"].concat(),
    asked_to_end: |name| [name, " asked to end the conversation"].concat(),
    went_on: "You went on",
    ended_by_agent: "The conversation has ended",
    ended_by_visitor: "You ended the conversation",
    unknown: "Something this page cannot show yet. Reload it to see more.",
    today: "Today",
    you: "You",
    sending: "Sending",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    refused,
    retry: "Try again",
    discard: "Discard",
    typing: "Somebody is typing",
    lost: "No connection. Your messages go out by themselves when it is back.",
    stopped,
    reconnect: "Connect again",
    end_question: "May we end this conversation?",
    end_yes: "Yes, end it",
    end_no: "No, go on",
    menu: "More",
    end: "End conversation",
    end_what: "We will be told that you left. You can still read it here, and write again at any time.",
    end_cancel: "Go on talking",
    again: "New conversation",
    close: "Close chat",
    write: "Write a message",
    send: "Send",
    too_long: |over| {
        let over = over.to_string();
        let many = if over == "1" { " character" } else { " characters" };
        ["Too long by ", &over, many, ". Shorten it to send it."].concat()
    },
    left: |left| [&left.to_string(), " left"].concat(),
    new_messages: "New messages",
    stream: "Conversation",
};

fn refused(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Blank => "Not sent: there are no words in it.",
        ErrorCode::TooLong => "Not sent: it is too long.",
        ErrorCode::NotFound | ErrorCode::Ended => "Not sent: the conversation has ended.",
        ErrorCode::AlreadyAccepted | ErrorCode::NotAccepted | ErrorCode::CidReused => {
            "Not sent: the server did not take it."
        }
        ErrorCode::TooFast => "Not sent: too many messages at once. Wait a moment.",
        ErrorCode::Unavailable => "Not sent: the server cannot store it just now.",
    }
}

fn stopped(code: CloseCode) -> &'static str {
    match code {
        CloseCode::Origin | CloseCode::Site => "The chat is switched off on this page.",
        CloseCode::Version => "This page is too old for the chat. Reload it; what you wrote is kept.",
        CloseCode::TooBig => "The last message was too big for the server.",
        CloseCode::Restart
        | CloseCode::TooSlow
        | CloseCode::TooFast
        | CloseCode::Silent
        | CloseCode::Malformed
        | CloseCode::Token
        | CloseCode::SignedOut
        | CloseCode::Fault => "The chat has stopped.",
    }
}
