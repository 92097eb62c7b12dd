//! Hears the client core and passes its news to the state it concerns.

use lobby_shared::client::{AgentRequest, Change, Status};
use lobby_shared::wire::agent::{AgentPush, AgentWelcome};
use lobby_shared::wire::close::CloseCode;

use super::App;
use crate::socket::News;
use crate::state::conversation::Asked;
use crate::state::link::Link;
use crate::state::toast::Notice;
use crate::state::{block_list, conversation, entry, invitation, rule, site, table, trail, visitor};

impl App {
    pub(super) fn hear(self, news: News) {
        match news {
            News::Changed(Change::Status) => self.link_changed(),
            News::Changed(Change::Outbox) => self.read_stream(),
            News::Changed(Change::Reset) => {
                let me = self.context.conversations.with_untracked(|lists| lists.me);
                me.into_iter().for_each(|me| self.carry(conversation::Intent::Welcomed(me).into()));
                self.read_stream();
            }
            News::Changed(Change::Log(id)) => {
                if self.context.conversations.with_untracked(|lists| lists.open) == Some(id) {
                    self.read_stream();
                    self.see();
                }
            }
            News::Push(push) => self.pushed(*push),
            News::Done(AgentRequest::Accept(id)) => self.carry(conversation::Intent::Accepted(id).into()),
            News::Done(AgentRequest::End(id)) => self.carry(conversation::Intent::Ended(id).into()),
            News::Done(AgentRequest::Invite(site, number)) => {
                self.carry(visitor::Intent::InviteAnswered(site, number).into());
            }
            News::Done(AgentRequest::Follow(_) | AgentRequest::AskToEnd(_)) => {}
            News::Refused(request, error) => {
                let (id, asked) = match request {
                    AgentRequest::Follow(id) => (id, Asked::Follow),
                    AgentRequest::Accept(id) => (id, Asked::Accept),
                    AgentRequest::AskToEnd(id) => (id, Asked::AskToEnd),
                    AgentRequest::End(id) => (id, Asked::End),
                    AgentRequest::Invite(site, number) => {
                        self.carry(visitor::Intent::InviteAnswered(site, number).into());
                        self.notify(Notice::Refused(error.code));
                        return;
                    }
                };
                self.carry(conversation::Intent::Refused(id, asked, error).into());
            }
        }
    }

    fn link_changed(self) {
        let Some(status) = self.with_socket(|socket| socket.read(|client| client.status())) else { return };
        if status == Status::Stopped(CloseCode::SignedOut) {
            self.carry(entry::Intent::SignInEnded.into());
            return;
        }
        let before = self.context.link.get_untracked();
        let link = before.after(status);
        self.context.link.set(link);
        if link == Link::Lost && before != Link::Lost {
            self.carry_table(table::Intent::Lost);
            // A handshake that is refused looks like a broken line; only this tells whether the sign-in still stands.
            self.perform_entry(entry::Effect::FetchStart);
        }
    }

    fn pushed(self, push: AgentPush) {
        match push {
            AgentPush::Welcome(welcome) => self.welcomed(welcome),
            AgentPush::Cards { cards, first } => self.carry(conversation::Intent::Cards { cards, first }.into()),
            AgentPush::Card(card) => self.carry(conversation::Intent::Card(card).into()),
            AgentPush::CardGone(id) => {
                let over = self.context.stream.with_untracked(|shown| shown.conversation == Some(id) && shown.ended);
                self.carry(conversation::Intent::CardGone { id, over }.into());
            }
            AgentPush::Typing { conversation, on } => {
                self.carry(conversation::Intent::Typing(conversation, on).into());
            }
            AgentPush::Preview { conversation, text } => {
                self.carry(conversation::Intent::Previewed(conversation, text).into());
            }
            AgentPush::Lobby(page) => self.carry(visitor::Intent::Arrived(page).into()),
            AgentPush::Counts(counts) => self.carry(visitor::Intent::Counted(counts).into()),
            AgentPush::Overview(overview) => self.carry(visitor::Intent::Overlooked(overview).into()),
            AgentPush::Trail(live) => self.carry(trail::Intent::Arrived(live).into()),
            AgentPush::Invitation { site, visitor, outcome } => {
                self.carry(visitor::Intent::InvitationOver(site, visitor, outcome).into());
                self.notify(Notice::Invitation(visitor, outcome));
            }
            AgentPush::State(state) => {
                self.context.agent_state.set(state);
                self.title();
            }
            AgentPush::Sites(sites) => self.carry(site::Intent::Arrived(sites).into()),
            AgentPush::ListsChanged => {
                self.carry(block_list::Intent::Again.into());
                self.carry(rule::Intent::Again.into());
            }
            // The core keeps these to itself.
            AgentPush::Log(_)
            | AgentPush::Done(_)
            | AgentPush::Refused { .. }
            | AgentPush::Ping(_)
            | AgentPush::Pong(_)
            | AgentPush::Drain(_) => {}
        }
    }

    fn welcomed(self, welcome: AgentWelcome) {
        if welcome.link.reload {
            self.context.link.set(Link::TooOld);
        }
        self.context.now.set(self.now());
        self.context.agent_state.set(welcome.state);
        self.carry(conversation::Intent::Welcomed(welcome.agent.agent).into());
        // Before the sites, which ask for the first window.
        self.carry_table(table::Intent::Welcomed(welcome.table));
        self.carry(site::Intent::Arrived(welcome.sites).into());
        self.carry(trail::Intent::Welcomed.into());
        self.carry(invitation::Intent::Arrived(welcome.invitation).into());
        self.carry(block_list::Intent::Again.into());
        self.carry(rule::Intent::Again.into());
        self.read_stream();
    }
}
