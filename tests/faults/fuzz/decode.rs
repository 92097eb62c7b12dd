//! The decoders of both codecs: whatever comes, they answer; what they take, they write back as they read it.

use std::fmt::Debug;

use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::mutate::{Corpus, codec};
use super::run;

fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(codec: Codec, bytes: &[u8]) -> bool {
    let Ok(frame) = codec.decode::<T>(bytes) else { return false };
    for codec in [codec, Codec::Json, Codec::Postcard] {
        let written = codec.encode(&frame);
        assert_eq!(codec.decode::<T>(&written).as_ref(), Ok(&frame), "{codec:?}: {frame:?}");
    }
    true
}

#[test]
fn decoders_take_or_refuse_whatever_comes() {
    let corpus = Corpus::of("");
    let mut taken = 0;
    run("decoders", |dice| {
        let codec = codec(dice);
        let bytes = corpus.mutated(codec, dice);
        let is = [
            check::<VisitorCommand>(codec, &bytes),
            check::<VisitorPush>(codec, &bytes),
            check::<AgentCommand>(codec, &bytes),
            check::<AgentPush>(codec, &bytes),
        ];
        taken += usize::from(is.contains(&true));
    });
    assert!(taken > 0, "some frames were taken");
}
