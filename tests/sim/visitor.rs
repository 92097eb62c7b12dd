//! What visitors do: everything that a widget can, and a few doors that are not theirs.

use std::time::Duration;

use lobby_shared::client::{Input, VisitorIntroduction, VisitorRequest, VisitorRole};
use lobby_shared::page::Page;
use lobby_shared::wire::Head;
use lobby_shared::wire::log::{LogCommand, Pull};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::server::SHOP;

use crate::tab::{Mind, Tab};

impl Mind for VisitorRole {
    type Memory = ();

    fn note(tab: &mut Tab<Self>, push: VisitorPush) -> Option<VisitorIntroduction> {
        let VisitorPush::Welcome(welcome) = push else { return None };
        let token = Some(welcome.token?);
        let introduction = VisitorIntroduction { token, ..tab.keep.introduction.borrow().clone() };
        tab.keep.introduction.replace(introduction.clone());
        Some(introduction)
    }

    fn act(tab: &mut Tab<Self>) {
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

fn page(dice: u64) -> Page {
    Page { address: format!("{SHOP}/page-{}", dice % 9), title: "Boots".into() }
}

/// Asks for a conversation that is most likely another's, in every way there is.
fn try_a_door(tab: &mut Tab<VisitorRole>) {
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
