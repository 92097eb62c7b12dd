//! The files of `public`: pages get the hashed names filled in, the loader loses its comments, the shop is copied.

use std::fs;

use super::folder::{Folder, files};
use super::strip;
use crate::place;
use crate::stop::{Done, Stop};

/// Puts everything; returns the names of files that this checkout lacks.
pub fn put_all(folder: &mut Folder, values: &[(String, String)]) -> Done<Vec<String>> {
    let public = place::root().join("public");
    let mut missing = Vec::new();
    for name in ["loader.js", "frame.html", "console.html"] {
        match fs::read_to_string(public.join(name)) {
            Ok(text) if name.ends_with(".js") => folder.put(name, strip::script(&text).as_bytes())?,
            Ok(text) => folder.put(name, fill(&text, values, name)?.as_bytes())?,
            Err(_) => missing.push(format!("public/{name}")),
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

fn fill(page: &str, values: &[(String, String)], name: &str) -> Done<String> {
    let mut text = page.to_owned();
    for (key, value) in values {
        text = text.replace(key, value);
    }
    match ["%WIDGET_", "%CONSOLE_"].iter().find(|rest| text.contains(*rest)) {
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
