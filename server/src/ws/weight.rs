//! What an idle socket's task weighs: every visitor has one, so that its size is most of what a visitor costs.

use axum::extract::ws::WebSocket;
use lobby_shared::wire::codec::Codec;
use tokio::sync::watch;

use super::visitor::VisitorSession;
use super::{Ticks, serve};
use crate::service::Service;
use crate::service::visitor::Caller;

/// In this build, which is not optimised; the released program's is smaller.
const MOST_BYTES: usize = 1_536;

type Held = (Box<WebSocket>, Codec, Service, Ticks, watch::Receiver<bool>);

const fn size_of_future<F>(_: &impl Fn(Held) -> F) -> usize {
    size_of::<F>()
}

#[test]
fn an_idle_visitors_task_has_no_room_for_work() {
    let task = |(socket, codec, service, ticks, draining): Held| async move {
        let mut session = VisitorSession::new(service, codec, Caller::default());
        serve(socket, codec, &mut session, ticks, draining).await;
    };
    let bytes = size_of_future(&task);
    assert!(bytes <= MOST_BYTES, "{bytes} bytes: is a future of some work no longer boxed in serve()?");
}
