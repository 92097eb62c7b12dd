//! Invitations: one stands per visitor at most, and what became of each is known for ever.

mod accept;

use lobby_shared::id::{InvitationId, RuleId, SiteId};
use lobby_shared::invitation::{Outcome, STANDS_FOR};
use lobby_shared::time::Millis;

use super::agent::{name, name_of};
use super::conversation::{LOCK_VISITOR, has_open};
use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use crate::domain::invitation::{By, Caps, DAY, Invitation, Past, has_enough};
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;

pub use accept::{Accept, Begun};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select i.site_no, i.visitor, i.id, i.rule_id, i.words, i.until_ms, i.shown_ms, i.outcome, s.id, ",
            "a.no, a.id, a.face, a.name, a.role from invitation i join site s on s.no = i.site_no ",
            "left join agent a on a.no = i.agent_no where ",
            $rest
        )
    };
}

const STANDING: &str = select!("i.site_no = $1 and i.visitor = $2 and i.outcome is null");
const ALL_STANDING: &str = select!("i.outcome is null");
const ONE: &str = select!("i.site_no = $1 and i.visitor = $2 and i.id = $3");
const PAST: &str = "select count(*) filter (where made_ms > $3), max(case when outcome = 1 then ended_ms end), \
    count(*) filter (where rule_id = $4 and shown_ms is not null), \
    count(*) filter (where rule_id = $4 and made_ms >= $5) \
    from invitation where site_no = $1 and visitor = $2";
const INSERT: &str = "insert into invitation (site_no, id, visitor, rule_id, agent_no, words, made_ms, until_ms) \
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
const SHOWN: &str = "update invitation set shown_ms = $4 \
    where site_no = $1 and visitor = $2 and id = $3 and shown_ms is null and outcome is null";
// Whoever answers an invitation has seen it; whoever writes unasked may not have.
const END: &str = "update invitation set outcome = $4, ended_ms = $5, \
    shown_ms = case when cast($4 as bigint) < 2 then coalesce(shown_ms, $5) else shown_ms end \
    where site_no = $1 and visitor = $2 and id = $3 and outcome is null";
const WORDS: &str = "select invitation from agent where no = $1";
const SET_WORDS: &str = "update agent set invitation = $2 where no = $1";

/// Every statement of this file.
pub const ALL: &[&str] = &[STANDING, ALL_STANDING, ONE, PAST, INSERT, SHOWN, END, WORDS, SET_WORDS];

/// Invites a visitor. Asking again for one's own standing invitation changes nothing and answers it. Refuses with
/// `NotBrowsing`, `AlreadyInvited` or `Capped`.
#[derive(Clone)]
pub struct Invite {
    /// Whom.
    pub visitor: VisitorKey,
    /// The id of the invitation that this may make.
    pub id: InvitationId,
    /// Who invites.
    pub by: By,
    /// The words.
    pub words: String,
    /// What the visitor may have had.
    pub caps: Caps,
    /// When the visitor's present visit began.
    pub arrived_ms: Millis,
    /// When.
    pub now: Millis,
}

/// An invitation as it stands, and its site's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The invitation.
    pub invitation: Invitation,
    /// Its site.
    pub site: SiteId,
}

impl Operation for Invite {
    type Output = Standing;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Standing, Failure> {
        let visitor = [self.visitor.site.0.into(), self.visitor.number.into()];
        // Of two who invite one visitor in the same moment the second waits here, and finds the first one's.
        tx.query_opt(LOCK_VISITOR, &visitor).await?.ok_or(Refusal::NotFound)?;
        if has_open(tx, self.visitor).await? {
            return Err(Refusal::NotBrowsing.into());
        }
        if let Some(row) = tx.query_opt(STANDING, &visitor).await? {
            let (standing, _) = standing_of(row)?;
            if standing.invitation.until_ms > self.now {
                return if standing.invitation.is_by(self.by) {
                    Ok(standing)
                } else {
                    Err(Refusal::AlreadyInvited.into())
                };
            }
            end(tx, self.visitor, standing.invitation.id, Outcome::Expired, self.now).await?;
        }
        if has_enough(self.past(tx).await?, self.caps, self.now) {
            return Err(Refusal::Capped.into());
        }
        self.insert(tx).await?;
        let row = tx.query_opt(STANDING, &visitor).await?.ok_or_else(|| Fault::new("an invitation went away"))?;
        Ok(standing_of(row)?.0)
    }
}

impl Invite {
    async fn past<T: Tx>(&self, tx: &mut T) -> Result<Past, Failure> {
        let values = [
            self.visitor.site.0.into(),
            self.visitor.number.into(),
            self.now.since(DAY).into(),
            self.by.rule.as_ref().map(|rule| rule.as_bytes()).into(),
            self.arrived_ms.into(),
        ];
        let mut row = tx.query_one(PAST, &values).await?;
        Ok(Past {
            recent: row.count()?,
            declined_ms: row.opt_count()?.map(Millis),
            by_rule: row.count()?,
            in_visit: row.count()?,
        })
    }

