//! The words of a crate, one file a language, and the pages that carry them: a further language is one more file.
//!
//! `widget/text/zh-Hans.toml` names its language and direction and holds `[words]`. Tables inside nest with dots, except
//! those whose keys are plural categories. What a language lacks stands in English. A page template becomes one page a
//! language, because what it carries then never changes and can be compressed once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::folder::files;
use crate::stop::{Done, Stop};

/// The language that is complete, and that others fall back to.
const COMPLETE: &str = "en";
/// Tables with these keys are one text in several plural forms.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// Words of the pages themselves: written into them, so a program never asks for them.
const OF_PAGES: &[&str] = &["page.", "plain."];

/// One language of one crate.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its tag, such as `zh-Hans`: the file's name.
    pub code: String,
    name: String,
    direction: String,
    words: BTreeMap<String, serde_json::Value>,
}

/// All languages of a crate, the complete one first, each with every word.
pub fn languages(folder: &Path) -> Done<Vec<Language>> {
    let mut found = Vec::new();
    for file in files(folder)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
        let text = fs::read_to_string(&file).map_err(|error| Stop::file(&file, error))?;
        let code = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        found.push(read(&code, &text).map_err(|problem| Stop::file(&file, problem))?);
    }
    found.sort_by_key(|language| (language.code != COMPLETE, language.code.clone()));
    let Some(complete) = found.first().filter(|first| first.code == COMPLETE).cloned() else {
        return Err(Stop::failed(format!("{} has no {COMPLETE}.toml", folder.display())));
    };
    for language in &mut found {
        for (key, words) in &complete.words {
            language.words.entry(key.clone()).or_insert_with(|| words.clone());
        }
    }
    Ok(found)
}

fn read(code: &str, text: &str) -> Result<Language, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let field = |name: &str| table.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    let name = field("language").ok_or("`language` is missing: the language's name in itself")?;
    let direction = field("direction").unwrap_or_else(|| "ltr".to_owned());
    if !["ltr", "rtl"].contains(&direction.as_str()) {
        return Err(format!("`direction` is {direction:?}, and can be \"ltr\" or \"rtl\""));
    }
    let mut words = BTreeMap::new();
    let table = table.get("words").and_then(toml::Value::as_table).ok_or("the table [words] is missing")?;
    flatten("", table, &mut words)?;
    Ok(Language { code: code.to_owned(), name, direction, words })
}

fn flatten(prefix: &str, table: &toml::Table, words: &mut BTreeMap<String, serde_json::Value>) -> Result<(), String> {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                words.insert(key, json!(text));
            }
            toml::Value::Table(forms) if forms.keys().all(|form| PLURALS.contains(&form.as_str())) => {
                if !forms.contains_key("other") {
                    return Err(format!("`{key}` has no form `other`"));
                }
                words.insert(key, json!(forms));
            }
            toml::Value::Table(inner) => flatten(&key, inner, words)?,
            toml::Value::Array(list) if list.iter().all(toml::Value::is_str) => {
                words.insert(key, json!(list));
            }
            toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_)
            | toml::Value::Array(_) => return Err(format!("`{key}` is neither a text nor a table of texts")),
        }
    }
    Ok(())
}

impl Language {
    /// A page template in this language: `%LANG%`, `%DIRECTION%`, `%TEXT%` and `%text.KEY%` are filled in.
    pub fn page(&self, template: &str, all: &[Self]) -> Result<String, String> {
        let mut page = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("%text.") {
            let (key, after) = after.split_once('%').ok_or("a %text. without its closing %")?;
            let words = self.words.get(key).and_then(serde_json::Value::as_str);
            page.push_str(before);
            page.push_str(&escaped(words.ok_or_else(|| format!("no word is called {key:?}"))?));
            rest = after;
        }
        page.push_str(rest);
        Ok(page
            .replace("%LANG%", &self.code)
            .replace("%DIRECTION%", &self.direction)
            .replace("%TEXT%", &self.script(all)))
    }

    /// The data block that a program reads its words from.
    fn script(&self, all: &[Self]) -> String {
        let words: BTreeMap<_, _> =
            self.words.iter().filter(|(key, _)| !OF_PAGES.iter().any(|own| key.starts_with(own))).collect();
        let languages: Vec<_> = all.iter().map(|language| json!([language.code, language.name])).collect();
        let data = json!({ "code": self.code, "direction": self.direction, "languages": languages, "words": words });
        // `<` would end the block if a word held `</script>`.
        format!("<script type=\"application/json\" id=\"text\">{}</script>", data.to_string().replace('<', "\\u003c"))
    }

    /// What the loader says, for the server to hand out.
    pub fn launcher(&self) -> String {
        let own = |(key, words): (&String, &serde_json::Value)| {
            key.strip_prefix("launcher.").map(|key| (key.to_owned(), words.clone()))
        };
        json!(self.words.iter().filter_map(own).collect::<BTreeMap<_, _>>()).to_string()
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = r#"
        language = "English"
        [words]
        hello = "Hello, {name}"
        left = { one = "One left", other = "{count} left" }
        [words.page]
        title = "Chat & <more>"
        [words.launcher]
        open = "Open chat"
    "#;

    fn folder(name: &str, more: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("lobby-text-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in [("en.toml", ENGLISH)].iter().chain(more) {
            fs::write(folder.join(file), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_further_language_is_one_more_file_and_what_it_lacks_stands_in_english() {
        let arabic = "language = \"العربية\"\ndirection = \"rtl\"\n[words]\nhello = \"مرحبا {name}\"\n";
        let folder = folder("third", &[("ar.toml", arabic)]);
        let all = languages(&folder).unwrap();
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(all.iter().map(|language| language.code.as_str()).collect::<Vec<_>>(), ["en", "ar"]);
        let page =
            all[1].page("<html lang=\"%LANG%\" dir=\"%DIRECTION%\"><title>%text.page.title%</title>%TEXT%", &all);
        let page = page.unwrap();
        assert!(page.starts_with("<html lang=\"ar\" dir=\"rtl\"><title>Chat &amp; &lt;more&gt;</title>"), "{page}");
        assert!(page.contains(r#""hello":"مرحبا {name}""#) && page.contains(r#""other":"{count} left""#), "{page}");
        assert!(page.contains(r#"[["en","English"],["ar","العربية"]]"#), "{page}");
        assert!(page.contains(r#""launcher.open":"Open chat""#), "{page}");
        assert_eq!(all[1].launcher(), r#"{"open":"Open chat"}"#);
    }

    #[test]
    fn faults_are_named() {
        let fault = |text: &str| read("xx", text).unwrap_err();
        assert!(fault("[words]\n").contains("`language` is missing"));
        assert!(fault("language = \"X\"\ndirection = \"up\"\n[words]\n").contains("\"up\""));
        assert!(fault("language = \"X\"\n[words]\na = { one = \"1\" }\n").contains("`a` has no form `other`"));
        assert!(fault("language = \"X\"\n[words]\na = 3\n").contains("`a` is neither"));
        let english = read("en", ENGLISH).unwrap();
        assert!(english.page("%text.page.titel%", &[]).unwrap_err().contains("page.titel"));
    }

    #[test]
    fn words_cannot_end_the_block_they_stand_in() {
        let sly = read("en", "language = \"X\"\n[words]\na = \"</script>\"\n").unwrap();
        assert!(!sly.page("%TEXT%", &[]).unwrap().contains("</script>\""));
    }
}
