//! The golden frames as a corpus, and what a mutator does to them.

use std::fs;
use std::path::Path;

use lobby_shared::wire::codec::Codec;

use crate::dice::Dice;

/// Bytes at the edges of numbers, lengths and text.
const EDGES: [u8; 12] = [0, 1, 0x7f, 0x80, 0xff, 0xfe, b'"', b'{', b'}', b'[', b'\\', 0xc0];

/// Frames that the released versions wrote, in both codecs.
pub struct Corpus {
    json: Vec<Vec<u8>>,
    postcard: Vec<Vec<u8>>,
}

impl Corpus {
    /// All golden frames whose folder's name has this in it.
    pub fn of(part: &str) -> Self {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1");
        let mut corpus = Self { json: Vec::new(), postcard: Vec::new() };
        let folders = fs::read_dir(golden).unwrap().map(|folder| folder.unwrap().path());
        for folder in folders.filter(|folder| folder.file_name().unwrap().to_string_lossy().contains(part)) {
            let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort();
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                if file.extension().is_some_and(|ending| ending == "json") {
                    corpus.json.push(text.into_bytes());
                } else {
                    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)?.try_into().ok()).collect();
                    corpus.postcard.push(digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect());
                }
            }
        }
        assert!(!corpus.json.is_empty() && corpus.json.len() == corpus.postcard.len());
        corpus
    }

    /// One of the frames as it is.
    pub fn frame(&self, codec: Codec, dice: &mut Dice) -> Vec<u8> {
        let frames = if codec == Codec::Json { &self.json } else { &self.postcard };
        frames[dice.below(frames.len())].clone()
    }

    /// One of the frames after a few mutations; sometimes none.
    pub fn mutated(&self, codec: Codec, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.frame(codec, dice);
        for _ in 0..dice.below(6) {
            let other = self.frame(codec, dice);
            mutate(&mut bytes, &other, dice);
        }
        bytes
    }
}

/// Either codec.
pub fn codec(dice: &mut Dice) -> Codec {
    if dice.below(2) == 0 { Codec::Json } else { Codec::Postcard }
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let some = dice.below(9);
    match dice.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        1 if at < bytes.len() => bytes[at] = EDGES[dice.below(EDGES.len())],
        2 => bytes.truncate(at),
        3 => bytes.insert(at, EDGES[dice.below(EDGES.len())]),
        4 => drop(bytes.drain(at..(at + some).min(bytes.len()))),
        5 => {
            let piece = bytes[at..(at + some * 3).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
        6 => {
            let from = dice.below(other.len().max(1)).min(other.len());
            bytes.splice(at.., other[from..].iter().copied());
        }
        // A length or number as large as the codec can say it.
        7 => drop(bytes.splice(at..at, [0xff; 9].into_iter().chain([1]))),
        _ => drop(bytes.splice(at..at, "[".repeat(some * 40).into_bytes())),
    }
}
