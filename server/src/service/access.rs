//! Signing in and out, and who a sign-in belongs to.

use std::net::IpAddr;
use std::sync::Arc;

use lobby_shared::agent::AgentState;
use lobby_shared::http::{ChangePassword, Problem, ProblemCode, SignIn};
use lobby_shared::time::Millis;

use super::Service;
use crate::auth::password::{self, Busy};
use crate::auth::{random, token};
use crate::domain::agent::Agent;
use crate::hub::Topic;
use crate::hub::notice::Notice;
use crate::store::Failure;
use crate::store::agent::{FindAgent, SetPassword};
use crate::store::sign_in::{AddSignIn, EndSignIn, FindSignIn};

/// How long a sign-in lasts that is to be remembered.
pub const REMEMBERED: Millis = Millis(30 * 24 * 3_600_000);
/// How long any other lasts, at most; its cookie ends with the browser.
pub const UNREMEMBERED: Millis = Millis(12 * 3_600_000);
const MAX_NAME_CHARS: usize = 80;
const MAX_EMAIL_CHARS: usize = 200;

/// Signed in: what goes into the cookie.
pub struct Granted {
    /// Who.
    pub agent: Agent,
    /// The cookie's value.
    pub token: String,
    /// How long the cookie lasts; `None`: until the browser ends.
    pub lasts: Option<Millis>,
}

/// Not let in, or not done.
#[derive(Debug)]
pub enum Denied {
    /// For the reason that the other end is told.
    Told(Problem),
    /// The database failed; the log was told.
    Fault(Failure),
}

impl Denied {
    /// For this reason.
    pub const fn code(code: ProblemCode) -> Self {
        Self::Told(Problem { code, retry_after_ms: None, place: None })
    }

    /// For this reason, at this one of several like fields.
    pub const fn at(code: ProblemCode, place: u32) -> Self {
        Self::Told(Problem { code, retry_after_ms: None, place: Some(place) })
    }

    const fn wait(span: Millis) -> Self {
        let ms = if span.0 > 60_000 { 60_000 } else { span.0 as u32 };
        Self::Told(Problem { code: ProblemCode::TooMany, retry_after_ms: Some(ms), place: None })
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self::Fault(failure)
    }
}

impl From<Busy> for Denied {
    fn from(_: Busy) -> Self {
        Self::wait(Millis::SECOND)
    }
}

/// A name without white space around it; `None` when empty, too long, or with control characters.
pub fn clean_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// An e-mail address in lower case; `None` when it has no `name@domain` shape. Whether it exists only mail can tell.
pub fn clean_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (name, domain) = email.rsplit_once('@')?;
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let fits = !name.is_empty() && !domain.is_empty() && email.chars().count() <= MAX_EMAIL_CHARS;
    (fits && !email.contains(odd) && !domain.starts_with('.') && !domain.ends_with('.')).then_some(email)
}

impl Service {
    /// Signs in with e-mail and password.
    ///
    /// # Errors
    /// One common reason for everything that is wrong; `TooMany` with the wait after wrong tries.
    pub async fn sign_in(&self, typed: SignIn, address: IpAddr) -> Result<Granted, Denied> {
        let account = typed.email.trim().to_lowercase();
        let account: String = account.chars().take(MAX_EMAIL_CHARS).collect();
        let wait = self.guesses.wait(&account, address, self.clock.now());
        if wait > Millis(0) {
            return Err(Denied::wait(wait));
        }
        let agent = self.store.read(FindAgent { email: account.clone() }).await?;
        let hash = agent.as_ref().map(|agent| agent.password_hash.clone());
        let long = typed.password.len() > lobby_shared::http::MAX_PASSWORD_BYTES;
        let right = self.passwords.verify(if long { String::new() } else { typed.password }, hash).await?;
        let (Some(agent), true) = (agent, right && !long) else {
            self.guesses.wrong(&account, address, self.clock.now());
            tracing::warn!(%address, "a sign-in was refused");
            return Err(Denied::code(ProblemCode::WrongSignIn));
        };
        self.guesses.right(&account, address);
        self.grant(agent, typed.remember).await
    }

    /// Makes a new sign-in for an agent.
    pub(super) async fn grant(&self, agent: Agent, remember: bool) -> Result<Granted, Denied> {
        let token = random::draw_text();
        let now = self.clock.now();
        let expires = now + if remember { REMEMBERED } else { UNREMEMBERED };
        let token_hash = token::hash(token.as_bytes());
        self.store.write(AddSignIn { token_hash, agent: agent.no, now, expires }).await?;
        self.set_state(agent.no, AgentState::Available).await?;
        tracing::info!(agent = ?agent.id, "signed in");
        Ok(Granted { agent, token, lasts: remember.then_some(REMEMBERED) })
    }

    /// Who a cookie's token belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in(&self, token: &str) -> Result<Option<Agent>, Failure> {
        let token_hash = token::hash(token.as_bytes());
        self.store.read(FindSignIn { token_hash, now: self.clock.now() }).await
    }

    /// Ends a sign-in; its sockets close at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), Failure> {
        let token_hash = token::hash(token.as_bytes());
        let agent = self.store.read(FindSignIn { token_hash, now: self.clock.now() }).await?;
        self.store.write(EndSignIn { token_hash }).await?;
        if let Some(agent) = agent {
            self.bus.publish(Topic::Agent(agent.no), &Arc::new(Notice::SignedOut(Some(token_hash))));
            tracing::info!(agent = ?agent.id, "signed out");
        }
        Ok(())
    }

    /// Changes the password of a signed-in agent, ends all their sign-ins, and makes a new one.
    ///
    /// # Errors
    /// [`Denied`] when the current password is wrong or the new one may not be chosen.
    pub async fn change_password(&self, agent: Agent, typed: ChangePassword, from: IpAddr) -> Result<Granted, Denied> {
        let wait = self.guesses.wait(&agent.email, from, self.clock.now());
        if wait > Millis(0) {
            return Err(Denied::wait(wait));
        }
        password::check(&typed.new).map_err(Denied::code)?;
        if !self.passwords.verify(typed.current, Some(agent.password_hash.clone())).await? {
            self.guesses.wrong(&agent.email, from, self.clock.now());
            return Err(Denied::code(ProblemCode::WrongPassword));
        }
        let password_hash = self.passwords.hash(typed.new).await?;
        self.store.write(SetPassword { agent: agent.no, password_hash, must_change: false, keep: None }).await?;
        self.bus.publish(Topic::Agent(agent.no), &Arc::new(Notice::SignedOut(None)));
        tracing::info!(agent = ?agent.id, "the password was changed");
        self.grant(Agent { must_change: false, ..agent }, false).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_are_cleaned() {
        assert_eq!(clean_email(" Jo@Example.COM "), Some("jo@example.com".into()));
        for bad in ["", "jo", "@example.com", "jo@", "jo@.com", "j o@example.com"] {
            assert_eq!(clean_email(bad), None, "{bad}");
        }
        assert_eq!(clean_name("  Jo  "), Some("Jo".into()));
        assert_eq!(clean_name(&"x".repeat(81)), None);
        assert_eq!(clean_name("a\nb"), None);
    }
}
