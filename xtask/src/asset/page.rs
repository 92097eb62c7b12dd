//! The files of `public`: pages get the hashed names and each language's words filled in, scripts lose their
//! comments, the shop is copied.

use std::fs;
use std::path::Path;

use super::folder::{Folder, files};
use super::{Build, pack, strip, text};
use crate::place;
use crate::stop::{Done, Stop};

/// Each page, and the crate whose words it speaks.
const PAGES: [(&str, &str); 5] =
    [("frame", "widget"), ("plain", "widget"), ("states", "widget"), ("console", "console"), ("gallery", "console")];

/// Puts everything; returns the names of files that this checkout lacks.
pub fn put_all(folder: &mut Folder, values: &[(String, String)], build: Build) -> Done<Vec<String>> {
    let public = place::root().join("public");
    let mut missing = Vec::new();
    match fs::read_to_string(public.join("loader.js")) {
        Ok(text) => folder.put("loader.js", fill(&strip::script(&text), values, "loader.js")?.as_bytes())?,
        Err(_) => missing.push("public/loader.js".to_owned()),
    }
    for (name, speaker) in PAGES {
        let file = public.join(format!("{name}.html"));
        let template = fs::read_to_string(&file).map_err(|error| Stop::file(&file, error))?;
        let languages = text::languages(&place::root().join(speaker).join("text"))?;
        for language in &languages {
            let page = language.page(&template, &languages).map_err(|problem| Stop::file(&file, problem))?;
            let (path, page) = (format!("{name}/{}.html", language.code), fill(&page, values, name)?);
            folder.put(&path, page.as_bytes())?;
            if build == Build::Release {
                pack::anew(folder, &path, page.as_bytes())?;
            }
            if name == "frame" {
                folder.put(&format!("launcher/{}.json", language.code), language.launcher().as_bytes())?;
            }
        }
    }
    let shop = files(&public.join("shop"))?;
    if shop.is_empty() {
        missing.push("public/shop".to_owned());
    }
    for file in shop {
        let name = file.strip_prefix(&public).map_err(|error| Stop::file(&file, error))?;
        let content = fs::read(&file).map_err(|error| Stop::file(&file, error))?;
        folder.put(&name.to_string_lossy(), &content)?;
    }
    Ok(missing)
}

/// A style sheet that stands in `public`.
pub fn style(name: &str) -> Done<Vec<u8>> {
    let file = place::root().join("public").join(name);
    let text = fs::read_to_string(&file).map_err(|error| Stop::file(&file, error))?;
    Ok(strip::style(&text).into_bytes())
}

/// A script that stands in `public`, with its parts in their places.
pub fn script(name: &str) -> Done<Vec<u8>> {
    let read = |file: &Path| -> Done<String> {
        let text = fs::read_to_string(file).map_err(|error| Stop::file(file, error))?;
        Ok(strip::script(&text))
    };
    let file = place::root().join("public").join(name);
    let mut text = read(&file)?;
    // `__SOUND__` in `page.js` stands for the one expression that `page/sound.js` is.
    for part in files(&file.with_extension("")).unwrap_or_default() {
        let name = part.file_stem().unwrap_or_default().to_string_lossy().to_uppercase();
        text = text.replace(&format!("__{name}__"), read(&part)?.trim_end());
    }
    Ok(text.into_bytes())
}

fn fill(page: &str, values: &[(String, String)], name: &str) -> Done<String> {
    let mut text = page.to_owned();
    for (key, value) in values {
        text = text.replace(key, value);
    }
    match ["%WIDGET_", "%CONSOLE_", "%GALLERY_", "%STATES_", "%PLAIN_CSS", "%PAGE_JS", "%THEME_JS"]
        .iter()
        .find(|rest| text.contains(*rest))
    {
        Some(rest) => Err(Stop::failed(format!("public/{name} names a {rest}…% that there is no file for"))),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_its_names_and_a_misspelt_one_is_refused() {
        let values = [("%WIDGET_JS%".to_owned(), "/assets/widget-1.js".to_owned())];
        assert_eq!(fill("<a %WIDGET_JS%>", &values, "frame.html").unwrap(), "<a /assets/widget-1.js>");
        assert!(fill("%WIDGET_JSS%", &values, "frame.html").is_err());
    }
}
