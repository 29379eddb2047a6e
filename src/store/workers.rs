//! Pages read on all cores, with what comes of each taken in the pages' order.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle, available_parallelism, scope};

use super::pages::PageFile;

/// The most threads that read pages.
const MOST_WORKERS: usize = 8;

/// How far a worker may be ahead of whoever takes what it made: pages are held in memory until then.
const MOST_AHEAD: usize = 16;

/// The stack of a worker, in bytes: that of a program's first thread, for pages that nest deeply.
const STACK: usize = 8 * 1024 * 1024;

/// Works on each page and hands on what came of it, in order, whichever was done first; what fails ends it.
///
/// # Errors
/// The first error, by the order of the pages, of `work` or `take`.
pub(crate) fn each_in_order<T, E, F>(
    files: &[PageFile],
    work: impl Fn(&PageFile) -> Result<T, F> + Sync,
    mut take: impl FnMut(&PageFile, T) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    F: Send,
    E: From<F>,
{
    let cores = available_parallelism().map_or(1, usize::from);
    let workers = cores.min(MOST_WORKERS).min(files.len());
    scope(|scope| {
        let work = &work;
        let own = |first: usize| files.iter().skip(first).step_by(workers);
        let started: Option<Vec<Worker<'_, _>>> = match workers {
            0 | 1 => None,
            _ => (0..workers)
                .map(|first| Worker::start(scope, own(first), work))
                .collect(),
        };
        let Some(mut made) = started else {
            // Without threads it goes slower.
            return files.iter().try_for_each(|file| take(file, work(file)?));
        };
        for (at, file) in files.iter().enumerate() {
            let from = at % workers;
            let Ok(result) = made[from].results.recv() else {
                // It never ends before its last page, but for a panic.
                if let Err(panic) = made.swap_remove(from).thread.join() {
                    resume_unwind(panic);
                }
                break;
            };
            take(file, result?)?;
        }
        Ok(())
    })
}

/// A thread and what it makes.
struct Worker<'scope, T> {
    thread: ScopedJoinHandle<'scope, ()>,
    results: Receiver<T>,
}

impl<'scope, T: Send + 'scope> Worker<'scope, T> {
    fn start<'env, 'a: 'scope>(
        scope: &'scope Scope<'scope, 'env>,
        files: impl Iterator<Item = &'a PageFile> + Send + 'scope,
        work: &'scope (impl Fn(&PageFile) -> T + Sync),
    ) -> Option<Self> {
        let (sender, results) = sync_channel(MOST_AHEAD);
        let thread = Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, move || {
                for file in files {
                    // Nobody takes any more once something failed.
                    if sender.send(work(file)).is_err() {
                        break;
                    }
                }
            });
        Some(Self {
            thread: thread.ok()?,
            results,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::each_in_order;
    use crate::store::pages::{PageFile, page_files};
    use crate::text::page::PageError;

    fn folder_of(count: usize) -> (tempfile::TempDir, Vec<PageFile>) {
        let folder = tempfile::tempdir().unwrap();
        for at in 0..count {
            let path = folder.path().join(format!("{at:03}.md"));
            std::fs::write(path, format!("# Desk {at}\n")).unwrap();
        }
        let files = page_files(&[folder.path().to_owned()]).unwrap();
        (folder, files)
    }

    #[test]
    fn what_is_made_is_taken_in_the_order_of_the_pages() {
        let (_folder, files) = folder_of(100);
        let mut taken: Vec<(PathBuf, String)> = Vec::new();
        let read = |file: &PageFile| file.read().map(|page| page.text().to_owned());
        each_in_order(&files, read, |file, text| {
            taken.push((file.path.clone(), text));
            Ok::<_, PageError>(())
        })
        .unwrap();
        assert_eq!(taken.len(), 100);
        for (at, (path, text)) in taken.iter().enumerate() {
            assert!(path.ends_with(format!("{at:03}.md")));
            assert_eq!(text, &format!("# Desk {at}\n"));
        }
    }

    #[test]
    fn the_first_page_that_fails_ends_it_after_those_before() {
        let (_folder, files) = folder_of(100);
        std::fs::write(&files[40].path, [0xff]).unwrap();
        std::fs::write(&files[41].path, [0xff]).unwrap();
        let mut taken = 0;
        let outcome = each_in_order(&files, PageFile::read, |_, _| {
            taken += 1;
            Ok::<_, PageError>(())
        });
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains("040.md"), "{error}");
        assert_eq!(taken, 40);
    }

    #[test]
    #[should_panic(expected = "desk 7")]
    fn a_panic_of_a_worker_is_one_of_the_caller() {
        let (_folder, files) = folder_of(20);
        let work = |file: &PageFile| match file.path.ends_with("007.md") {
            true => panic!("desk 7"),
            false => file.read(),
        };
        let outcome = each_in_order(&files, work, |_, _| Ok::<_, PageError>(()));
        assert!(outcome.is_err(), "it never returns");
    }
}
