//! What a database is: the name of its history and its secret, drawn once and kept in the table `meta`.

use lobby_shared::id::Epoch;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::Value;

/// Who this database is.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) epoch: Epoch,
    pub(super) secret: [u8; 32],
}

impl Identity {
    /// A new one.
    pub(super) fn draw() -> Result<Self, Fault> {
        let (mut epoch, mut secret) = ([0; 8], [0; 32]);
        getrandom::fill(&mut epoch)
            .and_then(|()| getrandom::fill(&mut secret))
            .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
        Ok(Self { epoch: Epoch::from_bytes(epoch), secret })
    }
}

const KEEP: &str = "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing";
const FIND: &str = "select value from meta where key = $1";

/// Every statement of this file.
pub const ALL: &[&str] = &[KEEP, FIND];

/// Makes this the database's identity, unless it has one; answers the one it has.
pub(super) struct KeepIdentity(pub(super) Identity);

impl Operation for KeepIdentity {
    type Output = Identity;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Identity, Failure> {
        tx.execute(KEEP, &["epoch".into(), Value::from(self.0.epoch.as_bytes())]).await?;
        tx.execute(KEEP, &["secret".into(), Value::from(&self.0.secret)]).await?;
        FindIdentity.run(tx).await
    }
}

/// The database's identity.
pub(super) struct FindIdentity;

impl Operation for FindIdentity {
    type Output = Identity;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Identity, Failure> {
        let epoch = tx.query_one(FIND, &["epoch".into()]).await?.bytes()?;
        let secret = tx.query_one(FIND, &["secret".into()]).await?.bytes()?;
        Ok(Identity { epoch: Epoch::from_bytes(epoch), secret })
    }
}
