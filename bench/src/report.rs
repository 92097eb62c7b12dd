//! The table: each question with Lobby's answer, the reference's, their ratio within each round, and the goal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::outcome::Done;
use crate::quantile::spread;

/// What was measured, by name, one value a round.
#[derive(Clone, Debug, Default)]
pub struct Report {
    values: BTreeMap<String, Vec<f64>>,
}

/// What a row shall reach; medians are judged.
#[derive(Clone, Copy, Debug)]
enum Goal {
    None,
    AtMost(f64),
    RatioAtMost(f64),
    RatioAtLeast(f64),
    RatioWithin(f64, f64),
    Both(f64, f64),
}

struct Line {
    what: &'static str,
    unit: &'static str,
    lobby: &'static str,
    reference: Option<(&'static str, &'static str)>,
    goal: Goal,
}

const fn line(
    what: &'static str,
    unit: &'static str,
    lobby: &'static str,
    reference: Option<(&'static str, &'static str)>,
    goal: Goal,
) -> Line {
    Line { what, unit, lobby, reference, goal }
}

const ECHO: &str = "bare echo";
const DURABLE: &str = "bare durable echo";

/// The rows, in their order.
const LINES: [Line; 37] = [
    line(
        "memory per idle visitor, 2,000 sockets",
        "KiB",
        "memory 2000",
        Some((ECHO, "echo memory 2000")),
        Goal::RatioAtMost(1.5),
    ),
    line(
        "memory per idle visitor, 5,000 sockets",
        "KiB",
        "memory 5000",
        Some((ECHO, "echo memory 5000")),
        Goal::Both(9.0, 1.5),
    ),
    line(
        "processor per relayed message (typing, nothing stored)",
        "µs",
        "typing cpu",
        Some((ECHO, "echo cpu")),
        Goal::RatioAtMost(2.0),
    ),
    line("processor per stored message, nobody listens", "µs", "alone cpu", Some((DURABLE, "durable cpu")), Goal::None),
    line(
        "processor per chat message, stored, delivered and received",
        "µs",
        "pairs cpu",
        Some((DURABLE, "durable cpu")),
        Goal::None,
    ),
    line("relayed at 1,000/s, p50", "ms", "typing p50", Some((ECHO, "echo p50")), Goal::None),
    line("relayed at 1,000/s, p99", "ms", "typing p99", Some((ECHO, "echo p99")), Goal::None),
    line("durable ack at 1,000/s, p50", "ms", "alone p50", Some((DURABLE, "durable p50")), Goal::RatioAtMost(1.5)),
    line(
        "durable ack at 1,000/s, p99",
        "ms",
        "alone p99",
        Some(("3 × fdatasync p99 + 2 ms", "p99 allowance")),
        Goal::RatioAtMost(1.0),
    ),
    line("durable ack at 1,000/s, p99", "ms", "alone p99", Some((DURABLE, "durable p99")), Goal::None),
    line(
        "durable ack in chats at 1,000/s, p50",
        "ms",
        "pairs p50",
        Some((DURABLE, "durable p50")),
        Goal::RatioAtMost(1.5),
    ),
    line("durable ack in chats at 1,000/s, p99", "ms", "pairs p99", Some((DURABLE, "durable p99")), Goal::None),
    line(
        "on PostgreSQL: durable ack at 1,000/s, p50",
        "ms",
        "postgres p50",
        Some((DURABLE, "durable p50")),
        Goal::None,
    ),
    line(
        "on PostgreSQL: durable ack at 1,000/s, p99",
        "ms",
        "postgres p99",
        Some((DURABLE, "durable p99")),
        Goal::None,
    ),
    line("durable messages at p99 ≤ 100 ms", "/s", "peak", Some((DURABLE, "durable peak")), Goal::RatioAtLeast(0.5)),
    line(
        "on PostgreSQL: durable messages at p99 ≤ 100 ms",
        "/s",
        "postgres peak",
        Some((DURABLE, "durable peak")),
        Goal::None,
    ),
    line("10,000 visitors back after a kill", "s", "back", None, Goal::AtMost(5.0)),
    line("memory after that, relative to before", "×", "back memory", None, Goal::AtMost(1.1)),
    line("acknowledged messages lost by it", "", "back lost", None, Goal::AtMost(0.0)),
    line("empty server, resident", "MiB", "empty resident", None, Goal::AtMost(25.0)),
    line("empty server, ready after", "ms", "empty ready", None, Goal::AtMost(200.0)),
    line("commits per idle visitor", "", "idle commits", None, Goal::AtMost(0.0)),
    line(
        "steps of SQLite per message, after 10,000 messages",
        "",
        "long steps",
        Some(("after 2", "short steps")),
        Goal::RatioAtMost(1.1),
    ),
    line(
        "memory per visitor with a trail of 20 pages, 5,000 sockets",
        "KiB",
        "trail memory",
        Some((ECHO, "echo trail memory")),
        Goal::AtMost(9.0),
    ),
    line(
        "to each agent who watches 10,000 visitors walk",
        "B/s",
        "walk bytes 10000",
        Some(("with 1,000 visitors", "walk bytes 1000")),
        Goal::RatioWithin(0.9, 1.1),
    ),
    line(
        "the same, sorted by page",
        "B/s",
        "walk page bytes 10000",
        Some(("with 1,000 visitors", "walk page bytes 1000")),
        Goal::None,
    ),
    line(
        "processor per page change of 10,000 visitors, 20 agents watch",
        "µs",
        "walk cpu many",
        Some(("1 agent watches", "walk cpu one")),
        Goal::RatioAtMost(1.5),
    ),
    line("commits per visitor and minute while 10,000 walk", "", "walk commits", None, Goal::AtMost(0.01)),
    line("pages that 20 real browsers among them walked to", "", "walk browsers", None, Goal::None),
    line("from a page change to a watching agent, p99", "ms", "walk seen", None, Goal::AtMost(1_500.0)),
    line(
        "messages as fast as 2,000 visitors are answered, in a database of 5,000,000",
        "/s",
        "rows many",
        Some(("of 8,000", "rows few")),
        Goal::RatioAtLeast(0.8),
    ),
    line("processor per message there", "µs", "rows cpu many", Some(("of 8,000", "rows cpu few")), Goal::None),
    line(
        "the same when all 2,000 come back to old conversations of 2,500 each",
        "/s",
        "rows back",
        Some(("to new ones in 8,000", "rows few")),
        Goal::None,
    ),
    line(
        "durable ack in a conversation of 100,000 messages, p50",
        "ms",
        "grown long",
        Some(("in a new one", "grown short")),
        Goal::RatioAtMost(1.1),
    ),
    line("steps of SQLite per message there", "", "grown steps", None, Goal::None),
    line(
        "durable ack at 1,000/s while old trails are removed, p99",
        "ms",
        "purging p99",
        Some(("before that", "quiet p99")),
        Goal::RatioAtMost(2.0),
    ),
    line("the disk alone: fdatasync p50", "ms", "disk p50", Some(("its p99", "disk p99")), Goal::None),
];

