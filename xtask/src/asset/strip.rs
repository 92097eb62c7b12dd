//! Makes scripts and style sheets smaller by dropping only what no browser reads.

/// A script without its comment-only lines, indentation and blank lines. Code behind a comment or before one stays, and
/// so must every comment on a line with code; text that spans lines (template literals) would lose its indentation.
pub fn script(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
    }
    small
}

/// A style sheet without comments and needless white space. Strings stay as they are.
pub fn style(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '"' | '\'' => string_len(rest, first),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        rest = after;
        let gap = piece.starts_with("/*") || first.is_whitespace();
        if gap {
            if !small.ends_with([' ', '{', '}', ';', ',', ':', '\n']) && !small.is_empty() {
                small.push(' ');
            }
            continue;
        }
        if matches!(first, '{' | '}' | ';' | ',') && small.ends_with(' ') {
            small.pop();
        }
        if first == '}' && small.ends_with(';') {
            small.pop();
        }
        small.push_str(piece);
    }
    small.truncate(small.trim_end().len());
    small
}

/// Bytes of the string that `text` begins with, both quotes included.
fn string_len(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_comments_and_indentation_only() {
        let text = "// one\n\n  /* two\n   * three */\n  let a = \"// four\"; // five\n\tb();\n/** six */\n";
        assert_eq!(script(text), "let a = \"// four\"; // five\nb();\n");
    }

    #[test]
    fn styles_keep_their_meaning() {
        let check = |text: &str, want: &str| assert_eq!(style(text), want, "{text}");
        check(
            "a , b  {\n  color: red;\n  margin: 0 auto;\n}\n\n/* note */\nc{d:e}",
            "a,b{color:red;margin:0 auto}c{d:e}",
        );
        check("a :hover { x: calc(1px + 2px) }", "a :hover{x:calc(1px + 2px)}");
        check("a::before { content: \" /* ; } \\\" \"; }", "a::before{content:\" /* ; } \\\" \"}");
        check("@media (min-width: 3px) and (x: y) { a > b { c: d } }", "@media (min-width:3px) and (x:y){a > b{c:d}}");
        check("a/* x */b { c: d }", "a b{c:d}");
    }
}
