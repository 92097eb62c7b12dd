//! Runs of events cut into frames that keep the limit.

use lobby_shared::event::Envelope;
use lobby_shared::id::ConversationId;
use lobby_shared::wire::MAX_FRAME_BYTES;
use lobby_shared::wire::log::Range;

/// What an event takes besides its words, at most, in either codec: ids, author, time.
const ENVELOPE_BYTES: usize = 1_024;

/// Cuts events into ranges. `words` is an event's length of text; JSON may double it by escaping.
pub fn cut<A, K>(
    conversation: ConversationId,
    events: Vec<Envelope<A, K>>,
    head: u64,
    words: impl Fn(&K) -> usize,
) -> Vec<Range<A, K>> {
    let mut ranges = Vec::new();
    let mut run = Vec::new();
    let mut bytes = 0;
    for event in events {
        let size = ENVELOPE_BYTES + event.kind.known().map_or(0, &words) * 2;
        if bytes + size > MAX_FRAME_BYTES && !run.is_empty() {
            ranges.push(Range { conversation, events: std::mem::take(&mut run), head });
            bytes = 0;
        }
        bytes += size;
        run.push(event);
    }
    ranges.push(Range { conversation, events: run, head });
    ranges
}
