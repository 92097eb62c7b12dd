//! Markdown as the checks read it: tables, words in backticks, links.

/// The rows of the first table whose header begins with these columns; cells trimmed.
pub fn table(text: &str, header: &[&str]) -> Vec<Vec<String>> {
    let mut lines = text
        .lines()
        .skip_while(|line| !cells(line).iter().map(String::as_str).take(header.len()).eq(header.iter().copied()));
    let width = lines.next().map_or(0, |line| cells(line).len());
    let rows: Vec<Vec<String>> =
        lines.skip(1).take_while(|line| line.trim_start().starts_with('|')).map(cells).collect();
    assert!(rows.iter().all(|row| row.len() == width), "a row of the table {header:?} has too many or too few cells");
    rows
}

fn cells(line: &str) -> Vec<String> {
    let Some(line) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) else { return Vec::new() };
    let apart = line.replace("\\|", "\u{1}");
    apart.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

/// What stands in backticks outside fenced blocks.
pub fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// The targets of `[words](target)`.
pub fn links(text: &str) -> Vec<String> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned()).collect()
}

#[test]
fn tables_quotes_and_links_are_read() {
    let text = "x\n\n| a | b |\n|---|---|\n| `1` | 2 \\| 3 |\n\n| c |\n|---|\n| 4 |\n```\n`no`\n```\nsee [x](y.md)\n";
    assert_eq!(table(text, &["a"]), [["`1`", "2 | 3"]]);
    assert_eq!(table(text, &["c"]), [["4"]]);
    assert!(table(text, &["d"]).is_empty());
    assert_eq!(quoted(text), ["1"]);
    assert_eq!(links(text), ["y.md"]);
}
