//! What the module exports and imports, what it does when the ABI is misused, and the component.

mod support;

use std::sync::LazyLock;

use support::{component, module};
use wasmtime::{
    Config, Engine, Instance, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, WasmParams,
    WasmResults,
    component::{Component, Linker, TypedFunc},
};

static MODULE: LazyLock<Module> = LazyLock::new(|| {
    let engine = Engine::new(Config::new().consume_fuel(true)).expect("an engine");
    Module::new(&engine, module()).expect("a module")
});

/// An instance, and its memory.
struct Plugin {
    store: Store<StoreLimits>,
    instance: Instance,
    memory: Memory,
}

impl Plugin {
    fn new() -> Self {
        Self::with_memory(1 << 30)
    }

    fn with_memory(bytes: usize) -> Self {
        let limits = StoreLimitsBuilder::new().memory_size(bytes).build();
        let mut store = Store::new(MODULE.engine(), limits);
        store.limiter(|limits| limits);
        store.set_fuel(10_000_000_000).expect("fuel");
        let instance = Instance::new(&mut store, &MODULE, &[]).expect("an instance");
        let memory = instance.get_memory(&mut store, "memory").expect("a memory");
        Self { store, instance, memory }
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, arguments: P) -> wasmtime::Result<R> {
        self.instance.get_typed_func::<P, R>(&mut self.store, name)?.call(&mut self.store, arguments)
    }

    fn lend(&mut self, request: &[u8]) -> (u32, u32) {
        let len = u32::try_from(request.len()).expect("short");
        let at: u32 = self.call("try_alloc", len).expect("room");
        self.memory.write(&mut self.store, usize::try_from(at).expect("32 bits"), request).expect("inside");
        (at, len)
    }

    fn text(&mut self, ret: u32) -> String {
        let [start, len] =
            [self.word(ret), self.word(ret + 4)].map(|at| usize::try_from(at).expect("32 bits"));
        String::from_utf8(self.memory.data(&self.store)[start..start + len].to_vec()).expect("UTF-8")
    }

    fn word(&self, at: u32) -> u32 {
        let at = usize::try_from(at).expect("32 bits");
        u32::from_le_bytes(self.memory.data(&self.store)[at..at + 4].try_into().expect("four bytes"))
    }

    /// What the module wrote down before it trapped.
    fn note(&mut self) -> String {
        let note = self.instance.get_global(&mut self.store, "last_panic").expect("a note");
        let at = note.get(&mut self.store).i32().expect("an address").cast_unsigned();
        let start = usize::try_from(at + 4).expect("32 bits");
        let len = usize::try_from(self.word(at)).expect("32 bits");
        String::from_utf8(self.memory.data(&self.store)[start..start + len].to_vec()).expect("UTF-8")
    }

    fn ask(&mut self, request: &[u8]) -> String {
        let lent = self.lend(request);
        let ret = self.call("evaluate", lent).expect("a response");
        self.text(ret)
    }
}

/// A request, and how its response begins.
const REQUEST: &[u8] = br#"{"merge":{"summaries":[]}}"#;
const RESPONSE: &str = r#"{"summary":"flowlock-summary-"#;

#[test]
fn nothing_is_imported_and_the_exports_are_those_of_the_abi() {
    assert_eq!(MODULE.imports().count(), 0);
    let mut exports: Vec<_> = MODULE.exports().map(|export| export.name().to_owned()).collect();
    exports.sort();
    // The first two are the linker's, of no use to a host.
    let expected = [
        "__data_end",
        "__heap_base",
        "abi_version",
        "cabi_post_evaluate",
        "cabi_realloc",
        "describe",
        "evaluate",
        "last_panic",
        "memory",
        "try_alloc",
    ];
    assert_eq!(exports, expected);
    assert_eq!(Plugin::new().call::<(), u32>("abi_version", ()).expect("a version"), 1);
}

#[test]
fn one_instance_answers_many_requests_and_its_memory_does_not_grow() {
    let mut plugin = Plugin::new();
    let mut size = 0;
    for round in 0..200 {
        let lent = plugin.lend(&[REQUEST, &b" ".repeat(100_000)].concat());
        let ret: u32 = plugin.call("evaluate", lent).expect("a response");
        assert!(plugin.text(ret).starts_with(RESPONSE));
        plugin.call::<u32, ()>("cabi_post_evaluate", ret).expect("freed");
        if round == 10 {
            size = plugin.memory.data_size(&plugin.store);
        }
    }
    assert_eq!(plugin.memory.data_size(&plugin.store), size);
}

