//! A site's rules that invite: the list, and the form in which an administrator makes, tries and changes one.

use lobby_shared::http::ProblemCode;
use lobby_shared::id::{RuleId, SiteId};
use lobby_shared::invitation::{DryRun, MAX_CONDITIONS, Rule, RuleForm, RuleOrder, Rules as List};

use super::condition::{Draft, Kind};
use super::entry::{Failure, Fault};
use super::setting::fault;
use super::toast::Notice;
use super::trail::Reading;

/// How many tried rules are remembered; of more the first are forgotten, and asked about again.
const MAX_PROVEN: usize = 50;

/// The list on the screen, and the open form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whose list is on the screen.
    pub site: Option<SiteId>,
    /// How far it has come.
    pub reading: Reading,
    /// The list, in order of trial; `None` before it came.
    pub list: Option<List>,
    /// The form, while it is open.
    pub form: Option<Form>,
    /// The rule that is about to be removed.
    pub removing: Option<RuleId>,
    /// The rule that would begin to invite without having been tried, which its switch asks about first.
    pub asks: Option<RuleId>,
    /// A rule of the list is being changed or removed.
    pub busy: bool,
    /// What was tried on yesterday's visitors here, or invited until it was switched off here; all of it as if off.
    proven: Vec<(SiteId, RuleForm)>,
    /// The list as the server has it, while the one on the screen is ahead of it.
    before: Option<List>,
    stale: bool,
}

/// The open form. What is typed lives in its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The rule that is changed; `None`: a new one.
    pub rule: Option<RuleId>,
    /// It is being saved.
    pub busy: bool,
    /// What is wrong, and where.
    pub fault: Option<(Place, Fault)>,
    /// What yesterday says.
    pub dry: Dry,
    /// What would begin to invite without having been tried, which Save asks about first.
    pub asks: Option<RuleForm>,
    /// The rule invites already.
    invites: bool,
    /// What is being tried.
    tries: Option<RuleForm>,
}

impl Form {
    /// A rule that begins to invite and was not tried is asked about first.
    fn press(&mut self, site: SiteId, typed: &Typed) -> Option<Effect> {
        let read = typed.read();
        self.fault = read.as_ref().err().copied();
        let said = read.ok()?;
        if said.on && !self.invites && !matches!(self.dry, Dry::Done(_)) {
            self.asks = Some(said);
            return None;
        }
        Some(self.save(site, said))
    }

    fn save(&mut self, site: SiteId, said: RuleForm) -> Effect {
        (self.busy, self.asks) = (true, None);
        Effect::Save(site, self.rule, said)
    }
}

/// How far a dry run has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dry {
    /// None was asked for, or the form has changed since.
    #[default]
    None,
    /// On its way.
    Busy,
    /// Here.
    Done(DryRun),
}

/// A place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The name.
    Name,
    /// A condition, from 0.
    Condition(usize),
    /// The words.
    Words,
    /// The form as a whole.
    Whole,
}

/// A rule as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Its name.
    pub name: String,
    /// It invites.
    pub on: bool,
    /// The conditions, each with a name of its own.
    pub conditions: Vec<(u32, Draft)>,
    /// The words.
    pub words: String,
    /// In an agent's name.
    pub as_agent: bool,
    /// Seconds of delay.
    pub delay: String,
    /// Times for one visitor.
    pub most: String,
    /// The goal.
    pub goal: String,
    next: u32,
}

impl Typed {
    /// What the form begins with.
    pub fn of(form: Option<&RuleForm>) -> Self {
        let mut typed = Self {
            name: String::new(),
            on: false,
            conditions: Vec::new(),
            words: String::new(),
            as_agent: true,
            delay: "0".into(),
            most: "1".into(),
            goal: String::new(),
            next: 0,
        };
        match form {
            Some(form) => {
                typed.name.clone_from(&form.name);
                typed.words.clone_from(&form.words);
                typed.goal.clone_from(&form.goal);
                (typed.on, typed.as_agent) = (form.on, form.as_agent);
                (typed.delay, typed.most) = (form.delay.to_string(), form.most.to_string());
                form.conditions.iter().for_each(|condition| typed.push(Draft::of(condition)));
            }
            None => typed.add(),
        }
        typed
    }

