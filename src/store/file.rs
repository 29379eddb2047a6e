//! Files that are read as text and written whole or not at all, and none of them somebody else's.

use std::io::{Error, Result, Write as _};
use std::path::Path;

use crate::text::file::{bytes, open_found, open_named, with_lf};

/// The largest stored form that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The text of a stored file that somebody named, its lines ending in LF.
///
/// # Errors
/// When it is no regular file, cannot be read, is over 64 MiB, or is not UTF-8.
pub(crate) fn read_named(path: &Path) -> Result<String> {
    text_of(open_named(path)?)
}

/// The text of a stored file that was found in the folder `root`, its lines ending in LF.
///
/// # Errors
/// As [`read_named`], and when it is a link that leads out of the folder.
pub(crate) fn read_found(root: &Path, path: &Path) -> Result<String> {
    text_of(open_found(root, path)?)
}

fn text_of(file: std::fs::File) -> Result<String> {
    let Some(bytes) = bytes(file, MAX_BYTES)? else {
        return Err(Error::other("the file is larger than 64 MiB"));
    };
    let not_utf8 = |error: std::string::FromUtf8Error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        Error::other(format!("line {line} is not UTF-8"))
    };
    let text = String::from_utf8(bytes).map_err(not_utf8)?;
    Ok(with_lf(&text).into_owned())
}

/// Writes a file so that it is there whole or not at all. Whatever is there is replaced.
///
/// # Errors
/// When the folder or the file cannot be written.
pub(crate) fn write_atomically(path: &Path, text: &str) -> Result<()> {
    let file = filled(path, text)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that must not be there, so that it is there whole or not at all.
///
/// # Errors
/// When anything of that name is there, or the folder or the file cannot be written.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<()> {
    let file = filled(path, text)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file beside a path, with a text in it.
fn filled(path: &Path, text: &str) -> Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut file = file.tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Where an output that somebody named goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    /// A file of this name, new or in place of a regular one.
    File,
    /// A device, pipe or socket, which stays what it is.
    Stream,
}

/// What an output's path is, as it stands now.
fn output(path: &Path) -> Result<Output> {
    let own = match std::fs::symlink_metadata(path) {
        Ok(own) => own.file_type(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Output::File),
        Err(error) => return Err(error),
    };
    if own.is_file() {
        return Ok(Output::File);
    }
    // `/dev/stdout` is a link to what standard output is.
    let reached = std::fs::metadata(path).map(|metadata| metadata.file_type());
    match reached {
        Ok(kind) if kind.is_dir() => Err(Error::other("it is a folder")),
        Ok(kind) if !kind.is_file() => Ok(Output::Stream),
        Ok(_) => Err(Error::other("it is a link to a file; name that file")),
        Err(_) => Err(Error::other("it is a link that leads nowhere")),
    }
}

/// Whether an output can go to a path, found out before there is anything to write.
///
/// # Errors
/// When it is a folder or a link to a file, or no file can be made there.
pub(crate) fn check_output(path: &Path) -> Result<()> {
    if path.as_os_str().is_empty() {
        return Err(Error::other("it has no name"));
    }
    match output(path)? {
        Output::Stream => Ok(()),
        Output::File => tempfile::tempfile_in(folder_of(path)).map(drop),
    }
}

/// Writes an output that somebody named: a file as a whole, a device or pipe as it comes.
///
/// # Errors
/// When it is a folder or a link to a file, or cannot be written.
pub(crate) fn write_output(path: &Path, text: &str) -> Result<()> {
    match output(path)? {
        Output::File => write_atomically(path, text),
        Output::Stream => {
            let mut stream = std::fs::OpenOptions::new().write(true).open(path)?;
            stream.write_all(text.as_bytes())
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::{check_output, read_named, write_output};

    #[test]
    fn a_text_is_read_with_its_lines_ending_in_lf() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        std::fs::write(&file, "a\r\nb\r\n").unwrap();
        assert_eq!(read_named(&file).unwrap(), "a\nb\n");
        std::fs::write(&file, b"a\r\n\xff").unwrap();
        assert_eq!(
            read_named(&file).unwrap_err().to_string(),
            "line 2 is not UTF-8"
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_output_replaces_files_and_nothing_else() {
        use std::os::unix::fs::{FileTypeExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        for text in ["one", "two"] {
            check_output(&file).unwrap();
            write_output(&file, text).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        let device = folder.path().join("device");
        symlink("/dev/null", &device).unwrap();
        check_output(&device).unwrap();
        write_output(&device, "text").unwrap();
        assert!(std::fs::symlink_metadata(&device).unwrap().is_symlink());
        let null = std::fs::metadata("/dev/null").unwrap().file_type();
        assert!(null.is_char_device());
        let (link, nowhere) = (folder.path().join("link"), folder.path().join("nowhere"));
        symlink(&file, &link).unwrap();
        symlink(folder.path().join("none"), &nowhere).unwrap();
        for (path, expect) in [
            (folder.path(), "a folder"),
            (&*link, "name that file"),
            (&*nowhere, "leads nowhere"),
        ] {
            assert!(check_output(path).unwrap_err().to_string().contains(expect));
            assert!(
                write_output(path, "x")
                    .unwrap_err()
                    .to_string()
                    .contains(expect)
            );
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
    }
}