#[test]
fn what_is_freed_twice_or_was_never_given_is_left_alone() {
    let mut plugin = Plugin::new();
    let lent = plugin.lend(REQUEST);
    let ret: u32 = plugin.call("evaluate", lent).expect("a response");
    for address in [ret, ret, 0, 1, 7, ret + 4, u32::MAX] {
        plugin.call::<u32, ()>("cabi_post_evaluate", address).expect("nothing happens");
    }
    assert!(plugin.ask(REQUEST).starts_with(RESPONSE));
}

#[test]
fn a_request_outside_a_lent_buffer_is_refused() {
    let mut plugin = Plugin::new();
    let (at, len) = plugin.lend(REQUEST);
    for wrong in
        [(0, 0), (0, len), (at, len - 1), (at, len + 1), (at + 1, len - 1), (u32::MAX, u32::MAX), (at, 0)]
    {
        let ret: u32 = plugin.call("evaluate", wrong).expect("a response");
        let response = plugin.text(ret);
        assert!(response.starts_with(r#"{"error":{"code":"abi-misuse","#), "{wrong:?}: {response}");
    }
    let ret: u32 = plugin.call("evaluate", (at, len)).expect("a response");
    assert!(plugin.text(ret).starts_with(RESPONSE));
    let ret: u32 = plugin.call("evaluate", (at, len)).expect("a response");
    assert!(plugin.text(ret).contains("abi-misuse"), "a buffer is taken over");
}

#[test]
fn there_is_no_room_for_more_than_there_is() {
    let mut plugin = Plugin::new();
    for len in [u32::MAX, 1 << 31, (1 << 31) - 1] {
        let at: u32 = plugin.call("try_alloc", len).expect("no trap");
        assert!(at == 0 || len < 1 << 31, "{len}");
    }
    assert!(plugin.call::<_, u32>("cabi_realloc", (0, 0, 1, u32::MAX)).is_err());
}

#[test]
fn a_request_that_is_not_json_in_utf_8_is_answered() {
    let mut plugin = Plugin::new();
    for request in [&b""[..], b"\xff", b"{\"merge\":\"\xc3\"}", b"\0", b"{}{}", b"\xef\xbb\xbf{"] {
        let response = plugin.ask(request);
        assert!(response.starts_with(r#"{"error":{"code":""#), "{request:?}: {response}");
        assert!(!response.contains("abi-misuse"), "{request:?}: {response}");
    }
    assert!(plugin.ask(REQUEST).starts_with(RESPONSE));
}

#[test]
fn after_a_trap_the_note_says_why() {
    let mut plugin = Plugin::with_memory(8 << 20);
    assert_eq!(plugin.note(), "");
    let summaries = vec![r#""secret""#; 200_000].join(",");
    let lent = plugin.lend(format!(r#"{{"merge":{{"summaries":[{summaries}]}}}}"#).as_bytes());
    assert!(plugin.call::<_, u32>("evaluate", lent).is_err(), "the answer has no room");
    let note = plugin.note();
    assert!(note.starts_with("out of memory at ") && note.len() <= 252, "{note}");
    assert!(!note.contains("secret"), "no text of the request: {note}");
}

#[test]
fn the_description_holds_the_schemas_and_stays() {
    let mut plugin = Plugin::new();
    let [one, other]: [u32; 2] = std::array::from_fn(|_| plugin.call("describe", ()).expect("a description"));
    assert_eq!(one, other);
    let description: serde_json::Value = serde_json::from_str(&plugin.text(one)).expect("JSON");
    assert_eq!(description["control"]["id"], "2.2.3");
    assert!(description["schemas"]["response"]["$defs"]["Report"].is_object());
}

#[test]
fn the_same_bytes_are_a_component() {
    let engine = Engine::new(Config::new().wasm_component_model(true)).expect("an engine");
    let component = Component::new(&engine, component()).expect("a component");
    assert_eq!(component.component_type().imports(&engine).count(), 0);
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component).expect("an instance");
    let evaluate: TypedFunc<(&[u8],), (Vec<u8>,)> =
        instance.get_typed_func(&mut store, "evaluate").expect("the function");
    for request in [REQUEST, b"", b"{\"merge\":7}"] {
        let (response,) = evaluate.call(&mut store, (request,)).expect("a response");
        assert_eq!(response, flowlock_core::request::respond(request));
    }
    let describe: TypedFunc<(), (Vec<u8>,)> =
        instance.get_typed_func(&mut store, "describe").expect("the function");
    let (description,) = describe.call(&mut store, ()).expect("a description");
    assert_eq!(description, flowlock_core::request::describe());
}
