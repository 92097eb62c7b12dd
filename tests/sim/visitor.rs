//! What visitors do: everything that a widget can, and a few doors that are not theirs.

use std::time::Duration;

use lobby_shared::client::{Input, VisitorIntroduction, VisitorRequest, VisitorRole};
use lobby_shared::id::InvitationId;
use lobby_shared::invitation::Signal;
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::trail::Track;
use lobby_shared::wire::Head;
use lobby_shared::wire::log::{LogCommand, Pull};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::server::SHOP;
use tokio::time::Instant;

use crate::scene::ORDER;
use crate::tab::{Mind, Tab};

/// What a widget shows besides the conversation.
#[derive(Default)]
pub struct Offer {
    /// The invitation that stands.
    invitation: Option<InvitationId>,
}

impl Mind for VisitorRole {
    type Memory = Offer;

    fn note(tab: &mut Tab<Self>, push: VisitorPush) -> Option<VisitorIntroduction> {
        let invitation = &mut tab.memory.invitation;
        match &push {
            VisitorPush::Welcome(welcome) => *invitation = welcome.invitation.as_ref().map(|offer| offer.id),
            VisitorPush::Invited(offer) => *invitation = Some(offer.id),
            VisitorPush::InvitationOver(over) if *invitation == Some(*over) => *invitation = None,
            _ => {}
        }
        tab.world.invited.borrow_mut().extend(tab.memory.invitation);
        let VisitorPush::Welcome(welcome) = push else { return None };
        let token = Some(welcome.token?);
        let introduction = VisitorIntroduction { token, ..tab.keep.introduction.borrow().clone() };
        tab.keep.introduction.replace(introduction.clone());
        Some(introduction)
    }

    fn act(tab: &mut Tab<Self>) {
        if let Some(invitation) = tab.memory.invitation
            && tab.dice.chance(60)
        {
            return consider(tab, invitation);
        }
        // Who has not written yet looks around first, and can be invited meanwhile.
        if tab.dice.chance(if tab.client.logs().next().is_none() { 75 } else { 12 }) {
            return look_around(tab);
        }
        match tab.dice.between(0, 99) {
            0..=39 => {
                let text = tab.world.words();
                let conversation = if tab.dice.chance(15) { tab.some_log() } else { None };
                tab.press(conversation, text);
            }
            40..=44 => {
                for _ in 0..tab.dice.between(2, 6) {
                    let text = tab.world.words();
                    tab.press(None, text);
                }
            }
            45..=49 => tell(tab, |dice| VisitorCommand::Typing(dice % 2 == 0)),
            50..=52 => tell(tab, |dice| VisitorCommand::View(page(dice))),
            53..=56 => tell(tab, |dice| VisitorCommand::Show(dice % 2 == 0)),
            57..=66 => {
                if let Some(conversation) = tab.some_log() {
                    tab.feed(Input::Seen(conversation));
                }
            }
            67..=70 => {
                if let Some(conversation) = tab.some_log() {
                    tab.feed(Input::Request(VisitorRequest::End(conversation)));
                }
            }
            71..=72 => {
                if let Some(conversation) = tab.some_log() {
                    tab.feed(Input::Request(VisitorRequest::DeclineEnd(conversation)));
                }
            }
            73..=77 => tab.look_after_failed(),
            78..=79 => {
                let text = if tab.dice.chance(50) { "  \n ".to_owned() } else { "long ".repeat(400) };
                tab.press(None, text);
            }
            80..=84 => tab.reload(),
            85..=87 => tab.feed(Input::Nudge),
            88..=91 => tab.offline(Duration::ZERO),
            92..=94 => {
                let span = tab.dice.between(500, 15_000);
                tab.offline(Duration::from_millis(span));
            }
            _ => try_a_door(tab),
        }
    }

