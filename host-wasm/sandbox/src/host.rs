//! From a request to its response, by way of the module.

use std::{
    error, fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use wasmtime::{
    Config, Engine, Error, Instance, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, Trap,
    UpdateDeadline, WasmParams,
};

/// What one request may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Units of work, about one for each WebAssembly instruction.
    pub fuel: u64,
    /// Bytes of memory; a request takes about four times the size of its files.
    pub memory: usize,
    /// Time on the clock of the wall.
    pub time: Duration,
}

impl Default for Limits {
    /// Many times what any tenant needs; a hostile input ends within minutes.
    fn default() -> Self {
        Self { fuel: 200_000_000_000, memory: 2 << 30, time: Duration::from_mins(5) }
    }
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The request takes more work than it may.
    Fuel,
    /// The request takes more memory than it may.
    Memory,
    /// The request takes more time than it may.
    Time,
    /// The module stopped where it never should, or is no module of Flowlock: what it said last.
    Fault(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fuel => formatter.write_str("the answer takes more work than it may"),
            Self::Memory => formatter.write_str("the answer takes more memory than it may"),
            Self::Time => formatter.write_str("the answer takes more time than it may"),
            Self::Fault(words) => write!(formatter, "the module stopped: {words}"),
        }
    }
}

impl error::Error for Stop {}

/// The compiled module.
#[derive(Debug)]
pub struct Sandbox {
    engine: Engine,
    module: Module,
}

impl Sandbox {
    /// Compiles the module.
    ///
    /// # Errors
    ///
    /// The bytes are no WebAssembly module.
    pub fn new(module: &[u8]) -> Result<Self, Stop> {
        let mut config = Config::new();
        config.consume_fuel(true).epoch_interruption(true);
        let engine = Engine::new(&config).map_err(|error| fault(&error))?;
        let module = Module::new(&engine, module).map_err(|error| fault(&error))?;
        Ok(Self { engine, module })
    }

    /// The response to a request, both JSON.
    ///
    /// # Errors
    ///
    /// A limit, or a fault of the module. What is wrong with the request is no error but a response.
    pub fn ask(&self, request: &[u8], limits: Limits) -> Result<Vec<u8>, Stop> {
        self.within(limits, |run| {
            let len = u32::try_from(request.len()).map_err(|_| Stop::Memory)?;
            let at: u32 = run.call("try_alloc", len)?;
            if at == 0 {
                return Err(Stop::Memory);
            }
            run.memory.write(&mut run.store, place(at), request).map_err(|_| misplaced())?;
            let ret = run.call("evaluate", (at, len))?;
            run.bytes(ret)
        })
    }

    /// What the module says of itself, as JSON.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub fn describe(&self) -> Result<Vec<u8>, Stop> {
        self.within(Limits::default(), |run| {
            let ret = run.call("describe", ())?;
            run.bytes(ret)
        })
    }

    /// Does something with a new instance. When its time is over, the epoch of the engine moves on, and
    /// every instance looks at its own clock.
    fn within<T>(&self, limits: Limits, act: impl FnOnce(&mut Run) -> Result<T, Stop>) -> Result<T, Stop> {
        let mut run = Run::new(self, limits)?;
        thread::scope(|scope| {
            let (done, clock) = mpsc::channel::<()>();
            scope.spawn(move || {
                if clock.recv_timeout(limits.time) == Err(RecvTimeoutError::Timeout) {
                    self.engine.increment_epoch();
                }
            });
            let result = act(&mut run);
            drop(done);
            result
        })
    }
}

/// One instance.
struct Run {
    store: Store<StoreLimits>,
    instance: Instance,
    memory: Memory,
}

impl Run {
    fn new(Sandbox { engine, module }: &Sandbox, limits: Limits) -> Result<Self, Stop> {
        let mut store = Store::new(engine, StoreLimitsBuilder::new().memory_size(limits.memory).build());
        store.limiter(|bounds| bounds);
        store.set_fuel(limits.fuel).map_err(|error| fault(&error))?;
        let start = Instant::now();
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |_| {
            if start.elapsed() < limits.time {
                Ok(UpdateDeadline::Continue(1))
            } else {
                Err(Trap::Interrupt.into())
            }
        });
        let instance = Instance::new(&mut store, module, &[]).map_err(|error| stop(&error, ""))?;
        let memory = instance.get_memory(&mut store, "memory");
        let memory = memory.ok_or_else(|| Stop::Fault("it exports no memory".to_owned()))?;
        Ok(Self { store, instance, memory })
    }

    fn call<P: WasmParams>(&mut self, name: &str, arguments: P) -> Result<u32, Stop> {
        let function = self.instance.get_typed_func::<P, u32>(&mut self.store, name);
        let called = function.and_then(|function| function.call(&mut self.store, arguments));
        called.map_err(|error| stop(&error, &self.last_words().unwrap_or_default()))
    }

    /// The bytes of the list at this address.
    fn bytes(&self, ret: u32) -> Result<Vec<u8>, Stop> {
        let list = place(ret);
        let bytes = || self.slice(self.word(list)?, self.word(list.checked_add(4)?)?);
        bytes().map(<[u8]>::to_vec).ok_or_else(misplaced)
    }

    /// What the module wrote down before it trapped.
    fn last_words(&mut self) -> Option<String> {
        let note = self.instance.get_global(&mut self.store, "last_panic")?;
        let note = place(note.get(&mut self.store).i32()?.cast_unsigned());
        let words = self.slice(note.checked_add(4)?, self.word(note)?)?;
        Some(String::from_utf8_lossy(words).into_owned())
    }

    fn word(&self, at: usize) -> Option<usize> {
        let word = self.slice(at, 4)?.try_into().ok()?;
        Some(place(u32::from_le_bytes(word)))
    }

    fn slice(&self, start: usize, len: usize) -> Option<&[u8]> {
        self.memory.data(&self.store).get(start..start.checked_add(len)?)
    }
}

/// An address of a module of 32 bits.
fn place(address: u32) -> usize {
    usize::try_from(address).unwrap_or(usize::MAX)
}

fn stop(error: &Error, words: &str) -> Stop {
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Stop::Fuel,
        Some(Trap::Interrupt) => Stop::Time,
        _ if words.starts_with("out of memory") => Stop::Memory,
        _ if words.is_empty() => fault(error),
        _ => Stop::Fault(words.to_owned()),
    }
}

fn fault(error: &Error) -> Stop {
    Stop::Fault(error.root_cause().to_string())
}

fn misplaced() -> Stop {
    Stop::Fault("it points outside its memory".to_owned())
}
