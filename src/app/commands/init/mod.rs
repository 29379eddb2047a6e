//! `init`: looks at pages, says what they are, and writes a configuration that fits them. Nothing that is
//! there is written over.

mod configuration;
mod gaps;
mod seen;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{CommandResult, PageFile, note, print, shown, some_page_files};
use crate::app::cli::InitArguments;
use crate::app::settings::Settings;
use crate::store::file::write_new;
use seen::{Seen, extensions};

/// The file beside the configuration with what a profile could say.
const PROFILE: &str = "profile.toml";

/// The output that is standard output.
const STANDARD_OUTPUT: &str = "-";

/// Looks at pages and writes a configuration; what is seen is printed.
pub(crate) fn init(arguments: &InitArguments) -> CommandResult {
    let is_printed = arguments.out == Path::new(STANDARD_OUTPUT);
    if !is_printed && std::fs::symlink_metadata(&arguments.out).is_ok() {
        return Err(is_there(&arguments.out).into());
    }
    let files = some_page_files(&arguments.pages).map_err(|error| match error.kind() {
        ErrorKind::NotFound if arguments.pages.iter().all(|path| path.is_dir()) => {
            format!("{error}; {}", what_is_there(&arguments.pages))
        }
        _ => error.to_string(),
    })?;
    let flags = Settings {
        profile: arguments.dialect.profile.clone(),
        ..Settings::default()
    };
    let files = PageFile::with_profile(files, &flags.profile()?);
    let mut seen = Seen::of(&arguments.pages);
    for file in &files {
        seen.add(&file.read()?, arguments.dialect.name);
    }
    seen.profile.clone_from(&flags.profile);
    if is_printed {
        note(&seen.told());
        print(&configuration::render(&seen))?;
        return Ok(0);
    }
    // A profile that was named is somebody's own.
    let proposed = seen.gaps.profile().filter(|_| seen.profile.is_none());
    let beside = arguments.out.with_file_name(PROFILE);
    let written = proposed.map(|text| write_new(&beside, &text));
    if matches!(written, Some(Ok(()))) {
        seen.profile = Some(beside.clone());
    }
    let text = configuration::render(&seen);
    write_new(&arguments.out, &text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(&arguments.out),
        _ => format!("could not write {}: {error}", shown(&arguments.out)),
    })?;
    print(&seen.told())?;
    match written {
        Some(Ok(())) => print(&format!(
            "wrote {}: uncomment in it what is so\n",
            shown(&beside)
        ))?,
        Some(Err(error)) => print(&format!(
            "{} was not written ({error}): what could stand in it is above\n",
            shown(&beside)
        ))?,
        None => {}
    }
    print(&format!("wrote {}\n", shown(&arguments.out)))?;
    print(&seen.next(&arguments.out))?;
    Ok(0)
}

fn is_there(path: &Path) -> String {
    format!(
        "{} is there already, and is never written over; move it away, name another file with --out, or \
         look at what would be written with `--out {STANDARD_OUTPUT}`",
        shown(path)
    )
}

/// What files folders without pages have.
fn what_is_there(folders: &[PathBuf]) -> String {
    match extensions(folders).as_slice() {
        [] => "there is no file at all".to_owned(),
        some => format!("what is there: {}", seen::listed(some)),
    }
}
