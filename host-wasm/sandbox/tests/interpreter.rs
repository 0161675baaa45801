//! The module in wasmi, an interpreter that shares no code with wasmtime: it needs nothing that wasmtime alone has.

use std::{fs, path::PathBuf};

use wasmi::{Engine, Instance, Memory, Module, Store, WasmParams};

/// Every so many cases one is asked: an interpreter takes its time.
const EVERY: usize = 10;

fn setting(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name}, as `cargo xtask sandbox` sets it")).into()
}

fn lines(name: &str) -> Vec<Vec<u8>> {
    let text = fs::read(setting("FLOWLOCK_CASES").join(name)).expect("the cases");
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

/// An instance for one request.
struct Run {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl Run {
    fn new(engine: &Engine, module: &Module) -> Self {
        let mut store = Store::new(engine, ());
        let instance = Instance::new(&mut store, module, &[]).expect("an instance");
        let memory = instance.get_memory(&store, "memory").expect("a memory");
        Self { store, instance, memory }
    }

    fn call<P: WasmParams>(&mut self, name: &str, arguments: P) -> u32 {
        let function = self.instance.get_typed_func::<P, u32>(&self.store, name).expect("a function");
        function.call(&mut self.store, arguments).expect("no trap")
    }

    fn word(&self, at: usize) -> usize {
        let word = self.memory.data(&self.store)[at..at + 4].try_into().expect("four bytes");
        place(u32::from_le_bytes(word))
    }

    fn ask(&mut self, request: &[u8]) -> Vec<u8> {
        let len = u32::try_from(request.len()).expect("short");
        let at = self.call("try_alloc", len);
        self.memory.write(&mut self.store, place(at), request).expect("inside");
        let list = place(self.call("evaluate", (at, len)));
        let (start, len) = (self.word(list), self.word(list + 4));
        self.memory.data(&self.store)[start..start + len].to_vec()
    }
}

fn place(address: u32) -> usize {
    usize::try_from(address).expect("32 bits")
}

#[test]
fn another_engine_answers_as_the_library_answers() {
    let engine = Engine::default();
    let module = fs::read(setting("FLOWLOCK_PLUGIN")).expect("the module");
    let module = Module::new(&engine, &module).expect("it is one");
    assert_eq!(module.imports().count(), 0);
    let (requests, responses) = (lines("requests.jsonl"), lines("responses.jsonl"));
    assert_eq!(requests.len(), responses.len());
    for (number, (request, expected)) in requests.iter().zip(&responses).enumerate().step_by(EVERY) {
        let response = Run::new(&engine, &module).ask(request);
        assert_eq!(String::from_utf8_lossy(&response), String::from_utf8_lossy(expected), "case {number}");
    }
}
