//! Rules that invite, in the order in which they are tried, and what became of their invitations.

use lobby_shared::id::RuleId;
use lobby_shared::invitation::{MAX_RULES, RuleForm};
use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::domain::rule::Rule;

const LIST: &str = "select id, form from rule where site_no = $1 order by place";
const ALL_RULES: &str = "select site_no, id, form from rule order by site_no, place";
const LOCK_SITE: &str = "select no from site where no = $1 for no key update";
const COUNT: &str = "select count(*), coalesce(max(place), 0) + 1 from rule where site_no = $1";
const INSERT: &str = "insert into rule (site_no, id, place, form) values ($1, $2, $3, $4)";
const UPDATE: &str = "update rule set form = $3 where site_no = $1 and id = $2";
const PLACES: &str = "select id from rule where site_no = $1 order by place";
const PLACE: &str = "update rule set place = $3 where site_no = $1 and id = $2";
const DELETE: &str = "delete from rule where site_no = $1 and id = $2";
const FIGURES: &str = "select rule_id, count(shown_ms), count(*) filter (where shown_ms is not null and outcome = 0), \
    count(converted_ms) from invitation where site_no = $1 group by rule_id";
const CONVERT: &str = "update invitation set converted_ms = $3 where site_no = $1 and visitor = $2 and rule_id = $4 \
    and made_ms >= $5 and shown_ms is not null and converted_ms is null";
const CONVERT_AGENTS: &str = "update invitation set converted_ms = $3 where site_no = $1 and visitor = $2 \
    and rule_id is null and made_ms >= $4 and shown_ms is not null and converted_ms is null";

/// Every statement of this file.
pub const ALL: &[&str] =
    &[LIST, ALL_RULES, LOCK_SITE, COUNT, INSERT, UPDATE, PLACES, PLACE, DELETE, FIGURES, CONVERT, CONVERT_AGENTS];

/// Invitations that were shown, accepted, and followed by the goal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// On a screen.
    pub shown: u64,
    /// Of these, accepted.
    pub accepted: u64,
    /// Of those shown, followed by the goal.
    pub converted: u64,
}

/// A site's rules, with their figures and with those of its agents' own invitations.
pub struct ListRules {
    /// The site.
    pub site: SiteNo,
}

impl Operation for ListRules {
    type Output = (Vec<(Rule, Figures)>, Figures);

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let mut agents = Figures::default();
        let mut counted = Vec::new();
        for mut row in tx.query(FIGURES, &[self.site.0.into()]).await? {
            let id = row.opt_bytes()?.map(RuleId::from_bytes);
            let figures = Figures { shown: row.count()?, accepted: row.count()?, converted: row.count()? };
            match id {
                Some(id) => counted.push((id, figures)),
                None => agents = figures,
            }
        }
        let mut rules = Vec::new();
        for row in tx.query(LIST, &[self.site.0.into()]).await? {
            let rule = rule_of(row)?;
            let figures = counted.iter().find(|(id, _)| *id == rule.id).map(|(_, figures)| *figures);
            rules.push((rule, figures.unwrap_or_default()));
        }
        Ok((rules, agents))
    }
}

/// The rules of all sites, each site's in the order of trial.
pub struct AllRules;

impl Operation for AllRules {
    type Output = Vec<(SiteNo, Rule)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let rows = tx.query(ALL_RULES, &[]).await?;
        rows.into_iter().map(|mut row| Ok((SiteNo(row.int()?), rule_of(row)?))).collect()
    }
}

/// Adds a rule behind the others, or gives one that is there another form. Refuses with `TooMany` and `NotFound`.
pub struct PutRule {
    /// The site.
    pub site: SiteNo,
    /// The rule.
    pub rule: Rule,
    /// It is new.
    pub new: bool,
}

impl Operation for PutRule {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let form =
            serde_json::to_string(&self.rule.form).map_err(|_| Fault::new("a rule cannot be written as JSON"))?;
        let key: [Value; 2] = [self.site.0.into(), self.rule.id.as_bytes().into()];
        let [site, id] = key;
        if !self.new {
            let changed = tx.execute(UPDATE, &[site, id, form.as_str().into()]).await?;
            return if changed == 0 { Err(Refusal::NotFound.into()) } else { Ok(()) };
        }
        tx.query_opt(LOCK_SITE, &[self.site.0.into()]).await?.ok_or(Refusal::NotFound)?;
        let mut row = tx.query_one(COUNT, &[self.site.0.into()]).await?;
        let (count, place) = (row.count()?, row.count()?);
        if usize::try_from(count).is_ok_and(|count| count >= MAX_RULES) {
            return Err(Refusal::TooMany.into());
        }
        tx.execute(INSERT, &[site, id, place.into(), form.as_str().into()]).await?;
        Ok(())
    }
}

/// Puts the rules in this order. Those that are not named stand behind, as they stood; who is gone is passed over. Refuses
/// with `NotFound` when there is no such site.
pub struct OrderRules {
    /// The site.
    pub site: SiteNo,
    /// The first to be tried first.
    pub order: Vec<RuleId>,
}

impl Operation for OrderRules {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        tx.query_opt(LOCK_SITE, &[self.site.0.into()]).await?.ok_or(Refusal::NotFound)?;
        let there = tx.query(PLACES, &[self.site.0.into()]).await?;
        let mut there: Vec<RuleId> =
            there.into_iter().map(|mut row| row.bytes().map(RuleId::from_bytes)).collect::<Result<_, _>>()?;
        // Sorting keeps the order of equals: of those behind, too.
        there.sort_by_key(|rule| self.order.iter().position(|one| one == rule).unwrap_or(usize::MAX));
        for (place, rule) in (1_u64..).zip(&there) {
            tx.execute(PLACE, &[self.site.0.into(), rule.as_bytes().into(), place.into()]).await?;
        }
        Ok(())
    }
}

/// Takes a rule away; its invitations stay, and are counted no more. Refuses with `NotFound`.
pub struct DropRule {
    /// The site.
    pub site: SiteNo,
    /// Which.
    pub rule: RuleId,
}

impl Operation for DropRule {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let gone = tx.execute(DELETE, &[self.site.0.into(), self.rule.as_bytes().into()]).await?;
        if gone == 0 { Err(Refusal::NotFound.into()) } else { Ok(()) }
    }
}

/// A visitor has reached a goal: what they were shown in this visit by these rules, or by agents, has led to it.
pub struct Convert {
    /// Who.
    pub visitor: VisitorKey,
    /// The rules with this goal.
    pub rules: Vec<RuleId>,
    /// When the visit began.
    pub arrived_ms: Millis,
    /// When.
    pub now: Millis,
}

impl Operation for Convert {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let VisitorKey { site, number } = self.visitor;
        let since = Value::from(self.arrived_ms);
        for rule in &self.rules {
            let row = [site.0.into(), number.into(), self.now.into(), rule.as_bytes().into(), since.clone()];
            tx.execute(CONVERT, &row).await?;
        }
        tx.execute(CONVERT_AGENTS, &[site.0.into(), number.into(), self.now.into(), since]).await?;
        Ok(())
    }
}

fn rule_of(mut row: Row) -> Result<Rule, Fault> {
    let id = RuleId::from_bytes(row.bytes()?);
    let form: RuleForm = serde_json::from_str(&row.text()?).map_err(|_| Fault::unreadable("a rule"))?;
    Ok(Rule { id, form })
}
