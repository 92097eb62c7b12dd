//! Agents, and the first of them.

use lobby_shared::agent::{AgentCard, AgentRole, AgentState};
use lobby_shared::id::{AgentId, FaceId};
use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::site::PutSite;
use super::value::{Row, Value};
use crate::domain::agent::{Agent, AgentName};
use crate::domain::key::AgentNo;
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;

const NUMBER: &str = "update counter set last = last + 1 where noun = 'agent' returning last";
const INSERT: &str = "insert into agent (no, id, face, name, email, role, password_hash, must_change, created_ms) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (email) do nothing";
const FIND: &str =
    "select no, id, face, name, email, role, password_hash, must_change, state from agent where email = $1";
const NAME: &str = "select no, id, face, name, role from agent where no = $1";
const ADMINISTRATOR: &str = "select no from agent where role = 1 limit 1";
const SET_PASSWORD: &str = "update agent set password_hash = $2, must_change = $3 where no = $1";
const SET_STATE: &str = "update agent set state = $2 where no = $1";
const END_SIGN_INS: &str = "delete from sign_in where agent_no = $1";
const END_OTHER_SIGN_INS: &str = "delete from sign_in where agent_no = $1 and token_hash <> $2";

/// Every statement of this file.
pub const ALL: &[&str] =
    &[NUMBER, INSERT, FIND, NAME, ADMINISTRATOR, SET_PASSWORD, SET_STATE, END_SIGN_INS, END_OTHER_SIGN_INS];

/// Adds an agent. Refuses with `EmailTaken`.
#[derive(Clone)]
pub struct AddAgent {
    /// Their id.
    pub id: AgentId,
    /// What visitors see instead.
    pub face: FaceId,
    /// Display name.
    pub name: String,
    /// E-mail address; kept in lower case.
    pub email: String,
    /// What they may do.
    pub role: AgentRole,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// Whether the password must be changed at the next sign-in.
    pub must_change: bool,
    /// When.
    pub now: Millis,
}

impl Operation for AddAgent {
    type Output = Agent;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Agent, Failure> {
        let no = number(tx).await?;
        self.insert(tx, no).await
    }
}

impl AddAgent {
    async fn insert<T: Tx>(&self, tx: &mut T, no: AgentNo) -> Result<Agent, Failure> {
        let agent = Agent {
            no,
            id: self.id,
            face: self.face,
            name: self.name.clone(),
            email: self.email.to_lowercase(),
            role: self.role,
            password_hash: self.password_hash.clone(),
            must_change: self.must_change,
            state: AgentState::Available,
        };
        let row = [
            no.0.into(),
            agent.id.as_bytes().into(),
            agent.face.as_bytes().into(),
            agent.name.as_str().into(),
            agent.email.as_str().into(),
            role_value(agent.role),
            agent.password_hash.as_str().into(),
            agent.must_change.into(),
            self.now.into(),
        ];
        if tx.execute(INSERT, &row).await? == 0 { Err(Refusal::EmailTaken.into()) } else { Ok(agent) }
    }
}

/// The agent who signs in with this address.
pub struct FindAgent {
    /// The address, in any case.
    pub email: String,
}

impl Operation for FindAgent {
    type Output = Option<Agent>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Agent>, Failure> {
        let row = tx.query_opt(FIND, &[self.email.to_lowercase().as_str().into()]).await?;
        Ok(row.map(|mut row| agent_of(&mut row)).transpose()?)
    }
}

/// Whether the first run is over.
pub struct HasAdministrator;

impl Operation for HasAdministrator {
    type Output = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool, Failure> {
        Ok(tx.query_opt(ADMINISTRATOR, &[]).await?.is_some())
    }
}

/// Gives an agent another password and ends their other sign-ins.
pub struct SetPassword {
    /// Who.
    pub agent: AgentNo,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// Whether it must be changed at the next sign-in.
    pub must_change: bool,
    /// The sign-in that survives: the one which asked.
    pub keep: Option<[u8; 32]>,
}

