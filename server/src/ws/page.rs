//! Runs of events cut to frames that keep the limit.

use lobby_shared::event::Envelope;
use lobby_shared::id::ConversationId;
use lobby_shared::wire::MAX_FRAME_BYTES;
use lobby_shared::wire::log::Range;

/// What an event takes besides its words, at most, in either codec: ids, author, time.
const ENVELOPE_BYTES: usize = 1_024;

/// The first run of the events that fits a frame; the reader pulls the rest, piece by piece, at its own pace. Sending all
/// pieces at once would answer each pull with many ranges, and each range with a pull. `words` is an event's length of text; JSON may double it by escaping.
pub fn first<A, K>(
    conversation: ConversationId,
    events: Vec<Envelope<A, K>>,
    head: u64,
    words: impl Fn(&K) -> usize,
) -> Range<A, K> {
    let mut bytes = 0;
    let fits = |event: &Envelope<A, K>| {
        bytes += ENVELOPE_BYTES + event.kind.known().map_or(0, &words) * 2;
        bytes <= MAX_FRAME_BYTES
    };
    Range { conversation, events: events.into_iter().take_while(fits).collect(), head }
}
