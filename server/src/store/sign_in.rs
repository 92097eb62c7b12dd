//! Sign-ins: which cookie belongs to which agent, and until when. Only hashes of cookies are kept.

use lobby_shared::time::Millis;

use super::agent::agent_of;
use super::failure::Failure;
use super::operation::{Operation, Tx};
use super::value::Value;
use crate::domain::agent::Agent;
use crate::domain::key::AgentNo;

/// Hashes asked about in one statement.
const AT_ONCE: usize = 16;

const INSERT: &str = "insert into sign_in (token_hash, agent_no, created_ms, expires_ms) values ($1, $2, $3, $4)";
const FIND: &str = "select a.no, a.id, a.face, a.name, a.email, a.role, a.password_hash, a.must_change, a.state \
    from sign_in s join agent a on a.no = s.agent_no where s.token_hash = $1 and s.expires_ms > $2";
const END: &str = "delete from sign_in where token_hash = $1";
const LIVE: &str = "select token_hash from sign_in where expires_ms > $1 and token_hash in \
    ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const DROP_EXPIRED: &str = "delete from sign_in where expires_ms <= $1";

/// Every statement of this file.
pub const ALL: &[&str] = &[INSERT, FIND, END, LIVE, DROP_EXPIRED];

/// An agent has signed in.
pub struct AddSignIn {
    /// Of the cookie.
    pub token_hash: [u8; 32],
    /// Who.
    pub agent: AgentNo,
    /// When.
    pub now: Millis,
    /// Until when.
    pub expires: Millis,
}

impl Operation for AddSignIn {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let row = [(&self.token_hash).into(), self.agent.0.into(), self.now.into(), self.expires.into()];
        tx.execute(INSERT, &row).await?;
        Ok(())
    }
}

/// Who this cookie speaks for, while it does.
pub struct FindSignIn {
    /// Of the cookie.
    pub token_hash: [u8; 32],
    /// When.
    pub now: Millis,
}

impl Operation for FindSignIn {
    type Output = Option<Agent>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Agent>, Failure> {
        let row = tx.query_opt(FIND, &[(&self.token_hash).into(), self.now.into()]).await?;
        Ok(row.map(|mut row| agent_of(&mut row)).transpose()?)
    }
}

/// Signs out; harmless when that was done already.
pub struct EndSignIn {
    /// Of the cookie.
    pub token_hash: [u8; 32],
}

impl Operation for EndSignIn {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        tx.execute(END, &[(&self.token_hash).into()]).await?;
        Ok(())
    }
}

/// Which of these sign-ins are still good.
pub struct LiveSignIns {
    /// Of the cookies.
    pub token_hashes: Vec<[u8; 32]>,
    /// When.
    pub now: Millis,
}

impl Operation for LiveSignIns {
    type Output = Vec<[u8; 32]>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<[u8; 32]>, Failure> {
        let mut live = Vec::new();
        for some in self.token_hashes.chunks(AT_ONCE) {
            let mut values = vec![Value::from(self.now)];
            values.extend(some.iter().map(Value::from));
            values.resize(1 + AT_ONCE, Value::Null);
            for mut row in tx.query(LIVE, &values).await? {
                live.push(row.bytes()?);
            }
        }
        Ok(live)
    }
}

/// Forgets what is over; answers how many.
pub struct DropExpired {
    /// When.
    pub now: Millis,
}

impl Operation for DropExpired {
    type Output = u64;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<u64, Failure> {
        Ok(tx.execute(DROP_EXPIRED, &[self.now.into()]).await?)
    }
}
