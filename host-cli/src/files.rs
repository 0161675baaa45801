//! Paths to files: folders are walked, in the order of the names.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use flowlock_core::{Problem, ProblemCode};
use walkdir::{DirEntry, WalkDir};

use crate::decode::{self, Bytes, Content};

/// A file to be read.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The name it has in the report: the path as it was given, with `/` between its parts.
    pub(crate) name: String,
    /// Whether the user named it, rather than a folder that it lies in.
    pub(crate) named: bool,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    StandardInput,
    File(PathBuf),
    /// A file of ours, which goes when nobody needs it any more.
    #[cfg(feature = "steampipe")]
    Fetched(std::sync::Arc<tempfile::NamedTempFile>),
    /// What was read of something that can be opened but once.
    Memory(Vec<u8>),
    /// Something that cannot be opened, and why.
    Closed(Problem),
}

impl Input {
    /// What was fetched, under a name that says from where.
    #[cfg(feature = "steampipe")]
    pub(crate) fn fetched(name: String, file: tempfile::NamedTempFile) -> Self {
        Self { name, named: true, place: Place::Fetched(std::sync::Arc::new(file)) }
    }

    /// Opens it, decompressed; `watch` is told how many bytes of the file were read.
    pub(crate) fn open(&self, watch: impl Fn(u64) + Send + 'static) -> Result<Bytes, Problem> {
        let opened = match &self.place {
            Place::StandardInput => decode::decompressed(Counted { source: io::stdin(), watch }),
            Place::File(path) => {
                open(path).and_then(|source| decode::decompressed(Counted { source, watch }))
            }
            #[cfg(feature = "steampipe")]
            Place::Fetched(file) => {
                open(file.path()).and_then(|source| decode::decompressed(Counted { source, watch }))
            }
            Place::Memory(bytes) => Ok(Box::new(io::Cursor::new(bytes.clone())) as Bytes),
            Place::Closed(problem) => return Err(problem.clone()),
        };
        opened.map_err(|error| problem(&error, &self.name))
    }

    /// Whether it can be opened but once: standard input, or a pipe that has a name.
    pub(crate) fn is_stream(&self) -> bool {
        match &self.place {
            Place::StandardInput => true,
            Place::File(path) => !path.is_file(),
            #[cfg(feature = "steampipe")]
            Place::Fetched(_) => false,
            Place::Memory(_) | Place::Closed(_) => false,
        }
    }

    /// The same input, which can be opened again: what can be opened but once is kept.
    pub(crate) fn keep(self, bytes: Vec<u8>) -> Self {
        if self.is_stream() { Self { place: Place::Memory(bytes), ..self } } else { self }
    }

    /// How many bytes it has, as it lies there.
    pub(crate) fn size(&self) -> u64 {
        match &self.place {
            Place::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        }
    }
}

/// Tells how many bytes were read.
struct Counted<R, W> {
    source: R,
    watch: W,
}

impl<R: Read, W: Fn(u64)> Read for Counted<R, W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        (self.watch)(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

/// Opens a file; a folder that took its place is an error from the start.
fn open(path: &Path) -> io::Result<impl Read + use<>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// A file that is no export, by its name, and what is in it.
pub(crate) fn whole(path: &Path) -> Result<(String, Vec<u8>), Problem> {
    let name = name(path);
    let place = if name == "-" { Place::StandardInput } else { Place::File(path.to_owned()) };
    let input = Input { name, named: true, place };
    let bytes = input.open(|_| {})?;
    match decode::read(Vec::new(), bytes).map_err(|error| problem(&error, &input.name))? {
        Content::Whole(bytes) => Ok((input.name, bytes)),
        Content::TooLarge(_) => {
            let help = "check that it is the file that you mean";
            Err(Problem::new(ProblemCode::TooLarge, "the file is too large", help).in_source(&input.name))
        }
    }
}

/// The files that the paths stand for. A file that is reached twice is read once.
pub(crate) fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, Problem> {
    let mut list = Inputs::default();
    for path in paths {
        if path.as_os_str() == "-" {
            list.add_named("-".to_owned(), Place::StandardInput, PathBuf::from("-"));
        } else {
            list.add_path(path)?;
        }
    }
    Ok(list.inputs)
}

#[derive(Default)]
struct Inputs {
    inputs: Vec<Input>,
    /// Where in the list a file stands, by its real path.
    known: BTreeMap<PathBuf, usize>,
}

impl Inputs {
    fn add_path(&mut self, path: &Path) -> Result<(), Problem> {
        let name = name(path);
        let metadata = path.metadata().map_err(|error| problem(&error, &name))?;
        if metadata.is_dir() {
            self.add_folder(path);
        } else {
            self.add_named(name, Place::File(path.to_owned()), real(path));
        }
        Ok(())
    }

    fn add_named(&mut self, name: String, place: Place, real: PathBuf) {
        self.add(Input { name, named: true, place }, real);
    }

    fn add(&mut self, input: Input, real: PathBuf) {
        let next = self.inputs.len();
        let at = *self.known.entry(real).or_insert(next);
        match self.inputs.get_mut(at) {
            Some(earlier) => earlier.named |= input.named,
            None => self.inputs.push(input),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let root = real(folder);
        let visible = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry);
        for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) => self.add_entry(&entry, &root),
                Err(error) => self.add_closed(error.path().unwrap_or(folder), &error),
            }
        }
    }

    fn add_entry(&mut self, entry: &DirEntry, root: &Path) {
        let (path, real) = (entry.path(), real(entry.path()));
        let leads_out = entry.path_is_symlink() && !real.starts_with(root);
        if !leads_out && real.is_file() {
            let place = Place::File(path.to_owned());
            self.add(Input { name: name(path), named: false, place }, real);
        }
    }

    /// A folder that cannot be looked into may hold policies: it must not go unnoticed.
    fn add_closed(&mut self, path: &Path, error: &walkdir::Error) {
        let name = name(path);
        let kind = error.io_error().map_or(io::ErrorKind::Other, io::Error::kind);
        let problem = problem(&kind.into(), &name);
        self.add(Input { name, named: false, place: Place::Closed(problem) }, path.to_owned());
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The path as it was given, with `/` between its parts on every system.
pub(crate) fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

/// Why a file cannot be read, as people are told.
pub(crate) fn problem(error: &io::Error, name: &str) -> Problem {
    use io::ErrorKind::{InvalidData, InvalidInput, NotFound, UnexpectedEof};
    let problem = match error.kind() {
        NotFound => Problem::new(
            ProblemCode::NotFound,
            "no such file or folder",
            "check the path; paths are relative to the current folder",
        ),
        InvalidData | InvalidInput | UnexpectedEof => Problem::new(
            ProblemCode::BadCompression,
            "the compressed data is damaged or cut off",
            "copy the file again, or compress it again",
        ),
        kind => Problem::new(
            ProblemCode::UnreadableFile,
            format!("cannot be read: {kind}"),
            "check the permissions of the file and of the folders above it",
        ),
    };
    problem.in_source(name)
}
