//! The console's words in English.

use lobby_shared::agent::AgentState;
use lobby_shared::conversation::Side;
use lobby_shared::http::ProblemCode;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::error::ErrorCode;

use super::Text;
use crate::state::entry::{Fault, Field};
use crate::state::preference::Theme;
use crate::state::toast::Notice;

/// The table.
pub static TEXT: Text = Text {
    product: "Lobby",
    loading: "Loading…",
    unreachable: "The server does not answer.",
    unreachable_help: "Check that it runs and that you are online. This page tries again by itself.",
    none: "—",
    close: "Close",
    cancel: "Cancel",

    set_up_title: "Set up Lobby",
    set_up_lead: "Make the first administrator and the first site. It takes a minute.",
    set_up_you: "You, the administrator",
    set_up_site: "Your first site",
    set_up_button: "Set up",
    set_up_busy: "Setting up…",
    token: "Set-up token",
    token_hint: "The server printed it when it started.",
    name: "Your name",
    name_hint: "Visitors see it when you talk with them.",
    email: "E-mail",
    password: "Password",
    password_hint: "At least 10 characters.",
    new_password: "New password",
    current_password: "Password until now",
    show_password: "Show",
    hide_password: "Hide",
    site_name: "Name of the site",
    site_address: "Address of the site",
    site_address_hint: "Where the tag will stand, such as https://shop.example. The chat starts only there.",
    demo_site_name: "Trek Supply",

    tag_title: "Your site is ready",
    tag_lead: |site| format!("Paste this tag into every page of {site}, anywhere before </body>."),
    tag_label: "The tag",
    tag_next: "What happens next",
    tag_steps: [
        "Open a page that has the tag: a round button appears in its corner.",
        "You appear in the lobby, with the page you are on.",
        "Write something there, then accept and answer it here.",
    ],
    tag_demo: "The demo shop has its tag already. Open the shop",
    copy: "Copy",
    go_to_lobby: "Go to the lobby",

    sign_in_title: "Sign in",
    sign_in_button: "Sign in",
    sign_in_busy: "Signing in…",
    remember: "Stay signed in for 30 days",
    signed_out: "Your sign-in has ended. Sign in again; what you were writing is kept.",
    cookie_title: "Signing in cannot work at this address",
    cookie_help: "Browsers keep a secure sign-in only over https. Open this page by https, or on the server itself by \
                  http://127.0.0.1 or http://localhost.",
    change_title: "Choose your own password",
    change_lead: "The one you have was given to you. Choose one that only you know.",
    change_button: "Save and go on",
    wait: |seconds| format!("Too many attempts. Try again in {seconds} s."),
    fault,

    lobby: "Lobby",
    conversations: "Conversations",
    sites: "Sites",
    rail: "Screens",
    account: |name| format!("{name}: account"),
    sign_out: "Sign out",
    available: "Available",
    busy: "Busy",
    state_switch: |now| match now {
        AgentState::Available => "You are available. Switch to busy",
        AgentState::Busy => "You are busy. Switch to available",
    },
    connected: "Connected",
    connecting: "Connecting…",
    no_connection: "No connection. Trying again…",
    reload_needed: "This page is older than the server. Reload it; what you were writing is kept.",
    reload: "Reload",
    stopped: "The server ended the connection. Reload the page to come back.",

    site_switch: "Site",
    visitor: |number| format!("Visitor {number}"),
    visitor_initials: |number| if number < 10_000 { format!("#{number}") } else { "#".into() },
    on_the_site: "on the site",
    chatting: "chatting",
    waiting: "waiting",
    column_state: "State",
    column_visitor: "Visitor",
    column_visits: "Visits",
    column_arrived: "Arrived",
    column_stay: "Stay",
    column_from: "Came from",
    column_page: "Now on",
    column_browser: "Browser",
    column_with: "With",
    visitor_state,
    lobby_empty: "Nobody is on the site right now",
    lobby_empty_help: "Visitors appear here the moment they open a page that has the tag.",
    show_tag: "Show the tag",
    no_site: "You work for no site yet",
    no_site_help: "An administrator gives you a site; it then appears here by itself.",

    waiting_count: |count| format!("Waiting · {count}"),
    mine_count: |count| format!("Mine · {count}"),
    waiting_empty: "Nobody waits.",
    mine_empty: "Accept a waiting conversation and it stands here.",
    accept: "Accept",
    accept_key: "Alt+A accepts the one that waits longest",
    waits_for: |span| format!("waiting {span}"),
    you_said: |words| format!("You: {words}"),
    unread: |count| if count == 1 { "1 unread message".into() } else { format!("{count} unread messages") },
    new_message: "New message",
    turn_answered: "answered",
    turn_waiting: "waits for an answer",
    turn_gone: "gone",
    close_row: "Close this conversation",
    pick_one: "No conversation is open",
    pick_one_help: "Pick one on the left, or accept one that waits.",

    conversation_meta: |site, with, began, span| format!("{site} · {with} · {began} · {span}"),
    conversation: "Conversation",
    with_you: "with you",
    with_nobody: "waits",
    with_agent: |name| format!("with {name}"),
    back_to_list: "Back to the list",
    ask_to_end: "Ask to end",
    end: "End",
    end_title: "End this conversation?",
    end_help: "The visitor reads that you ended it, and nobody can write in it any more.",
    end_confirm: "End conversation",
    stream: "Messages",
    to_newest: "New messages",
    opened: "The visitor began the conversation",
    accepted: |name| format!("{name} accepted the conversation"),
    accepted_by_you: "You accepted the conversation",
    end_asked: |name| format!("{name} asked whether the conversation may end"),
    end_asked_by_you: "You asked whether the conversation may end",
    end_declined: "The visitor would rather go on",
    ended: |by| match by {
        Side::Visitor => "The visitor ended the conversation",
        Side::Agent => "The conversation was ended",
    },
    note: "Note · only agents see this",
    unknown_event: "This needs a newer version of the console",
    typing: "The visitor is typing",
    sending: "Sending…",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    failed,
    retry: "Try again",
    discard: "Discard",
    accept_to_write: "Accept this conversation to answer it.",
    composer_label: |visitor| format!("Message to {visitor}"),
    composer_hint: "Write a message",
    composer_ended: "The conversation is over.",
    send: "Send",
    enter_sends: "Enter sends, Shift+Enter breaks the line",
    left: |count| format!("{count} left"),
    over: |count| {
        if count == 1 {
            "Too long by 1 character. Shorten it to send it.".into()
        } else {
            format!("Too long by {count} characters. Shorten it to send it.")
        }
    },

    site_add: "Add a site",
    site_change: "Change",
    site_addresses: "Addresses of the site",
    site_addresses_hint: "One on each line, such as https://shop.example; https://*.shop.example means all below it.",
    site_line: |line, words| format!("Line {line}: {words}"),
    save: "Save",
    sites_lead: "Each site has its own tag. Paste it into every page of that site.",
    site_origins: "The chat starts only on",

    visitor_waits: |visitor| format!("{visitor} waits"),
    decline: "Decline",
    offer: "Offered to you",
    offer_on: |page| format!("on {page}"),
    offer_more: |count| if count == 1 { "1 more waits".into() } else { format!("{count} more wait") },
    settings: "Settings of this browser",
    theme: "Theme",
    theme_name: |theme| match theme {
        Theme::Auto => "Auto",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    },
    language: "Language",
    language_auto: "As the browser",
    offer_sound: "Sound when somebody waits",
    message_sound: "Sound for new messages",
    single_keys: "Single keys",
    keys_title: "Keys",
    keys_help: "Single keys work outside text fields. Switch them off in the account menu.",
    key_sheet: "This sheet",
    key_palette: "Do or find anything",
    key_accept: "Accept what is offered, also while typing",
    key_decline: "Decline what is offered, also while typing",
    key_step: "Next and previous row",
    key_reply: "Reply",
    key_search: "Search this list",
    key_end: "End the conversation",
    palette: "Commands",
    palette_hint: "What do you want to do?",
    palette_none: "Nothing goes by that name.",
    go_to: |screen| format!("Go to {screen}"),
    open_talk: |visitor| format!("Open {visitor}"),
    accept_oldest: "Accept the one that waits longest",
    become_state: |state| match state {
        AgentState::Available => "Become available",
        AgentState::Busy => "Become busy",
    },
    details: "Details",
    details_visitor: "Visitor",
    details_number: "Number",
    details_opened: "Opened",
    details_agents: "Agents",
    details_absent: "The visitor is not on the site now.",
    width_list: "Width of the list",
    width_details: "Width of the details",
    search: "Search",
    search_visitors: "Search visitors",
    search_talks: "Search conversations",
    search_none: "No row has these words.",
    gallery_title: "Gallery",
    gallery: [
        "Buttons",
        "Fields",
        "Badges and states",
        "Rows and bubbles",
        "Table",
        "Panels",
        "Empty, loading, error, offline",
    ],

    notice,
    hours_minutes: |hours, minutes| format!("{hours} h {minutes} min"),
};

