//! Names that carry a hash of the content, and the compressed copies beside a file.

use std::io::Write;

use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::folder::Folder;
use crate::stop::{Done, Stop};

/// `widget-0123456789abcdef.wasm`: sixteen hexadecimal digits of the content's SHA-256.
pub fn hashed(name: &str, ending: &str, content: &[u8]) -> String {
    let digits: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}-{digits}.{ending}")
}

/// Puts `.br` and `.gz` beside a file with a hashed name. A copy that exists is right, since the name says so.
pub fn beside(folder: &mut Folder, path: &str, content: &[u8]) -> Done {
    let broken = |error: std::io::Error| Stop::failed(format!("{path} cannot be compressed: {error}"));
    let br = format!("{path}.br");
    if !folder.keep(&br) {
        folder.put(&br, &brotli(content).map_err(broken)?)?;
    }
    let gz = format!("{path}.gz");
    if !folder.keep(&gz) {
        folder.put(&gz, &gzip(content).map_err(broken)?)?;
    }
    Ok(())
}

/// Puts `.br` and `.gz` beside a file whose name says nothing about its content.
pub fn anew(folder: &mut Folder, path: &str, content: &[u8]) -> Done {
    let broken = |error: std::io::Error| Stop::failed(format!("{path} cannot be compressed: {error}"));
    folder.put(&format!("{path}.br"), &brotli(content).map_err(broken)?)?;
    folder.put(&format!("{path}.gz"), &gzip(content).map_err(broken)?)
}

/// Brotli at quality 11 with a 4 MiB window, the largest that every browser takes.
pub fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 65_536, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_changes_with_the_content() {
        assert_eq!(hashed("widget", "js", b""), "widget-e3b0c44298fc1c14.js");
        assert_ne!(hashed("widget", "js", b"a"), hashed("widget", "js", b"b"));
    }

    #[test]
    fn compressed_copies_read_back() {
        let text = "the same words again and again ".repeat(200);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut brotli(text.as_bytes()).unwrap().as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        assert!(gzip(text.as_bytes()).unwrap().len() < 200);
    }
}