impl Report {
    /// Adds this round's value.
    pub fn add(&mut self, name: &str, value: f64) {
        self.values.entry(name.to_owned()).or_default().push(value);
    }

    /// The last value, to begin the next search with.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.values.get(name)?.last().copied()
    }

    fn of(&self, name: &str) -> &[f64] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The table in Markdown; rows that were not measured are left out.
    pub fn table(&self) -> String {
        let mut text = String::from("| what | Lobby | reference | ratio | goal | |\n|---|--:|--:|--:|---|---|\n");
        for line in LINES.iter().filter(|line| !self.of(line.lobby).is_empty()) {
            let lobby = self.of(line.lobby);
            let reference = line.reference.map(|(name, values)| (name, self.of(values)));
            let told = reference.filter(|(_, values)| !values.is_empty());
            let reference = told.map_or_else(String::new, |(name, values)| format!("{} {name}", shown(values)));
            let ratio = self.ratio(line).map_or_else(String::new, |values| shown(&values));
            let (goal, met) = (line.goal.words(line.unit), self.met(line));
            let met = met.map_or("", |met| if met { "met" } else { "**missed**" });
            let _ = writeln!(
                text,
                "| {} | {} {} | {reference} | {ratio} | {goal} | {met} |",
                line.what,
                shown(lobby),
                line.unit
            );
        }
        text
    }

    /// Round by round, since the rounds differ more than the opponents of one round do.
    fn ratio(&self, line: &Line) -> Option<Vec<f64>> {
        let (_, reference) = line.reference?;
        let pairs = self.of(line.lobby).iter().zip(self.of(reference));
        Some(pairs.map(|(lobby, reference)| lobby / reference).collect()).filter(|ratios: &Vec<f64>| !ratios.is_empty())
    }

    fn met(&self, line: &Line) -> Option<bool> {
        let (value, ..) = spread(self.of(line.lobby));
        let ratio = self.ratio(line).map(|ratios| spread(&ratios).0);
        match line.goal {
            Goal::None => None,
            Goal::AtMost(most) => Some(value <= most),
            Goal::RatioAtMost(most) => Some(ratio? <= most),
            Goal::RatioAtLeast(least) => Some(ratio? >= least),
            Goal::RatioWithin(least, most) => Some((least..=most).contains(&ratio?)),
            Goal::Both(most, ratio_most) => Some(value <= most && ratio? <= ratio_most),
        }
    }

    /// Everything, for programs.
    pub fn json(&self) -> Value {
        let lines: Vec<Value> = LINES
            .iter()
            .filter(|line| !self.of(line.lobby).is_empty())
            .map(|line| {
                json!({ "what": line.what, "unit": line.unit, "lobby": self.of(line.lobby),
                "reference": line.reference.map(|(_, values)| self.of(values)), "ratio": self.ratio(line),
                "met": self.met(line) })
            })
            .collect();
        json!({ "lines": lines, "values": self.values })
    }

    /// Writes the table and the values.
    pub fn write(&self, folder: &Path, head: &str) -> Done {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("report.md"), format!("{head}\n\n{}", self.table()))?;
        std::fs::write(folder.join("report.json"), serde_json::to_string_pretty(&self.json())?)?;
        Ok(())
    }
}