fn fault(fault: Fault, field: Option<Field>) -> &'static str {
    match fault {
        Fault::Empty => match field {
            Some(Field::Token) => "Enter the token that the server printed.",
            Some(Field::Name) => "Enter your name.",
            Some(Field::Email) => "Enter your e-mail address.",
            Some(Field::Password) => "Enter a password.",
            Some(Field::CurrentPassword) => "Enter the password you have now.",
            Some(Field::SiteName) => "Enter the site's name.",
            Some(Field::SiteAddress) => "Enter the site's address.",
            None => "Something is missing.",
        },
        Fault::Unreachable => "The server does not answer. Nothing was changed; try again.",
        Fault::Problem(code) => problem(code),
    }
}

fn problem(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Malformed => "The server did not understand this page. Reload it and try again.",
        ProblemCode::Foreign => "This page does not come from the server's own address. Open the console there.",
        ProblemCode::SetUpToken => "This is not the token that the server printed last. Copy it again.",
        ProblemCode::SetUpDone => "Set-up is done already. Sign in instead.",
        ProblemCode::WrongSignIn => "E-mail or password is wrong.",
        ProblemCode::TooMany => "Too many attempts. Wait a little and try again.",
        ProblemCode::SignedOut => "Your sign-in has ended. Sign in again.",
        ProblemCode::WrongPassword => "This is not your password until now.",
        ProblemCode::BadName => "The name must have 1 to 80 characters.",
        ProblemCode::BadEmail => "This is no e-mail address, such as jo@shop.example.",
        ProblemCode::ShortPassword => "Too short: at least 10 characters.",
        ProblemCode::LongPassword => "Too long: at most 256 bytes.",
        ProblemCode::BadSiteName => "The site's name must have 1 to 80 characters.",
        ProblemCode::BadSiteAddress => "This is no web address, such as https://shop.example.",
        ProblemCode::NotAllowed => "You may not do this. Ask an administrator.",
        ProblemCode::NoSuchSite => "There is no such site any more.",
        ProblemCode::NoSiteAddress => "A site needs at least one address, such as https://shop.example.",
        ProblemCode::Unavailable => "The database cannot be reached just now. Nothing was changed; try again.",
    }
}