    async fn insert<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        if let Some(agent) = self.by.agent {
            name(tx, agent).await?;
        }
        let row = [
            self.visitor.site.0.into(),
            self.id.as_bytes().into(),
            self.visitor.number.into(),
            self.by.rule.as_ref().map(|rule| rule.as_bytes()).into(),
            self.by.agent.map(|agent| agent.0).into(),
            self.words.as_str().into(),
            self.now.into(),
            (self.now + STANDS_FOR).into(),
        ];
        tx.execute(INSERT, &row).await?;
        Ok(())
    }
}

/// Every invitation that stands, on all sites.
pub struct AllStanding;

impl Operation for AllStanding {
    type Output = Vec<Standing>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Standing>, Failure> {
        let rows = tx.query(ALL_STANDING, &[]).await?;
        rows.into_iter().map(|row| Ok(standing_of(row)?.0)).collect()
    }
}

/// An invitation was on a screen; only the first time counts.
pub struct MarkShown {
    /// Whose.
    pub visitor: VisitorKey,
    /// Which.
    pub invitation: InvitationId,
    /// When.
    pub now: Millis,
}

impl Operation for MarkShown {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let [site, number, id] = place(self.visitor, self.invitation);
        tx.execute(SHOWN, &[site, number, id, self.now.into()]).await?;
        Ok(())
    }
}

/// An invitation is over, other than by acceptance. Answers what became of it: something else when it was over already.
pub struct EndInvitation {
    /// Whose.
    pub visitor: VisitorKey,
    /// Which.
    pub invitation: InvitationId,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub now: Millis,
}

impl Operation for EndInvitation {
    type Output = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome, Failure> {
        if end(tx, self.visitor, self.invitation, self.outcome, self.now).await? {
            return Ok(self.outcome);
        }
        let found = find(tx, self.visitor, self.invitation).await?;
        Ok(found.and_then(|(_, outcome)| outcome).ok_or(Refusal::InvitationOver)?)
    }
}

/// The words of an agent's invitations; empty for the usual ones.
pub struct WordsOf {
    /// Whose.
    pub agent: AgentNo,
}

impl Operation for WordsOf {
    type Output = String;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<String, Failure> {
        Ok(tx.query_opt(WORDS, &[self.agent.0.into()]).await?.ok_or(Refusal::NotFound)?.text()?)
    }
}

/// Gives an agent other words.
pub struct SetWords {
    /// Who.
    pub agent: AgentNo,
    /// The words from now on.
    pub words: String,
}

impl Operation for SetWords {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        tx.execute(SET_WORDS, &[self.agent.0.into(), self.words.as_str().into()]).await?;
        Ok(())
    }
}

/// This invitation of this visitor, and what became of it.
pub(super) async fn find<T: Tx>(
    tx: &mut T,
    visitor: VisitorKey,
    id: InvitationId,
) -> Result<Option<(Standing, Option<Outcome>)>, Fault> {
    tx.query_opt(ONE, &place(visitor, id)).await?.map(standing_of).transpose()
}

/// Ends a standing invitation; false when it stands no longer.
pub(super) async fn end<T: Tx>(
    tx: &mut T,
    visitor: VisitorKey,
    id: InvitationId,
    outcome: Outcome,
    now: Millis,
) -> Result<bool, Fault> {
    let [site, number, id] = place(visitor, id);
    Ok(tx.execute(END, &[site, number, id, outcome_value(outcome), now.into()]).await? == 1)
}

fn place(visitor: VisitorKey, id: InvitationId) -> [Value; 3] {
    [visitor.site.0.into(), visitor.number.into(), id.as_bytes().into()]
}

fn outcome_value(outcome: Outcome) -> Value {
    Value::Int(match outcome {
        Outcome::Accepted => 0,
        Outcome::Declined => 1,
        Outcome::Expired => 2,
        Outcome::Gone => 3,
        Outcome::Overtaken => 4,
    })
}

fn outcome_of(number: i64) -> Result<Outcome, Fault> {
    Ok(match number {
        0 => Outcome::Accepted,
        1 => Outcome::Declined,
        2 => Outcome::Expired,
        3 => Outcome::Gone,
        4 => Outcome::Overtaken,
        _ => return Err(Fault::unreadable("an invitation's outcome")),
    })
}

fn standing_of(mut row: Row) -> Result<(Standing, Option<Outcome>), Fault> {
    let visitor = VisitorKey { site: SiteNo(row.int()?), number: row.count()? };
    let id = InvitationId::from_bytes(row.bytes()?);
    let rule = row.opt_bytes()?.map(RuleId::from_bytes);
    let (words, until_ms) = (row.text()?, row.time()?);
    let shown = row.opt_int()?.is_some();
    let outcome = row.opt_int()?.map(outcome_of).transpose()?;
    let site = SiteId::from_bytes(row.bytes()?);
    let agent = name_of(&mut row)?;
    let invitation = Invitation { id, visitor, rule, agent, words, until_ms, shown };
    Ok((Standing { invitation, site }, outcome))
}
