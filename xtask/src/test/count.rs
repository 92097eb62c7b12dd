//! How many tests passed and failed, and which failed, as each tool reports it.

use std::process::Command;

use serde_json::Value;

use crate::command;
use crate::stop::Done;

/// A number of tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Green.
    pub passed: u64,
    /// Red.
    pub failed: u64,
    /// The names of the red ones, each with what its tool says of it; as many as are known.
    pub red: Vec<String>,
}

impl Count {
    /// A part that is one test as a whole.
    pub fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into(), red: Vec::new() }
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.passed += other.passed;
        self.failed += other.failed;
        self.red.extend(other.red);
        self
    }

    /// One more failure when the tool failed though every test that it told of was green.
    pub fn unless(self, succeeded: bool) -> Self {
        if succeeded || self.failed > 0 { self } else { self.plus(Self::one(false)) }
    }
}

/// Runs tests that libtest reports, showing what they print.
pub fn libtests(tests: &mut Command) -> Done<Count> {
    let mut count = Count::default();
    let succeeded = command::watch(tests, |line| {
        if let Some(more) = libtest(line) {
            count = std::mem::take(&mut count).plus(more);
        }
    })?;
    // A test that did not compile prints no result line.
    Ok(count.unless(succeeded))
}

/// Reads libtest's `test result:` line, or the name of a test that failed; `None` for any other line.
fn libtest(line: &str) -> Option<Count> {
    if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
        return Some(Count { red: vec![name.to_owned()], ..Count::default() });
    }
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        let field = counts.split("; ").find_map(|field| field.trim().strip_suffix(word))?;
        field.trim().parse().ok()
    };
    Some(Count { passed: number("passed")?, failed: number("failed")?, red: Vec::new() })
}

/// Reads Playwright's JSON report; a story that passed only when repeated counts as failed.
pub fn playwright(report: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| report.get("stats")?.get(name)?.as_u64();
    let broken = list(&report, "errors").count();
    let failed = number("unexpected")? + number("flaky")?;
    let unreported = u64::from(failed == 0 && broken > 0);
    let mut red = Vec::new();
    red_stories(&report, &mut red);
    Some(Count { passed: number("expected")?, failed: failed + unreported, red })
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// The stories of this suite that failed, each with its place and the whole of its errors.
fn red_stories(suite: &Value, red: &mut Vec<String>) {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    for spec in list(suite, "specs").filter(|spec| spec.get("ok") == Some(&Value::Bool(false))) {
        let line = spec.get("line").and_then(Value::as_u64).unwrap_or_default();
        let results = list(spec, "tests").flat_map(|test| list(test, "results"));
        let errors = results.flat_map(|result| list(result, "errors")).map(|error| text(error, "message"));
        let errors: Vec<_> = errors.collect();
        red.push(format!("{}:{line} › {}\n{}", text(spec, "file"), text(spec, "title"), errors.join("\n")));
    }
    for inner in list(suite, "suites") {
        red_stories(inner, red);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u64, failed: u64, red: &[&str]) -> Count {
        Count { passed, failed, red: red.iter().map(|name| (*name).to_owned()).collect() }
    }

    #[test]
    fn libtest_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.10s";
        assert_eq!(libtest(line), Some(count(12, 3, &[])));
        assert_eq!(libtest("test result: ok. 7 passed; 0 failed; 0 ignored"), Some(count(7, 0, &[])));
        assert_eq!(libtest("test test_result ... ok"), None);
        assert_eq!(libtest("test fresh::seeds ... FAILED"), Some(count(0, 0, &["fresh::seeds"])));
    }

    #[test]
    fn playwright_reports_are_counted_and_the_red_stories_told() {
        let report = r#"{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(playwright(report), Some(count(5, 2, &[])));
        let nothing_ran = r#"{"stats":{"expected":0,"unexpected":0,"flaky":0},"errors":[{"message":"no tests"}]}"#;
        assert_eq!(playwright(nothing_ran), Some(count(0, 1, &[])));
        assert_eq!(playwright("not json"), None);
        let told = r#"{"stats":{"expected":1,"unexpected":1,"flaky":0},"suites":[{"specs":[],"suites":[{"specs":[
            {"title":"it walks","ok":true,"file":"a.spec.ts","line":1,"tests":[]},
            {"title":"it flies","ok":false,"file":"a.spec.ts","line":9,
             "tests":[{"results":[{"errors":[{"message":"it fell"}]}]}]}]}]}]}"#;
        assert_eq!(playwright(told), Some(count(1, 1, &["a.spec.ts:9 › it flies\nit fell"])));
    }

    #[test]
    fn a_tool_that_fails_without_a_red_test_is_one() {
        assert_eq!(count(3, 0, &[]).unless(false), count(3, 1, &[]));
        assert_eq!(count(3, 2, &[]).unless(false), count(3, 2, &[]));
        assert_eq!(count(3, 0, &[]).unless(true), count(3, 0, &[]));
    }
}