fn visitor_state(state: VisitorState) -> &'static str {
    match state {
        VisitorState::Browsing => "browsing",
        VisitorState::Invited => "invited",
        VisitorState::Queued => "queued",
        VisitorState::Chatting => "chatting",
        VisitorState::LeavingMessage => "leaving a message",
        VisitorState::Gone => "gone",
    }
}

fn failed(reason: ErrorCode) -> &'static str {
    match reason {
        ErrorCode::Blank => "Not sent: it is empty.",
        ErrorCode::TooLong => "Not sent: it is too long.",
        ErrorCode::NotFound => "Not sent: the conversation is not yours any more.",
        ErrorCode::Ended => "Not sent: the conversation is over.",
        ErrorCode::AlreadyAccepted => "Not sent: a colleague has this conversation.",
        ErrorCode::NotAccepted => "Not sent: accept the conversation first.",
        ErrorCode::CidReused => "Not sent: it was sent before with other words.",
        ErrorCode::TooFast => "Not sent: too much at once.",
        ErrorCode::Unavailable => "Not sent: the server cannot store it just now.",
    }
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::TakenFirst(visitor) => format!("A colleague accepted Visitor {visitor} first."),
        Notice::EndedFirst(visitor) => format!("Visitor {visitor} ended the conversation before it was accepted."),
        Notice::Refused(code) => refused(*code).into(),
        Notice::Copied => "Copied.".into(),
        Notice::NotCopied => "The browser did not allow copying. Select the text and copy it by hand.".into(),
        Notice::Offline => "No connection, so this was not done. Try again when it is back.".into(),
    }
}

fn refused(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Blank | ErrorCode::TooLong | ErrorCode::CidReused => "The server refused this.",
        ErrorCode::NotFound => "This conversation is not there for you any more.",
        ErrorCode::Ended => "This conversation is over already.",
        ErrorCode::AlreadyAccepted => "A colleague has this conversation already.",
        ErrorCode::NotAccepted => "Accept the conversation first.",
        ErrorCode::TooFast => "Too much at once. Wait a moment and try again.",
        ErrorCode::Unavailable => "The server cannot store anything just now. Try again in a moment.",
    }
}