    /// One condition more.
    pub fn add(&mut self) {
        if self.conditions.len() < MAX_CONDITIONS {
            self.push(Draft::new(Kind::Page));
        }
    }

    fn push(&mut self, draft: Draft) {
        self.conditions.push((self.next, draft));
        self.next += 1;
    }

    /// What it says.
    ///
    /// # Errors
    /// The first place that says nothing, and what is wrong there.
    pub fn read(&self) -> Result<RuleForm, (Place, Fault)> {
        let wrong = |place, code| (place, Fault::Problem(code));
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err(wrong(Place::Name, ProblemCode::BadName));
        }
        if self.conditions.is_empty() {
            return Err(wrong(Place::Whole, ProblemCode::BadConditions));
        }
        let mut conditions = Vec::new();
        for (at, (_, draft)) in self.conditions.iter().enumerate() {
            conditions.push(draft.read().ok_or(wrong(Place::Condition(at), ProblemCode::BadCondition))?);
        }
        let words = self.words.trim().to_owned();
        if words.is_empty() {
            return Err(wrong(Place::Words, ProblemCode::BadWords));
        }
        let number = |typed: &str| typed.trim().parse().map_err(|_| wrong(Place::Whole, ProblemCode::BadNumber));
        let (delay, most) = (number(&self.delay)?, number(&self.most)?);
        let goal = self.goal.trim().to_owned();
        Ok(RuleForm { name, on: self.on, conditions, words, as_agent: self.as_agent, delay, most, goal })
    }
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The list of this site is on the screen, or none any more.
    Shown(Option<SiteId>),
    /// Ask the server once more: by hand, or since the connection is back.
    Again,
    /// The server answered.
    Read(SiteId, Result<List, Failure>),
    /// About the form.
    Form(Fill),
    /// This rule is to invite, or not any more.
    Switched(RuleId, bool),
    /// The question whether to switch on what was not tried was answered with yes.
    SwitchConfirmed(RuleId),
    /// It was left.
    SwitchLeft,
    /// This rule is to be tried one place earlier, or later.
    Moved(RuleId, bool),
    /// Remove was pressed: ask first.
    RemovePressed(Option<RuleId>),
    /// The question was answered with yes.
    RemoveConfirmed(RuleId),
    /// The server answered a change or a removal in the list.
    Answered(SiteId, Result<List, Failure>),
}

/// What somebody did in the form, or what came of it.
#[derive(Clone, Debug)]
pub enum Fill {
    /// Open the form, for this rule or a new one.
    Opened(Option<RuleId>),
    /// Close it.
    Closed,
    /// Something in it was changed.
    Changed,
    /// Save was pressed.
    SavePressed(Typed),
    /// The question whether to save what was not tried was answered with yes.
    SaveConfirmed,
    /// It was left.
    SaveLeft,
    /// The server answered it.
    SaveAnswered(SiteId, Result<List, Failure>),
    /// Try on yesterday's visitors was pressed.
    TryPressed(Typed),
    /// The server answered it.
    Tried(SiteId, Result<DryRun, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server for the list.
    Read(SiteId),
    /// Save the form, of this rule or a new one.
    Save(SiteId, Option<RuleId>, RuleForm),
    /// Try it.
    Try(SiteId, RuleForm),
    /// Try the rules in this order.
    Order(SiteId, RuleOrder),
    /// Change this rule of the list.
    Change(SiteId, RuleId, RuleForm),
    /// Remove this one.
    Remove(SiteId, RuleId),
    /// Show a notice.
    Notify(Notice),
}

impl Rules {
    /// One rule.
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.list.iter().flat_map(|list| &list.rules).find(|rule| rule.id == id)
    }

