//! Samples of the frames between a widget and the server.

use lobby_shared::event::{VisitorAuthor, VisitorEvent};
use lobby_shared::invitation::Signal;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteFace;
use lobby_shared::trail::Track;
use lobby_shared::visitor::Screen;
use lobby_shared::wire::error::WireError;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush, VisitorWelcome};

use crate::log;
use crate::sample::{
    CODES, CONVERSATION, CURSOR, EPOCH, INVITATION, KEY, TAB, TOKEN, face, invitation, page, site_key, welcome,
};

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub fn command_name(command: &VisitorCommand) -> String {
    match command {
        VisitorCommand::Hello(hello) if hello.token.is_some() => "hello_again".into(),
        VisitorCommand::Hello(_) => "hello".into(),
        VisitorCommand::Log(log) => format!("log_{}", log::command_name(log)),
        VisitorCommand::View(_) => "view".into(),
        VisitorCommand::Show(_) => "show".into(),
        VisitorCommand::Typing(_) => "typing".into(),
        VisitorCommand::End { .. } => "end".into(),
        VisitorCommand::DeclineEnd { .. } => "decline_end".into(),
        VisitorCommand::Ping(_) => "ping".into(),
        VisitorCommand::Pong(_) => "pong".into(),
        VisitorCommand::Foreground(_) => "foreground".into(),
        VisitorCommand::Track(_) => "track".into(),
        VisitorCommand::Signal(Signal::Scrolled(_)) => "signal_scrolled".into(),
        VisitorCommand::Signal(Signal::Leaving) => "signal_leaving".into(),
        VisitorCommand::Preview(_) => "preview".into(),
        VisitorCommand::InvitationShown(_) => "invitation_shown".into(),
        VisitorCommand::AnswerInvitation { .. } => "answer_invitation".into(),
        VisitorCommand::Consent(_) => "consent".into(),
    }
}

pub fn commands() -> Vec<VisitorCommand> {
    let first = VisitorHello {
        version: 1,
        site: site_key(),
        token: None,
        tab: TAB,
        origin: "https://shop.example".into(),
        page: page(),
        referrer: "https://www.example.com/".into(),
        foreground: true,
        privacy: Privacy::Lasting,
        screen: Some(Screen { width: 390, height: 844 }),
        language: "de-AT".into(),
        epoch: None,
        cursors: Vec::new(),
    };
    let again = VisitorHello { token: Some(TOKEN), epoch: Some(EPOCH), cursors: vec![CURSOR], ..first.clone() };
    let mut commands = vec![VisitorCommand::Hello(first), VisitorCommand::Hello(again)];
    commands.extend(log::commands().into_iter().map(VisitorCommand::Log));
    commands.extend([
        VisitorCommand::View(page()),
        VisitorCommand::Show(true),
        VisitorCommand::Typing(true),
        VisitorCommand::End { request: 7, conversation: CONVERSATION },
        VisitorCommand::DeclineEnd { request: 8, conversation: CONVERSATION },
        VisitorCommand::Ping(400),
        VisitorCommand::Pong(400),
        VisitorCommand::Foreground(false),
        VisitorCommand::Track(Track { name: "order".into(), data: "{\"total\":129}".into() }),
        VisitorCommand::Signal(Signal::Scrolled(50)),
        VisitorCommand::Signal(Signal::Leaving),
        VisitorCommand::Preview("Is the green o".into()),
        VisitorCommand::InvitationShown(INVITATION),
        VisitorCommand::AnswerInvitation { request: 7, invitation: INVITATION, accept: true },
        VisitorCommand::Consent(Privacy::Visit),
    ]);
    commands
}

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub fn push_name(push: &VisitorPush) -> String {
    match push {
        VisitorPush::Welcome(welcome) if welcome.token.is_some() => "welcome_first".into(),
        VisitorPush::Welcome(_) => "welcome".into(),
        VisitorPush::Log(log) => format!("log_{}", log::push_name(log, log::visitor_event_name)),
        VisitorPush::Available(_) => "available".into(),
        VisitorPush::Typing(_) => "typing".into(),
        VisitorPush::Done(_) => "done".into(),
        VisitorPush::Refused { error, .. } => format!("refused_{:?}", error.code).to_lowercase(),
        VisitorPush::Ping(_) => "ping".into(),
        VisitorPush::Pong(_) => "pong".into(),
        VisitorPush::Drain(_) => "drain".into(),
        VisitorPush::Invited(_) => "invited".into(),
        VisitorPush::InvitationOver(_) => "invitation_over".into(),
        VisitorPush::Busy(_) => "busy".into(),
    }
}

pub fn pushes() -> Vec<VisitorPush> {
    let site = SiteFace { name: "Demo shop".into() };
    let again = VisitorWelcome {
        link: welcome(),
        token: None,
        outbox_key: KEY,
        site,
        available: true,
        previewed: true,
        invitation: Some(invitation()),
        busy: false,
    };
    let first = VisitorWelcome { token: Some(TOKEN), available: false, ..again.clone() };
    let authors = [VisitorAuthor::Visitor, VisitorAuthor::Agent(face()), VisitorAuthor::System];
    let logs = log::pushes::<VisitorAuthor, VisitorEvent>(&authors, &log::visitor_events());
    let mut pushes = vec![VisitorPush::Welcome(again), VisitorPush::Welcome(first)];
    pushes.extend(logs.into_iter().map(VisitorPush::Log));
    pushes.extend([VisitorPush::Available(false), VisitorPush::Typing(true), VisitorPush::Done(7)]);
    pushes.extend(CODES.map(|code| VisitorPush::Refused { request: 7, error: WireError::lasting(code) }));
    pushes.extend([VisitorPush::Ping(400), VisitorPush::Pong(400), VisitorPush::Drain(3_000)]);
    pushes.extend([
        VisitorPush::Invited(invitation()),
        VisitorPush::InvitationOver(INVITATION),
        VisitorPush::Busy(true),
    ]);
    pushes
}
