"""From what a caller has, be it paths or bytes, to the files of a request."""

from __future__ import annotations

import base64
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from flowlock.errors import Failure

#: One file: a path to it or to a folder of files, or what is in it.
Export: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview

#: Exports: one, several, or several by their names.
Exports: TypeAlias = Export | Iterable[Export] | Mapping[str, Export]

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file, not yet read."""

    name: str
    content: Path | bytes

    def chunks(self, size: int = _CHUNK) -> Iterator[bytes]:
        """What is in it, decompressed, piece by piece."""
        pieces = self._stored(size)
        first = next(pieces, b"")
        if first.startswith(_ZSTD):
            help = "decompress it first (`zstd -d`), or compress it with gzip"
            raise Failure("zstd-not-read", "a file packed with zstd is not read here", help, self.name)
        if first.startswith(_GZIP):
            yield from self._unpacked(first, pieces, size)
        else:
            yield first
            yield from pieces

    def read(self) -> bytes:
        """All that is in it."""
        return b"".join(self.chunks())

    def _stored(self, size: int) -> Iterator[bytes]:
        if isinstance(self.content, bytes):
            yield from (self.content[at : at + size] for at in range(0, len(self.content), size))
            return
        try:
            with self.content.open("rb") as file:
                while chunk := file.read(size):
                    yield chunk
        except OSError as error:
            raise _unreadable(self.name, error) from error

    def _unpacked(self, first: bytes, pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
        """The members of a gzip file, one after the other; a few bytes may unpack to very many."""
        member = zlib.decompressobj(wbits=31)
        packed: bytes | None = first
        try:
            while packed is not None:
                while packed:
                    yield member.decompress(packed, size)
                    packed = member.unconsumed_tail
                    if member.eof:
                        # Zeros may fill up the last block of a tape or a blob.
                        packed = member.unused_data.lstrip(b"\0")
                        member = zlib.decompressobj(wbits=31) if packed else member
                packed = next(pieces, None)
                if packed is not None and member.eof:
                    packed = packed.lstrip(b"\0")
                    member = zlib.decompressobj(wbits=31) if packed else member
            if not member.eof:
                raise zlib.error("it ends too early")
        except zlib.error as error:
            help = "copy the file again, and leave it as it is"
            raise Failure("not-gzip", f"the file is damaged: {error}", help, self.name) from error


def of(exports: Exports, unnamed: str = "export") -> list[File]:
    """The files that these stand for: folders are walked, in the order of the names. Bytes without a name
    are called `unnamed`, and numbered.
    """
    if isinstance(exports, Mapping):
        return [file for name, export in exports.items() for file in _files(export, name)]
    if isinstance(exports, (str, os.PathLike, bytes, bytearray, memoryview)):
        exports = [exports]
    return [file for at, export in enumerate(exports, 1) for file in _files(export, None, f"{unnamed}-{at}")]


def _files(export: Export, name: str | None, unnamed: str = "") -> Iterator[File]:
    if isinstance(export, (bytes, bytearray, memoryview)):
        yield File(name or unnamed, bytes(export))
        return
    path = Path(export)
    name = name or str(export).replace(os.sep, "/")
    if path.is_dir():
        yield from _walk(path, name, path.resolve())
    else:
        yield File(name, path)


def _walk(folder: Path, name: str, root: Path) -> Iterator[File]:
    """What is in a folder, without hidden files and without links that lead out of it."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(name, error) from error
    for entry in entries:
        inside = f"{name.rstrip('/')}/{entry.name}"
        if entry.name.startswith(".") or not entry.resolve().is_relative_to(root):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, inside, root)
        elif entry.is_file():
            yield File(inside, entry)


def _unreadable(name: str, error: OSError) -> Failure:
    message = f"the file cannot be read: {error.strerror or type(error).__name__}"
    return Failure("unreadable-file", message, "check the path and the permissions", name)


def part(name: str, content: bytes) -> dict[str, str]:
    """A file as requests hold it; a name that is no text on this machine loses what is none."""
    name = name.encode("utf-8", "replace").decode("utf-8")
    try:
        return {"name": name, "text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"name": name, "base64": base64.b64encode(content).decode("ascii")}