    fn rush(tab: &mut Tab<Self>) {
        // Last, conversations end: news that no later link, head or receipt repeats to a console whose queue is full.
        let ending = tab.world.rush_until.get() < Instant::now() + Duration::from_secs(2);
        if ending
            && tab.dice.chance(15)
            && let Some(conversation) = tab.some_log()
        {
            return tab.feed(Input::Request(VisitorRequest::End(conversation)));
        }
        if tab.dice.chance(6) {
            let text = tab.world.words();
            tab.press(None, text);
        } else {
            tell(tab, |dice| VisitorCommand::Typing(dice % 2 == 0));
        }
    }

    fn heal(_: &mut Tab<Self>) {}

    fn end(_: &mut Tab<Self>) {}
}

fn tell(tab: &mut Tab<VisitorRole>, command: impl FnOnce(u64) -> VisitorCommand) {
    let command = command(tab.dice.draw());
    tab.feed(Input::Tell(command));
}

/// An invitation stands: it is on the screen, accepted, or closed.
fn consider(tab: &mut Tab<VisitorRole>, invitation: InvitationId) {
    let input = match tab.dice.between(0, 9) {
        0..=4 => Input::Tell(VisitorCommand::InvitationShown(invitation)),
        5..=8 => Input::Request(VisitorRequest::Answer(invitation, true)),
        _ => Input::Request(VisitorRequest::Answer(invitation, false)),
    };
    tab.feed(input);
}

/// What a page and its widget tell of a visitor who does not write.
fn look_around(tab: &mut Tab<VisitorRole>) {
    match tab.dice.between(0, 13) {
        0..=2 => tell(tab, |dice| VisitorCommand::View(page(dice))),
        3..=4 => tell(tab, |dice| VisitorCommand::Foreground(dice % 3 > 0)),
        5..=6 => tell(tab, |dice| {
            let name = if dice % 2 == 0 { ORDER } else { "look" };
            VisitorCommand::Track(Track { name: name.into(), data: format!("{{\"pairs\":{}}}", dice % 9) })
        }),
        7..=8 => tell(tab, |dice| {
            let parts = [25, 50, 75, 100].map(Signal::Scrolled);
            VisitorCommand::Signal(parts.get(dice as usize % 5).copied().unwrap_or(Signal::Leaving))
        }),
        9..=12 => {
            let text = tab.world.words();
            tab.feed(Input::Tell(VisitorCommand::Preview(text)));
        }
        _ => consent(tab),
    }
}

/// The visitor's mind about being followed changes: mostly, everything may be kept.
fn consent(tab: &mut Tab<VisitorRole>) {
    let privacy = match tab.dice.between(0, 4) {
        0 => Privacy::Counted,
        1 => Privacy::Visit,
        _ => Privacy::Lasting,
    };
    let introduction = VisitorIntroduction { privacy, ..tab.keep.introduction.borrow().clone() };
    tab.keep.introduction.replace(introduction.clone());
    tab.feed(Input::Introduce(introduction));
    tab.feed(Input::Tell(VisitorCommand::Consent(privacy)));
}

fn page(dice: u64) -> Page {
    Page { address: format!("{SHOP}/page-{}", dice % 9), title: "Boots".into() }
}

/// Asks for a conversation or an invitation that is most likely another's, in every way there is.
fn try_a_door(tab: &mut Tab<VisitorRole>) {
    let invited: Vec<InvitationId> = tab.world.invited.borrow().iter().copied().collect();
    if let Some(invitation) = tab.dice.pick(&invited).copied()
        && tab.dice.chance(30)
    {
        return consider(tab, invitation);
    }
    let Some(conversation) = tab.any_conversation() else { return };
    let number = tab.dice.between(1, 9);
    let input = match tab.dice.between(0, 4) {
        0 => Input::Tell(VisitorCommand::Log(LogCommand::Pull(Pull { conversation, from: number, limit: 200 }))),
        1 => Input::Tell(VisitorCommand::Log(LogCommand::Read(Head { conversation, number }))),
        2 => Input::Request(VisitorRequest::End(conversation)),
        3 => Input::Request(VisitorRequest::DeclineEnd(conversation)),
        _ => {
            let text = tab.world.words();
            return tab.press(Some(conversation), text);
        }
    };
    tab.feed(input);
}