impl Operation for SetPassword {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let row = [self.agent.0.into(), self.password_hash.as_str().into(), self.must_change.into()];
        if tx.execute(SET_PASSWORD, &row).await? == 0 {
            return Err(Refusal::NotFound.into());
        }
        match &self.keep {
            Some(keep) => tx.execute(END_OTHER_SIGN_INS, &[self.agent.0.into(), keep.into()]).await?,
            None => tx.execute(END_SIGN_INS, &[self.agent.0.into()]).await?,
        };
        Ok(())
    }
}

/// Sets whether an agent wants conversations.
pub struct SetState {
    /// Who.
    pub agent: AgentNo,
    /// The state from now on.
    pub state: AgentState,
}

impl Operation for SetState {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let state = Value::Int(match self.state {
            AgentState::Available => 0,
            AgentState::Busy => 1,
        });
        if tx.execute(SET_STATE, &[self.agent.0.into(), state]).await? == 0 {
            return Err(Refusal::NotFound.into());
        }
        Ok(())
    }
}

/// The first run: the first administrator and the first site. Refuses with `SetUpDone`.
pub struct SetUp {
    /// The administrator.
    pub agent: AddAgent,
    /// The site.
    pub site: PutSite,
}

impl Operation for SetUp {
    type Output = (Agent, Site);

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(Agent, Site), Failure> {
        // The counter's row is locked by this, so of two first runs the second sees the first one's administrator.
        let no = number(tx).await?;
        if HasAdministrator.run(tx).await? {
            return Err(Refusal::SetUpDone.into());
        }
        let agent = self.agent.insert(tx, no).await?;
        Ok((agent, self.site.run(tx).await?))
    }
}

async fn number<T: Tx>(tx: &mut T) -> Result<AgentNo, Fault> {
    Ok(AgentNo(tx.query_one(NUMBER, &[]).await?.int()?))
}

/// As much of an agent as events show.
pub(super) async fn name<T: Tx>(tx: &mut T, no: AgentNo) -> Result<AgentName, Failure> {
    let row = tx.query_opt(NAME, &[no.0.into()]).await?;
    Ok(row.map(|mut row| name_of(&mut row)).transpose()?.flatten().ok_or(Refusal::NotFound)?)
}

/// An agent from the columns no, id, face, name, email, role, password_hash, must_change, state.
pub(super) fn agent_of(row: &mut Row) -> Result<Agent, Fault> {
    Ok(Agent {
        no: AgentNo(row.int()?),
        id: AgentId::from_bytes(row.bytes()?),
        face: FaceId::from_bytes(row.bytes()?),
        name: row.text()?,
        email: row.text()?,
        role: role_of(row.int()?)?,
        password_hash: row.text()?,
        must_change: row.int()? != 0,
        state: state_of(row.int()?)?,
    })
}

/// An agent's name from the columns no, id, face, name, role, which a left join may leave empty.
pub(super) fn name_of(row: &mut Row) -> Result<Option<AgentName>, Fault> {
    let (no, id, face) = (row.opt_int()?, row.opt_bytes()?, row.opt_bytes()?);
    let (name, role) = (row.opt_text()?, row.opt_int()?);
    let (Some(no), Some(id), Some(face), Some(name), Some(role)) = (no, id, face, name, role) else {
        return Ok(None);
    };
    let card = AgentCard { agent: AgentId::from_bytes(id), name, role: role_of(role)? };
    Ok(Some(AgentName { no: AgentNo(no), card, face: FaceId::from_bytes(face) }))
}

fn role_value(role: AgentRole) -> Value {
    Value::Int(match role {
        AgentRole::Agent => 0,
        AgentRole::Administrator => 1,
    })
}

fn state_of(number: i64) -> Result<AgentState, Fault> {
    match number {
        0 => Ok(AgentState::Available),
        1 => Ok(AgentState::Busy),
        _ => Err(Fault::unreadable("an agent's state")),
    }
}

fn role_of(number: i64) -> Result<AgentRole, Fault> {
    match number {
        0 => Ok(AgentRole::Agent),
        1 => Ok(AgentRole::Administrator),
        _ => Err(Fault::unreadable("a role")),
    }
}
