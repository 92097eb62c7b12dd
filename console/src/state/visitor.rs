//! The lobby: the window of the watched site's visitors that the screen needs, as rows that change in place, the site's
//! figures, and what became of invitations.
//!
//! **Invariant:** what is shown belongs to one window; frames of the window before are known by its name and dropped.

use lobby_shared::id::SiteId;
use lobby_shared::invitation::Outcome;
use lobby_shared::lobby::{Group, LobbyCounts, LobbyOverview, LobbyPage, View, Watch};
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};

use super::watch::{Choice, Span, Table, window};

/// One row, and when its visitor left, so that the stay stops counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The facts.
    pub visitor: VisitorRow,
    /// When they left, as far as this console saw it.
    pub gone_ms: Option<Millis>,
}

impl Row {
    /// How long the visitor has been here at `now`.
    pub fn stay(&self, now: Millis) -> Millis {
        self.gone_ms.unwrap_or(now).since(self.visitor.arrived_ms)
    }
}

/// What the lobby's screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The visitors, one a row.
    #[default]
    Table,
    /// Where in the world they are.
    Map,
    /// Which pages they are on, and when they come.
    Heat,
}

/// The window on the screen: which rows stand where in the whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The name of the window.
    name: u64,
    /// The place of its first row.
    pub from: u32,
    /// Rows in the whole list.
    pub total: u32,
    /// Its visitors, in order.
    pub order: Vec<u64>,
    /// The headings of the whole list, when it is grouped.
    pub groups: Vec<Group>,
}

