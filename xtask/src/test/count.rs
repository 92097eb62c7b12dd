//! How many tests passed and failed, as each tool reports it.

use serde_json::Value;

/// A number of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Green.
    pub passed: u64,
    /// Red.
    pub failed: u64,
}

impl Count {
    /// A part that is one test as a whole.
    pub const fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// Both together.
    pub const fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Reads libtest's `test result:` line; `None` for any other line.
pub fn libtest(line: &str) -> Option<Count> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        let field = counts.split("; ").find_map(|field| field.trim().strip_suffix(word))?;
        field.trim().parse().ok()
    };
    Some(Count { passed: number("passed")?, failed: number("failed")? })
}

/// Reads Playwright's JSON report; a story that passed only when repeated counts as failed.
pub fn playwright(report: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| report.get("stats")?.get(name)?.as_u64();
    let broken = report.get("errors").and_then(Value::as_array).map_or(0, Vec::len);
    let failed = number("unexpected")? + number("flaky")?;
    let unreported = u64::from(failed == 0 && broken > 0);
    Some(Count { passed: number("expected")?, failed: failed + unreported })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.10s";
        assert_eq!(libtest(line), Some(Count { passed: 12, failed: 3 }));
        assert_eq!(libtest("test result: ok. 7 passed; 0 failed; 0 ignored"), Some(Count { passed: 7, failed: 0 }));
        assert_eq!(libtest("test test_result ... ok"), None);
    }

    #[test]
    fn playwright_reports_are_counted() {
        let report = r#"{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(playwright(report), Some(Count { passed: 5, failed: 2 }));
        let nothing_ran = r#"{"stats":{"expected":0,"unexpected":0,"flaky":0},"errors":[{"message":"no tests"}]}"#;
        assert_eq!(playwright(nothing_ran), Some(Count { passed: 0, failed: 1 }));
        assert_eq!(playwright("not json"), None);
    }
}
