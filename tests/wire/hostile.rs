//! Bytes that nobody honest sends: a decoder refuses them, and never panics.

use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::{Codec, Malformed};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};

use crate::sample::Frame;
use crate::{agent, visitor};

const CODECS: [Codec; 2] = [Codec::Postcard, Codec::Json];

/// A small generator of pseudorandom bytes (xorshift), always the same.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.next() % most).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

fn decode_all(bytes: &[u8]) {
    for codec in CODECS {
        let _ = codec.decode::<VisitorCommand>(bytes);
        let _ = codec.decode::<VisitorPush>(bytes);
        let _ = codec.decode::<AgentCommand>(bytes);
        let _ = codec.decode::<AgentPush>(bytes);
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut noise = Noise(0x10bb_1234_5678_9abc);
    for _ in 0..20_000 {
        decode_all(&noise.bytes(200));
    }
}

#[test]
fn damaged_frames_never_panic() {
    let mut noise = Noise(0xbad_c0de_dead_beef);
    for frame in visitor::commands() {
        for codec in CODECS {
            for _ in 0..200 {
                let mut bytes = codec.encode(&frame);
                let at = usize::try_from(noise.next() % bytes.len() as u64).unwrap();
                bytes[at] = noise.next().to_le_bytes()[5];
                decode_all(&bytes);
            }
        }
    }
}

#[test]
fn a_length_beyond_the_frame_is_refused_without_reserving_it() {
    // Variant `View`, then an address that claims to be 2^63 bytes long.
    let bytes = [2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    assert_eq!(Codec::Postcard.decode::<VisitorCommand>(&bytes), Err(Malformed));
    let deep = "[".repeat(60_000);
    assert_eq!(Codec::Json.decode::<VisitorCommand>(deep.as_bytes()), Err(Malformed));
}

#[test]
fn a_frame_cut_short_or_with_more_behind_it_is_refused() {
    fn check<T: Frame>(frames: Vec<T>) {
        for frame in frames {
            for codec in CODECS {
                let bytes = codec.encode(&frame);
                for end in 0..bytes.len() {
                    assert_eq!(codec.decode::<T>(&bytes[..end]), Err(Malformed), "{frame:?} cut at {end}");
                }
                let longer = [bytes.as_slice(), b"0"].concat();
                assert_eq!(codec.decode::<T>(&longer), Err(Malformed), "{frame:?}");
            }
        }
    }
    check(visitor::commands());
    check(visitor::pushes());
    check(agent::commands());
    check(agent::pushes());
}

#[test]
fn another_roles_frames_are_not_taken_for_ones_own() {
    for frame in agent::commands().iter().filter(|frame| agent::command_name(frame) == "accept") {
        assert_eq!(Codec::Json.decode::<VisitorCommand>(&Codec::Json.encode(frame)), Err(Malformed));
    }
}