    /// The place of a rule in the order of trial, and how many there are.
    pub fn place(&self, id: RuleId) -> (Option<usize>, usize) {
        let rules = self.list.as_ref().map_or(&[][..], |list| &list.rules);
        (rules.iter().position(|rule| rule.id == id), rules.len())
    }

    /// Moves a rule by one place, here at once; what to ask of the server then.
    fn shift(&mut self, id: RuleId, earlier: bool) -> Option<Effect> {
        let (Some(at), count) = self.place(id) else { return None };
        let to = if earlier { at.checked_sub(1) } else { Some(at + 1) };
        let to = to.filter(|to| *to < count && !self.busy)?;
        let (site, list) = (self.site?, self.ahead()?);
        list.rules.swap(at, to);
        let order = RuleOrder { rules: list.rules.iter().map(|rule| rule.id).collect() };
        self.busy = true;
        Some(Effect::Order(site, order))
    }

    /// A rule that begins to invite and was not tried is asked about first, and stays off until then.
    fn press(&mut self, id: RuleId, on: bool) -> Option<Effect> {
        let (site, form) = (self.site?, self.rule(id)?.form.clone());
        let begins = on && !form.on;
        let off = (site, RuleForm { on: false, ..form });
        self.asks = (begins && !self.proven.contains(&off)).then_some(id);
        if self.asks.is_some() {
            self.removing = None;
            return None;
        }
        self.switch(id, on)
    }

    /// This was tried, or has invited.
    fn prove(&mut self, form: RuleForm) {
        let Some(site) = self.site else { return };
        if self.proven.len() == MAX_PROVEN {
            self.proven.remove(0);
        }
        self.proven.push((site, RuleForm { on: false, ..form }));
    }

    /// Switches a rule, here at once; what to ask of the server then.
    fn switch(&mut self, id: RuleId, on: bool) -> Option<Effect> {
        let before = self.rule(id)?.form.clone();
        if before.on && !on {
            self.prove(before);
        }
        let (site, list) = (self.site?, self.ahead()?);
        let rule = list.rules.iter_mut().find(|rule| rule.id == id)?;
        rule.form.on = on;
        let form = rule.form.clone();
        self.busy = true;
        Some(Effect::Change(site, id, form))
    }

    /// The list, for a change that is shown before the server has made it.
    fn ahead(&mut self) -> Option<&mut List> {
        if self.before.is_none() {
            self.before.clone_from(&self.list);
        }
        self.list.as_mut()
    }

    /// What was read may have been older than a change that was told meanwhile.
    fn reads_again(&mut self, site: SiteId) -> Option<Effect> {
        (self.site == Some(site) && std::mem::take(&mut self.stale)).then_some(Effect::Read(site))
    }

    fn take(&mut self, site: SiteId, list: List) {
        if self.site == Some(site) {
            (self.list, self.before, self.reading) = (Some(list), None, Reading::Done);
        }
    }
}

