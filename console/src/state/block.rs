//! Blocking a visitor: the question that names what happens, and the request it sends.

use lobby_shared::block::BlockForm;
use lobby_shared::id::SiteId;

use super::entry::{Failure, Fault};
use super::toast::Notice;

/// The open question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocking {
    /// The request is on its way.
    pub busy: bool,
    /// Why it was refused.
    pub fault: Option<Fault>,
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Block was confirmed.
    Confirmed(SiteId, BlockForm),
    /// The server has, or has not, blocked this visitor.
    Answered(u64, Result<(), Failure>),
    /// The question was closed.
    Closed,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send it.
    Send(SiteId, BlockForm),
    /// It is done: close the question, and say so.
    Done(Notice),
}

/// Decides what an intent changes.
pub fn update(blocking: &mut Blocking, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Confirmed(site, form) if !blocking.busy => {
            *blocking = Blocking { busy: true, fault: None };
            return Some(Effect::Send(site, form));
        }
        Intent::Confirmed(..) => {}
        Intent::Answered(number, Ok(())) => {
            *blocking = Blocking::default();
            return Some(Effect::Done(Notice::Blocked(number)));
        }
        Intent::Answered(_, Err(failure)) => {
            let fault = match failure {
                Failure::Refused(problem) => Fault::Problem(problem.code),
                Failure::Unreachable => Fault::Unreachable,
            };
            *blocking = Blocking { busy: false, fault: Some(fault) };
        }
        Intent::Closed => *blocking = Blocking::default(),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::block::Span;
    use lobby_shared::http::{Problem, ProblemCode};

    const SITE: SiteId = SiteId::from_bytes([1; 16]);

    fn form() -> BlockForm {
        BlockForm { visitor: 7, identity: true, address: false, span: Span::Day, reason: String::new() }
    }

    #[test]
    fn a_block_is_sent_once_and_then_said() {
        let mut blocking = Blocking::default();
        let confirmed = || Intent::Confirmed(SITE, form());
        assert_eq!(update(&mut blocking, confirmed()), Some(Effect::Send(SITE, form())));
        assert_eq!(update(&mut blocking, confirmed()), None);
        let done = update(&mut blocking, Intent::Answered(7, Ok(())));
        assert_eq!(done, Some(Effect::Done(Notice::Blocked(7))));
    }

    #[test]
    fn a_refusal_is_shown_and_can_be_tried_again() {
        let mut blocking = Blocking::default();
        update(&mut blocking, Intent::Confirmed(SITE, form()));
        let problem = Problem { code: ProblemCode::BadBlock, retry_after_ms: None, place: None };
        assert_eq!(update(&mut blocking, Intent::Answered(7, Err(Failure::Refused(problem)))), None);
        assert_eq!(blocking, Blocking { busy: false, fault: Some(Fault::Problem(ProblemCode::BadBlock)) });
        assert!(update(&mut blocking, Intent::Confirmed(SITE, form())).is_some());
    }
}
