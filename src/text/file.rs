//! Which files are read, and how their text is: regular ones, bounded, UTF-8, whatever their line
//! ends. A FIFO, a device or a link that leads out of its folder is refused before it is opened.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Error, Read as _, Result};
use std::path::{Component, Path};

/// Opens a file that somebody named: a regular one, or a link to one.
///
/// # Errors
/// When it is not there, or is anything else than a regular file.
pub(crate) fn open_named(path: &Path) -> Result<File> {
    // Opening a FIFO waits for its other end, so its type is asked first.
    if std::fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(Error::other("it is no regular file"))
    }
}

/// Opens a file that was found in a folder: a regular one that lies below `root` also where a link
/// leads to it.
///
/// # Errors
/// When it is not there, is anything else than a regular file, or is a link that leads out of
/// `root`.
pub(crate) fn open_found(root: &Path, path: &Path) -> Result<File> {
    if leads_out(root, path)? {
        let message = format!(
            "it is a link that leads out of {}; name the file itself, or copy it there",
            root.display()
        );
        return Err(Error::other(message));
    }
    open_named(path)
}

/// Whether a path leads out of the folder `root` that it was found in.
fn leads_out(root: &Path, path: &Path) -> Result<bool> {
    let here = |path: &Path| path.as_os_str().is_empty();
    if has_no_link(root, path) {
        return Ok(false);
    }
    let root = if here(root) { Path::new(".") } else { root };
    Ok(!path.canonicalize()?.starts_with(root.canonicalize()?))
}

/// Whether a path goes down from `root` by its own names alone: cheaper to see than where it leads.
fn has_no_link(root: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else {
        return false;
    };
    let mut here = root.to_owned();
    below.components().all(|part| {
        here.push(part);
        let is_name = matches!(part, Component::Normal(_));
        is_name && std::fs::symlink_metadata(&here).is_ok_and(|found| !found.is_symlink())
    })
}

/// The bytes of a file; `None` where there are more than `limit`.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn bytes(file: File, limit: u64) -> Result<Option<Vec<u8>>> {
    // One more than it has shows that it ends there; what it grows by is read, too.
    let length = file.metadata()?.len().min(limit) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// A text with the line ends that it is committed with: CRLF, as some checkouts have it, is LF; a
/// CR alone is none.
#[must_use]
pub(crate) fn with_lf(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"\r\n").is_some() {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{open_found, open_named, with_lf};

    #[test]
    fn line_ends_are_lf_and_a_cr_alone_stays() {
        assert_eq!(with_lf("a\r\nb\rc\n\r\n"), "a\nb\rc\n\n");
        assert_eq!(with_lf("a\n"), "a\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_below_their_root_are_opened() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir(&root).unwrap();
        let outside = folder.path().join("outside.md");
        std::fs::write(&outside, "secret").unwrap();
        std::fs::write(root.join("page.md"), "text").unwrap();
        symlink("page.md", root.join("within.md")).unwrap();
        symlink(&outside, root.join("out.md")).unwrap();
        symlink("/proc/self/environ", root.join("environment.md")).unwrap();
        symlink("/dev/zero", root.join("device.md")).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(root.join("fifo.md"))
            .status();
        for (name, named, found) in [
            ("page.md", true, true),
            ("within.md", true, true),
            ("out.md", true, false),
            ("device.md", false, false),
            ("none.md", false, false),
        ] {
            let path = root.join(name);
            assert_eq!(open_named(&path).is_ok(), named, "{name}");
            assert_eq!(open_found(&root, &path).is_ok(), found, "{name}");
        }
        assert!(open_found(&root, &root.join("environment.md")).is_err());
        assert!(open_named(&root).is_err(), "a folder");
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
        assert!(open_named(&root.join("fifo.md")).is_err());
    }
}