/// Decides what an intent changes.
pub fn update(rules: &mut Rules, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Shown(site) => {
            if rules.site != site {
                *rules = Rules { site, proven: std::mem::take(&mut rules.proven), ..Rules::default() };
            }
            (rules.reading, rules.stale) = (Reading::Busy, false);
            site.map(Effect::Read)
        }
        Intent::Again => {
            // What is on its way may be older than the change.
            rules.stale = rules.reading == Reading::Busy;
            rules.reading = Reading::Busy;
            rules.site.filter(|_| !rules.stale).map(Effect::Read)
        }
        Intent::Read(site, Ok(list)) => {
            rules.take(site, list);
            rules.reads_again(site)
        }
        Intent::Read(site, Err(_)) => {
            if rules.site == Some(site) {
                rules.reading = Reading::Failed;
            }
            rules.reads_again(site)
        }
        Intent::Switched(id, on) => rules.press(id, on),
        Intent::SwitchConfirmed(id) => rules.asks.take_if(|asks| *asks == id).and_then(|id| rules.switch(id, true)),
        Intent::SwitchLeft => {
            rules.asks = None;
            None
        }
        Intent::Moved(id, earlier) => rules.shift(id, earlier),
        Intent::RemovePressed(id) => {
            (rules.removing, rules.asks) = (id, None);
            None
        }
        Intent::RemoveConfirmed(id) => {
            rules.removing = None;
            let site = rules.site?;
            (!std::mem::replace(&mut rules.busy, true)).then_some(Effect::Remove(site, id))
        }
        Intent::Answered(site, answer) => {
            rules.busy = false;
            match answer {
                Ok(list) => {
                    rules.take(site, list);
                    None
                }
                Err(failure) => {
                    // What was shown at once is not so.
                    if let Some(before) = rules.before.take_if(|_| rules.site == Some(site)) {
                        rules.list = Some(before);
                    }
                    Some(Effect::Notify(Notice::Failed(fault(&failure))))
                }
            }
        }
        Intent::Form(intent) => fill(rules, intent),
    }
}

fn fill(rules: &mut Rules, intent: Fill) -> Option<Effect> {
    if let Fill::Opened(rule) = intent {
        let invites = rule.and_then(|id| rules.rule(id)).is_some_and(|rule| rule.form.on);
        (rules.form, rules.asks) = (Some(Form { rule, invites, ..Form::default() }), None);
        return None;
    }
    let site = rules.site?;
    let form = rules.form.as_mut()?;
    match intent {
        Fill::Closed => rules.form = None,
        Fill::Changed => (form.dry, form.asks) = (Dry::None, None),
        Fill::SavePressed(typed) if !form.busy => return form.press(site, &typed),
        Fill::SaveConfirmed if !form.busy => {
            let said = form.asks.take()?;
            return Some(form.save(site, said));
        }
        Fill::SaveLeft => form.asks = None,
        Fill::SaveAnswered(of, Ok(list)) if of == site => {
            rules.form = None;
            rules.take(site, list);
            return Some(Effect::Notify(Notice::Saved));
        }
        Fill::SaveAnswered(of, Err(failure)) if of == site => {
            (form.busy, form.fault) = (false, Some((place(&failure), fault(&failure))));
        }
        Fill::TryPressed(typed) if form.dry != Dry::Busy => {
            let read = typed.read();
            form.fault = read.as_ref().err().copied();
            form.dry = if read.is_ok() { Dry::Busy } else { Dry::None };
            (form.asks, form.tries) = (None, read.clone().ok());
            return read.ok().map(|said| Effect::Try(site, said));
        }
        // What was changed meanwhile is not what was tried.
        Fill::Tried(of, answer) if of == site && form.dry == Dry::Busy => match answer {
            Ok(run) => {
                form.dry = Dry::Done(run);
                if let Some(said) = form.tries.take() {
                    rules.prove(said);
                }
            }
            Err(failure) => {
                (form.dry, form.fault) = (Dry::None, Some((place(&failure), fault(&failure))));
            }
        },
        Fill::Opened(_)
        | Fill::SavePressed(_)
        | Fill::SaveConfirmed
        | Fill::SaveAnswered(..)
        | Fill::TryPressed(_)
        | Fill::Tried(..) => {}
    }
    None
}

fn place(failure: &Failure) -> Place {
    let Failure::Refused(problem) = failure else { return Place::Whole };
    let places = [
        (ProblemCode::BadName, Place::Name),
        (ProblemCode::BadCondition, Place::Condition(problem.place.unwrap_or_default() as usize)),
        (ProblemCode::BadWords, Place::Words),
    ];
    places.into_iter().find(|(code, _)| *code == problem.code).map_or(Place::Whole, |(_, place)| place)
}

#[cfg(test)]
#[path = "rule_test.rs"]
mod tests;
