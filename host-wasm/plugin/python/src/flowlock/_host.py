"""The module under wasmtime: bytes in, bytes out, within limits.

Each request has an instance of its own, which is thrown away afterwards: nothing is left over from
one request for the next, be it after a trap, and threads share nothing but compiled code.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from importlib.resources import files

from wasmtime import Config, Engine, Func, Global, Instance, Memory, Module, Store, Trap, TrapCode, WasmtimeError

from flowlock.errors import FlowlockError, LimitReached, ModuleFault

#: The version of the module's ABI that is spoken here.
ABI = 1

#: How many bytes of text a module leaves behind at most when it stops.
_LAST_WORDS = 252


@dataclass(frozen=True)
class Limits:
    """What one request may use.

    The defaults are many times what any tenant needs, and end a hostile input within minutes.
    """

    #: Units of work, about one for each WebAssembly instruction.
    fuel: int = 200_000_000_000
    #: Bytes of memory; a request takes about four times the size of its files.
    memory: int = 2 * 1024**3


DEFAULT_LIMITS = Limits()

_lock = threading.Lock()
_compiled: tuple[Engine, Module] | None = None


def _forget() -> None:
    """A forked process compiles for itself: it has none of the threads of the engine."""
    global _compiled, _lock
    _compiled, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _module() -> tuple[Engine, Module]:
    """The compiled module: from memory, else from wasmtime's cache on disk, else compiled now."""
    global _compiled
    with _lock:
        if _compiled is None:
            engine = Engine(_config())
            _compiled = engine, Module(engine, (files("flowlock") / "flowlock.wasm").read_bytes())
        return _compiled


def _config() -> Config:
    config = Config()
    config.consume_fuel = True
    try:
        config.cache = True
    except WasmtimeError:
        # No home folder, or one that cannot be written to: then each process compiles, in about a second.
        pass
    return config


class _Instance:
    """The module, ready for one request."""

    def __init__(self, limits: Limits) -> None:
        engine, module = _module()
        self.store = Store(engine)
        self.store.set_limits(memory_size=limits.memory)
        self.store.set_fuel(limits.fuel)
        self.limits = limits
        self.exports = Instance(self.store, module, []).exports(self.store)
        memory = self.exports["memory"]
        assert isinstance(memory, Memory)
        self.memory = memory

    def call(self, name: str, *arguments: int) -> int:
        function = self.exports[name]
        assert isinstance(function, Func)
        try:
            value = function(self.store, *arguments)
        except Trap as trap:
            raise self._stopped(trap.trap_code, trap.message) from None
        except WasmtimeError as error:
            # Out of fuel comes as a plain error where the host itself uses fuel up.
            raise self._stopped(None, str(error)) from None
        assert isinstance(value, int)
        return value & 0xFFFF_FFFF

    def read(self, ret: int) -> bytes:
        """The bytes of the list at this address."""
        head = self.memory.read(self.store, ret, ret + 8)
        start, length = (int.from_bytes(head[at : at + 4], "little") for at in (0, 4))
        return bytes(self.memory.read(self.store, start, start + length))

    def _stopped(self, code: TrapCode | None, message: str) -> FlowlockError:
        words = self._last_words()
        if code == TrapCode.OUT_OF_FUEL:
            return fuel_is_gone(self.limits)
        if words.startswith("out of memory"):
            return memory_is_gone(self.limits)
        return ModuleFault(
            "module-fault",
            f"the module stopped: {words or message.splitlines()[0]}",
            "report this, if you can with the export that does it; nothing was decided",
        )

    def _last_words(self) -> str:
        place = self.exports["last_panic"]
        assert isinstance(place, Global)
        start = int(place.value(self.store))
        length = int.from_bytes(self.memory.read(self.store, start, start + 4), "little")
        words = self.memory.read(self.store, start + 4, start + 4 + min(length, _LAST_WORDS))
        return words.decode("utf-8", "replace")


def fuel_is_gone(limits: Limits) -> LimitReached:
    message = f"the answer takes more work than {limits.fuel} units of fuel"
    return LimitReached("fuel-limit", message, "pass `limits=Limits(fuel=...)` with more, if you trust the exports")


def memory_is_gone(limits: Limits) -> LimitReached:
    message = f"the answer takes more memory than {limits.memory} bytes"
    help = "pass `limits=Limits(memory=...)` with more, up to 4 GiB, or summarise a log in smaller parts"
    return LimitReached("memory-limit", message, help)


def ask(request: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The response to a request, both JSON."""
    instance = _Instance(limits)
    room = instance.call("try_alloc", len(request))
    if room == 0:
        raise memory_is_gone(limits)
    instance.memory.write(instance.store, request, room)
    return instance.read(instance.call("evaluate", room, len(request)))


def describe() -> bytes:
    """What the module says of itself, as JSON."""
    instance = _Instance(DEFAULT_LIMITS)
    if (abi := instance.call("abi_version")) != ABI:
        raise ModuleFault("abi-version", f"the module speaks ABI {abi}, not {ABI}", "install the package again")
    return instance.read(instance.call("describe"))
