//! Rules that invite: kept by administrators, tried on who is there, and on yesterday's visitors before they are switched
//! on.

use std::collections::BTreeMap;

use lobby_shared::http::ProblemCode;
use lobby_shared::id::{RuleId, SiteId};
use lobby_shared::invitation::{Condition, DryRun, DryVisit, Rule as Shown, RuleForm, RuleOrder, Rules, Signal};
use lobby_shared::time::Millis;
use lobby_shared::trail::Track;
use lobby_shared::visitor::{VisitorRow, VisitorState};

use super::Service;
use super::access::Denied;
use crate::auth::random;
use crate::domain::dry_run::try_on;
use crate::domain::invitation::{By, Caps};
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::domain::rule::{Moment, Rule, check, untold};
use crate::store::Failure;
use crate::store::rule::{AllRules, Convert, DropRule, Figures, ListRules, OrderRules, PutRule};
use crate::store::visit::{ListTrails, Trail};

/// Visits read at once by a dry run.
const VISITS: usize = 200;
/// Visits that a dry run shows.
const SHOWN: usize = 20;

impl Service {
    async fn rule_site(&self, site: SiteId) -> Result<SiteNo, Denied> {
        self.site_no(site).await?.ok_or(Denied::code(ProblemCode::NoSuchSite))
    }

    /// A site's rules with their figures.
    ///
    /// # Errors
    /// [`Denied`] when there is no such site.
    pub async fn list_rules(&self, site: SiteId) -> Result<Rules, Denied> {
        let site = self.rule_site(site).await?;
        let (rules, agents) = self.store.read(ListRules { site }).await?;
        let shown = |(rule, figures): (Rule, Figures)| {
            // Without a goal of its own, an accepted invitation is the success.
            let converted = if rule.form.goal.is_empty() { figures.accepted } else { figures.converted };
            Shown { id: rule.id, form: rule.form, shown: figures.shown, accepted: figures.accepted, converted }
        };
        let Figures { shown: count, accepted, converted } = agents;
        Ok(Rules { rules: rules.into_iter().map(shown).collect(), agents: (count, accepted, converted) })
    }

    /// Adds a rule (`None`), or changes one.
    ///
    /// # Errors
    /// [`Denied`] with what is wrong; then nothing was changed.
    pub async fn put_rule(&self, site: SiteId, rule: Option<RuleId>, form: RuleForm) -> Result<Rules, Denied> {
        let no = self.rule_site(site).await?;
        let form = checked(form)?;
        let id = rule.unwrap_or_else(|| RuleId::from_bytes(random::draw()));
        let put = PutRule { site: no, rule: Rule { id, form }, new: rule.is_none() };
        self.store.write(put).await.map_err(refused)?;
        self.rules_changed(site, no).await
    }

    /// Takes a rule away.
    ///
    /// # Errors
    /// [`Denied`]: `Gone` when it is not there.
    pub async fn drop_rule(&self, site: SiteId, rule: RuleId) -> Result<Rules, Denied> {
        let no = self.rule_site(site).await?;
        self.store.write(DropRule { site: no, rule }).await.map_err(refused)?;
        self.rules_changed(site, no).await
    }

    /// Puts the rules in another order of trial.
    ///
    /// # Errors
    /// [`Denied`] when there is no such site.
    pub async fn order_rules(&self, site: SiteId, order: RuleOrder) -> Result<Rules, Denied> {
        let no = self.rule_site(site).await?;
        self.store.write(OrderRules { site: no, order: order.rules }).await.map_err(refused)?;
        self.rules_changed(site, no).await
    }

    async fn rules_changed(&self, site: SiteId, no: SiteNo) -> Result<Rules, Denied> {
        let list = self.list_rules(site).await?;
        let rules = list.rules.iter().map(|rule| Rule { id: rule.id, form: rule.form.clone() });
        self.rules.set(no, rules.collect());
        self.reconsider(Some(no));
        self.tell_lists_changed();
        Ok(list)
    }