impl Goal {
    fn words(self, unit: &str) -> String {
        match self {
            Self::None => String::new(),
            Self::AtMost(most) => format!("≤ {most} {unit}").trim_end().to_owned(),
            Self::RatioAtMost(most) => format!("≤ {most}×"),
            Self::RatioAtLeast(least) => format!("≥ {least}×"),
            Self::RatioWithin(least, most) => format!("{least}–{most}×"),
            Self::Both(most, ratio) => format!("≤ {most} {unit}, ≤ {ratio}×"),
        }
    }
}

/// Median, and in brackets smallest and largest.
fn shown(values: &[f64]) -> String {
    let (median, least, most) = spread(values);
    format!("{} ({}–{})", number(median), number(least), number(most))
}

fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        1_000.0.. => format!("{value:.0}"),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_compares_within_each_round_and_is_judged_by_the_median() {
        let mut report = Report::default();
        for (lobby, echo) in [(6.0, 6.0), (12.0, 6.0), (8.0, 6.4)] {
            report.add("memory 2000", lobby);
            report.add("echo memory 2000", echo);
        }
        let table = report.table();
        assert!(table.contains("| 8.00 (6.00–12.0) KiB | 6.00 (6.00–6.40) bare echo | 1.25 (1.00–2.00) |"), "{table}");
        assert!(table.contains("| met |"), "{table}");
        report.add("memory 2000", 30.0);
        report.add("memory 2000", 30.0);
        report.add("echo memory 2000", 6.0);
        report.add("echo memory 2000", 6.0);
        assert!(report.table().contains("**missed**"), "{}", report.table());
    }

    #[test]
    fn what_was_not_measured_has_no_row() {
        assert_eq!(Report::default().table().lines().count(), 2);
    }
}
