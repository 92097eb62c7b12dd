//! Carries out what the sites, the conversation list and the drafts decide.

use std::rc::Rc;

use lobby_shared::client::{AgentRequest, Entry, Input};
use lobby_shared::id::Cid;
use lobby_shared::wire::agent::AgentCommand;

use super::App;
use crate::socket::Socket;
use crate::state::route::Route;
use crate::state::{conversation, draft, site, visitor};
use crate::{api, host};

impl App {
    pub(super) fn perform_site(self, effect: site::Effect) {
        match effect {
            site::Effect::Watchable(sites) => self.carry(visitor::Intent::Welcomed(sites).into()),
            site::Effect::Save(id, form) => {
                api::save_site(id, &form).then(move |saved| self.carry(site::Intent::SaveAnswered(saved).into()));
            }
        }
    }

    pub(super) fn perform_conversation(self, effect: conversation::Effect) {
        use conversation::Effect;
        match effect {
            Effect::Follow(id) => {
                // What has begun is resumed by its cursor at every hello; following again would send it all again.
                let begun =
                    |socket: &Rc<Socket>| socket.read(|client| client.log(id).is_some_and(|log| log.last() > 0));
                if !self.with_socket(begun).unwrap_or(false) {
                    self.input(Input::Request(AgentRequest::Follow(id)));
                }
            }
            Effect::Unfollow(id) => self.input(Input::Leave(id)),
            Effect::Accept(id) => self.input(Input::Request(AgentRequest::Accept(id))),
            Effect::AskToEnd(id) => self.input(Input::Request(AgentRequest::AskToEnd(id))),
            Effect::End(id) => self.input(Input::Request(AgentRequest::End(id))),
            Effect::Show(id) => self.go(Route::Conversations(id)),
            Effect::Notify(notice) => self.notify(notice),
            Effect::NewlyWaiting => self.newly_waiting(),
            Effect::NewWords(id) => self.new_words(id),
        }
    }

    pub(super) fn perform_draft(self, effect: draft::Effect) {
        use draft::Effect;
        let agent = self.context.conversations.with_untracked(|lists| lists.me);
        match effect {
            Effect::Keep(id, text) => {
                if let Some(agent) = agent {
                    host::kept::keep_draft(agent, id, &text);
                }
            }
            Effect::Drop(id) => {
                if let Some(agent) = agent {
                    host::kept::forget_draft(agent, id);
                }
            }
            Effect::Send(id, text) => {
                let cid = Cid::from_bytes(host::chance::bytes());
                self.input(Input::Send(Entry { cid, conversation: Some(id), text, made_ms: self.now() }));
            }
            Effect::Typing(conversation, on) => {
                self.input(Input::Tell(AgentCommand::Typing { conversation, on }));
            }
        }
    }
}