    /// Reads every site's rules, when the server starts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_rules(&self) -> Result<(), Failure> {
        let mut sites: BTreeMap<SiteNo, Vec<Rule>> = BTreeMap::new();
        for (site, rule) in self.store.read(AllRules).await? {
            sites.entry(site).or_default().push(rule);
        }
        for (site, rules) in sites {
            self.rules.set(site, rules);
        }
        Ok(())
    }

    /// Something has changed for everybody on a site, or on all.
    pub(super) fn reconsider(&self, site: Option<SiteNo>) {
        let meant = |visitor: &VisitorKey| site.is_none_or(|site| site == visitor.site);
        for visitor in self.lobby.present().into_iter().filter(meant) {
            self.rules.touch(visitor);
        }
    }

    /// Tries the rules on those who have changed, or whose time has come.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn consider_due(&self) -> Result<(), Failure> {
        for visitor in self.rules.take_due(self.clock.now()) {
            self.consider(visitor).await?;
        }
        Ok(())
    }

    /// The browser noticed something that rules may ask for. Whoever is about to leave is looked at, at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signal(&self, visitor: VisitorKey, signal: Signal) -> Result<(), Failure> {
        if self.rules.of(visitor.site).is_none() {
            return Ok(());
        }
        let Some(row) = self.lobby.row(visitor) else { return Ok(()) };
        let page = row.page.as_ref().map(|page| page.address.as_str()).unwrap_or_default();
        self.rules.with(visitor, row.visits, |walker| walker.notice(page, signal));
        self.consider(visitor).await
    }

    /// The page said that something happened: a step of the trail, perhaps what a rule waits for, perhaps its goal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracked(&self, visitor: VisitorKey, track: &Track) -> Result<(), Failure> {
        let Some(Track { name, .. }) = self.track(visitor, track) else { return Ok(()) };
        let Some(rules) = self.rules.of(visitor.site) else { return Ok(()) };
        let Some(row) = self.lobby.row(visitor).filter(|_| self.lobby.is_listed(visitor)) else { return Ok(()) };
        let asks = |condition: &Condition| matches!(condition, Condition::Event(asked) if *asked == name);
        if rules.iter().any(|rule| rule.form.conditions.iter().any(asks)) {
            self.rules.with(visitor, row.visits, |walker| walker.happened(&name));
            self.rules.touch(visitor);
        }
        let with_goal = rules.iter().filter(|rule| rule.form.goal == name).map(|rule| rule.id);
        let rules: Vec<RuleId> = with_goal.collect();
        if !rules.is_empty() && self.rules.with(visitor, row.visits, |walker| walker.reached(&name)) {
            let now = self.clock.now();
            self.store.write(Convert { visitor, rules, arrived_ms: row.arrived_ms, now }).await?;
            self.tell_lists_changed();
        }
        Ok(())
    }

    /// Tries the rules on one visitor.
    async fn consider(&self, visitor: VisitorKey) -> Result<(), Failure> {
        let Some(rules) = self.rules.of(visitor.site) else { return Ok(()) };
        let browsing = |row: &VisitorRow| row.state == VisitorState::Browsing && !row.blocked;
        let row = self.lobby.row(visitor).filter(|row| browsing(row) && self.lobby.is_listed(visitor));
        let Some(row) = row else { return Ok(()) };
        let now = self.clock.now();
        let moment = self.moment(visitor, &row, now);
        let (chosen, wake) = self.rules.with(visitor, row.visits, |walker| walker.choose(&rules, moment, now));
        self.rules.wake(visitor, wake);
        let Some(Rule { id, form }) = chosen else { return Ok(()) };
        let agent = if form.as_agent { self.inviting_agent() } else { None };
        let caps = Caps { most: form.most.into(), ..self.caps_of(visitor.site).await? };
        match self.invite_as(visitor, By { agent, rule: Some(id) }, form.words, caps).await {
            // Capped today is capped for the visit; whoever talks is looked at again when they browse on.
            Ok(()) | Err(Failure::Refusal(Refusal::Capped)) => {
                self.rules.with(visitor, row.visits, |walker| walker.finish(id));
                Ok(())
            }
            Err(Failure::Refusal(_)) => Ok(()),
            Err(failure @ Failure::Fault(_)) => Err(failure),
        }
    }

    fn moment(&self, visitor: VisitorKey, row: &VisitorRow, now: Millis) -> Moment {
        let facts = &row.facts;
        let campaign = facts.campaign.clone().unwrap_or_default();
        let page = row.page.as_ref().map(|page| page.address.clone()).unwrap_or_default();
        let (on_page, looks) = self.trails.on_page(visitor, &page, now);
        Moment {
            on_page,
            looks,
            page,
            referrer: facts.referrer.clone(),
            campaign: [campaign.name, campaign.source],
            country: facts.region.as_ref().map(|region| region.country.clone()),
            language: facts.language.clone(),
            pages: row.pages,
            on_site: now.since(row.arrived_ms),
            returning: row.visits > 1,
            agents_there: Some(self.staff.available(now)),
            weekday: self.lobby.calendar().weekday(now),
            minute: self.lobby.calendar().minute(now),
            ..Moment::default()
        }
    }

    /// Of those who take conversations, the one in whose name the fewest invitations stand.
    fn inviting_agent(&self) -> Option<AgentNo> {
        let standing = self.invitations.all();
        let of = |agent: AgentNo| {
            standing.iter().filter(|standing| standing.agent.as_ref().is_some_and(|has| has.no == agent)).count()
        };
        self.staff.takers().into_iter().min_by_key(|agent| of(*agent))
    }

    /// Whom a rule would have invited yesterday.
    ///
    /// # Errors
    /// [`Denied`] with what is wrong with the rule.
    pub async fn dry_run(&self, site: SiteId, form: RuleForm) -> Result<DryRun, Denied> {
        let site = self.rule_site(site).await?;
        let form = checked(form)?;
        let calendar = self.lobby.calendar();
        let until_ms = calendar.midnight(self.clock.now());
        let from_ms = calendar.midnight(Millis(until_ms.0.saturating_sub(1)));
        let caps = self.caps_of(site).await?;
        let most = if form.most == 0 { caps.daily } else { caps.daily.min(form.most.into()) };
        let mut run = DryRun { from_ms, visits: 0, invited: 0, some: Vec::new(), untold: untold(&form.conditions) };
        let mut invited: BTreeMap<u64, u64> = BTreeMap::new();
        let mut after = None;
        loop {
            let trails = self.store.read(ListTrails { site, from_ms, until_ms, after, most: VISITS }).await?;
            for Trail { visit, steps } in &trails {
                run.visits += 1;
                let visitor = visit.key.visitor.number;
                let count = invited.entry(visitor).or_default();
                let Some(at) = try_on(&form, visit, steps, calendar).filter(|_| *count < most) else { continue };
                *count += 1;
                run.invited += 1;
                if run.some.len() < SHOWN {
                    run.some.push(DryVisit { visitor, at_ms: at.at_ms, page: at.page });
                }
            }
            let Some(last) = trails.last().filter(|_| trails.len() == VISITS) else { return Ok(run) };
            after = Some((last.visit.arrived_ms, last.visit.key));
        }
    }
}

fn checked(form: RuleForm) -> Result<RuleForm, Denied> {
    check(form).map_err(|(code, place)| place.map_or(Denied::code(code), |place| Denied::at(code, place)))
}

fn refused(failure: Failure) -> Denied {
    match failure {
        Failure::Refusal(Refusal::TooMany) => Denied::code(ProblemCode::TooManyRules),
        Failure::Refusal(_) => Denied::code(ProblemCode::Gone),
        Failure::Fault(_) => failure.into(),
    }
}
