//! Golden frames: what version 1 put on the wire stays readable, and is still what we write, in both codecs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lobby_shared::event::{AgentEvent, VisitorEvent};
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::log::{LogCommand, LogPush};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use serde_json::Value;

use crate::sample::{CODES, Frame, variant, variants};
use crate::{agent, log, visitor};

/// What is done with each sample, whatever its type.
trait Each {
    fn frame<T: Frame>(&mut self, file: &Path, frame: &T);
}

fn each(work: &mut impl Each) {
    for frame in visitor::commands() {
        work.frame(&folder().join("visitor_command").join(visitor::command_name(&frame)), &frame);
    }
    for frame in visitor::pushes() {
        work.frame(&folder().join("visitor_push").join(visitor::push_name(&frame)), &frame);
    }
    for frame in agent::commands() {
        work.frame(&folder().join("agent_command").join(agent::command_name(&frame)), &frame);
    }
    for frame in agent::pushes() {
        work.frame(&folder().join("agent_push").join(agent::push_name(&frame)), &frame);
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1")
}

fn json_file(file: &Path) -> PathBuf {
    file.with_extension("json")
}

fn hex_file(file: &Path) -> PathBuf {
    file.with_extension("hex")
}

fn to_hex(bytes: &[u8]) -> String {
    let line = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n";
    bytes.chunks(32).map(line).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{}: {error}. For a new variant: `cargo xtask golden`", file.display()))
}

struct Compare;

impl Each for Compare {
    fn frame<T: Frame>(&mut self, file: &Path, frame: &T) {
        let json = read(&json_file(file));
        let was: Value = serde_json::from_str(&json).unwrap();
        let now: Value = serde_json::from_slice(&Codec::Json.encode(frame)).unwrap();
        assert_eq!(now, was, "{}", file.display());
        assert_eq!(Codec::Json.decode::<T>(json.as_bytes()).as_ref(), Ok(frame), "{}", file.display());
        let hex = read(&hex_file(file));
        assert_eq!(to_hex(&Codec::Postcard.encode(frame)), hex, "{}", file.display());
        assert_eq!(Codec::Postcard.decode::<T>(&from_hex(&hex)).as_ref(), Ok(frame), "{}", file.display());
    }
}

#[test]
fn what_version_1_wrote_is_still_read_and_written() {
    each(&mut Compare);
}

#[derive(Default)]
struct Names(BTreeSet<PathBuf>);

impl Each for Names {
    fn frame<T: Frame>(&mut self, file: &Path, _: &T) {
        for file in [json_file(file), hex_file(file)] {
            assert!(self.0.insert(file.clone()), "two samples of one name: {}", file.display());
        }
    }
}

#[test]
fn no_golden_frame_is_without_a_sample() {
    let mut names = Names::default();
    each(&mut names);
    for folder in fs::read_dir(folder()).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            assert!(names.0.contains(&file), "released and then forgotten: {}", file.display());
        }
    }
}

#[test]
fn every_variant_has_a_sample() {
    fn check<T: Frame>(samples: &[T]) {
        let all: BTreeSet<String> = variants::<T>().into_iter().collect();
        let sampled: BTreeSet<String> = samples.iter().map(variant).collect();
        assert!(!all.is_empty() && all == sampled, "{} lacks {:?}", std::any::type_name::<T>(), &all - &sampled);
    }
    check::<VisitorCommand>(&visitor::commands());
    check::<VisitorPush>(&visitor::pushes());
    check::<AgentCommand>(&agent::commands());
    check::<AgentPush>(&agent::pushes());
    check::<LogCommand>(&log::commands());
    check::<VisitorEvent>(&log::visitor_events());
    check::<AgentEvent>(&log::agent_events());
    check::<ErrorCode>(&CODES);
    check::<LogPush<u8, VisitorEvent>>(&log::pushes(&[1], &log::visitor_events()));
}

struct WriteMissing;

impl Each for WriteMissing {
    fn frame<T: Frame>(&mut self, file: &Path, frame: &T) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let json: Value = serde_json::from_slice(&Codec::Json.encode(frame)).unwrap();
        let contents = [
            (json_file(file), serde_json::to_string_pretty(&json).unwrap() + "\n"),
            (hex_file(file), to_hex(&Codec::Postcard.encode(frame))),
        ];
        for (file, content) in contents {
            if !file.exists() {
                fs::write(&file, content).unwrap();
                println!("wrote {}", file.display());
            }
        }
    }
}

/// Not a test but `cargo xtask golden`. A file that exists is never touched: a released frame does not change.
#[test]
#[ignore = "writes files; run by `cargo xtask golden`"]
fn write_missing_frames() {
    each(&mut WriteMissing);
}