impl Shown {
    /// Whether both are the same window, at different times.
    pub const fn is_window_of(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The lobby of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lobby {
    /// The watched site.
    pub site: Option<SiteId>,
    /// The site's visitors have arrived.
    pub loaded: bool,
    /// How the agent has arranged the table.
    pub table: Table,
    /// What the screen shows.
    pub pane: Pane,
    /// The window on the screen.
    pub shown: Shown,
    /// The site's figures, once known.
    pub counts: Option<LobbyCounts>,
    /// The figures of map and heat view, once known.
    pub overview: Option<LobbyOverview>,
    on_screen: bool,
    span: Span,
    asked: Option<Watch>,
    // A window's worth each: looked through from end to end faster than a tree is loaded.
    rows: Vec<Row>,
    inviting: Vec<u64>,
    outcomes: Vec<(u64, Outcome)>,
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// On the site now.
    pub here: usize,
    /// Of these, not listed.
    pub unlisted: usize,
    /// Talking with an agent.
    pub chatting: usize,
    /// Waiting for one.
    pub waiting: usize,
    /// With an invitation on the screen.
    pub invited: usize,
    /// Visits begun today.
    pub today: usize,
}

/// What happens to the lobby.
#[derive(Clone, Debug)]
pub enum Intent {
    /// A connection is there, and these are the agent's sites.
    Welcomed(Vec<SiteId>),
    /// This agent's arrangement of the table, as it was kept.
    Restored(String),
    /// Another site was picked.
    SitePicked(SiteId),
    /// The screen came, or went.
    OnScreen(bool),
    /// Something else is to be seen there.
    PanePicked(Pane),
    /// The agent arranged the table.
    Chosen(Choice),
    /// Rows from this one on are on the screen, so many.
    Scrolled(u32, u32),
    /// A window, or what changed in it.
    Arrived(LobbyPage),
    /// The site's figures.
    Counted(LobbyCounts),
    /// The figures of map and heat view.
    Overlooked(LobbyOverview),
    /// Invite this visitor of the watched site.
    InvitePressed(u64),
    /// The server has, or has not.
    InviteAnswered(SiteId, u64),
    /// What became of it.
    InvitationOver(SiteId, u64, Outcome),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for this window from now on.
    Watch(Option<Watch>),
    /// Invite this visitor.
    Invite(SiteId, u64),
    /// Keep this arrangement.
    Keep(String),
}

impl Lobby {
    /// One visitor's row, if it is in the window.
    pub fn row(&self, number: u64) -> Option<&Row> {
        self.rows.iter().find(|row| row.visitor.number == number)
    }

    /// All rows of the window.
    pub fn rows(&self) -> impl Iterator<Item = &VisitorRow> {
        self.rows.iter().map(|row| &row.visitor)
    }

    /// The figures above the table.
    pub fn counters(&self) -> Counters {
        let Some(counts) = &self.counts else { return Counters::default() };
        let unlisted = counts.unlisted as usize;
        let counters = Counters { here: unlisted, unlisted, today: counts.today as usize, ..Counters::default() };
        counts.now.iter().fold(counters, |mut counters, (state, count)| {
            let count = *count as usize;
            match state {
                VisitorState::Gone => return counters,
                VisitorState::Chatting => counters.chatting += count,
                VisitorState::Queued => counters.waiting += count,
                VisitorState::Invited => counters.invited += count,
                VisitorState::Browsing | VisitorState::LeavingMessage => {}
            }
            counters.here += count;
            counters
        })
    }

    /// Whether scrolling there asks for another window.
    pub fn moves(&self, first: u32, visible: u32) -> bool {
        window(self.span, first, visible) != self.span
    }

    /// Whether an invitation of this visitor is on its way to the server.
    pub fn invites(&self, number: u64) -> bool {
        self.inviting.contains(&number)
    }

    /// What became of this agent's last invitation of this visitor.
    pub fn outcome(&self, number: u64) -> Option<Outcome> {
        self.outcomes.iter().find(|(of, _)| *of == number).map(|(_, outcome)| *outcome)
    }

    /// The window that is to be asked for; without rows while no table is on the screen.
    fn wanted(&self) -> Option<Watch> {
        let site = self.site?;
        let table = self.on_screen && self.pane == Pane::Table;
        Some(Watch {
            site,
            view: if table { self.table.view() } else { View::default() },
            from: if table { self.span.from } else { 0 },
            rows: if table { self.span.rows } else { 0 },
            overview: self.on_screen && self.pane != Pane::Table,
        })
    }

    fn ask(&mut self) -> Vec<Effect> {
        let wanted = self.wanted();
        if wanted == self.asked {
            return Vec::new();
        }
        self.asked.clone_from(&wanted);
        vec![Effect::Watch(wanted)]
    }

    fn watch(&mut self, site: Option<SiteId>) {
        if self.site != site {
            let before = std::mem::take(self);
            let Self { mut table, pane, on_screen, span, .. } = before;
            // Another site has other values to filter by.
            table.choose(Choice::Cleared);
            *self = Self { site, table, pane, on_screen, span: Span { from: 0, ..span }, ..Self::default() };
        }
    }

    fn take(&mut self, page: LobbyPage, now: Millis) {
        let Some(asked) = self.asked.as_ref().filter(|asked| asked.name() == page.window) else { return };
        if asked.rows == 0 {
            return;
        }
        let another = self.shown.name != page.window;
        let from = asked.from;
        if let Some(order) = page.order {
            self.shown.order = order;
        } else if another {
            // What changed in a window that has not come yet; it comes whole.
            return;
        }
        (self.shown.name, self.shown.from, self.shown.total) = (page.window, from, page.total);
        match page.groups {
            Some(groups) => self.shown.groups = groups,
            None if another => self.shown.groups.clear(),
            None => {}
        }
        for visitor in page.rows {
            let at = self.rows.iter().position(|row| row.visitor.number == visitor.number);
            let before = at.map(|at| self.rows.swap_remove(at)).and_then(|row| row.gone_ms);
            let gone_ms = (visitor.state == VisitorState::Gone).then(|| before.unwrap_or(now));
            self.rows.push(Row { visitor, gone_ms });
        }
        let order = &self.shown.order;
        self.rows.retain(|row| order.contains(&row.visitor.number));
        self.loaded = true;
    }

    fn choose(&mut self, choice: Choice) -> Vec<Effect> {
        let before = self.table.to_text();
        self.table.choose(choice);
        if self.asked.as_ref().is_some_and(|asked| asked.view != self.table.view()) {
            // Another list: it is read from its beginning.
            self.span.from = 0;
        }
        let kept = self.table.to_text();
        let keep = (kept != before).then_some(Effect::Keep(kept));
        keep.into_iter().chain(self.ask()).collect()
    }
}

/// Decides what an intent changes.
pub fn update(lobby: &mut Lobby, intent: Intent, now: Millis) -> Vec<Effect> {
    match intent {
        Intent::Welcomed(sites) => {
            let kept = lobby.site.filter(|site| sites.contains(site));
            lobby.watch(kept.or_else(|| sites.first().copied()));
            lobby.inviting.clear();
            // A new connection knows of no window.
            lobby.asked = None;
            if lobby.site.is_none() {
                return vec![Effect::Watch(None)];
            }
        }
        Intent::Restored(kept) => {
            // What is looked for in this moment stays.
            let before = std::mem::replace(&mut lobby.table, Table::parse(&kept));
            let table = &mut lobby.table;
            (table.states, table.only, table.search) = (before.states, before.only, before.search);
        }
        Intent::SitePicked(site) => lobby.watch(Some(site)),
        Intent::OnScreen(on) => lobby.on_screen = on,
        Intent::PanePicked(pane) => lobby.pane = pane,
        Intent::Chosen(choice) => return lobby.choose(choice),
        Intent::Scrolled(first, visible) => lobby.span = window(lobby.span, first, visible),
        Intent::Arrived(page) => lobby.take(page, now),
        Intent::Counted(counts) if lobby.site == Some(counts.site) => {
            let hour = lobby.counts.take().and_then(|before| before.hour);
            lobby.counts = Some(LobbyCounts { hour: counts.hour.or(hour), ..counts });
        }
        Intent::Overlooked(overview) if lobby.site == Some(overview.site) => lobby.overview = Some(overview),
        Intent::Counted(_) | Intent::Overlooked(_) => {}
        Intent::InvitePressed(number) => {
            if let Some(site) = lobby.site.filter(|_| !lobby.invites(number)) {
                lobby.inviting.push(number);
                lobby.outcomes.retain(|(of, _)| *of != number);
                return vec![Effect::Invite(site, number)];
            }
        }
        Intent::InviteAnswered(site, number) if lobby.site == Some(site) => {
            lobby.inviting.retain(|of| *of != number);
        }
        Intent::InvitationOver(site, number, outcome) if lobby.site == Some(site) => {
            lobby.outcomes.retain(|(of, _)| *of != number);
            lobby.outcomes.push((number, outcome));
        }
        Intent::InviteAnswered(..) | Intent::InvitationOver(..) => {}
    }
    lobby.ask()
}

#[cfg(test)]
#[path = "visitor_test.rs"]
mod tests;
