"""Writes `src/flowlock/_types.py` from the schema of responses: `python make_types.py`."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TYPES = HERE / "src" / "flowlock" / "_types.py"
SCHEMAS = HERE.parents[2] / "core" / "src" / "request" / "schemas"

HEAD = '''"""The types of the report and the comparison, made from their schema by `make_types.py`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
'''

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None", "object": "dict[str, Any]"}


def name_of(ref: str) -> str:
    return ref.removeprefix("#/$defs/")


def type_of(schema: dict[str, Any] | bool) -> str:
    """The Python type of a value that the schema describes."""
    if isinstance(schema, bool):
        return "Any"
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if words := words_of(schema):
        return f"Literal[{', '.join(json.dumps(word) for word in words)}]"
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(type_of(choice) for choice in choices))
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " | ".join(list_of(schema) if kind == "array" else PLAIN[kind] for kind in kinds) or "Any"


def words_of(schema: dict[str, Any]) -> list[str]:
    """The words that a text can be, if the schema lists them."""
    if "const" in schema:
        return [schema["const"]]
    choices = [words_of(choice) for choice in schema.get("oneOf", [])]
    listed: list[str] = schema.get("enum", [])
    return listed or (sum(choices, []) if all(choices) else [])


def list_of(schema: dict[str, Any]) -> str:
    return f"list[{type_of(schema.get('items', True))}]"


def comment(text: str, indent: str) -> str:
    """A description as comment lines; links of rustdoc become plain words."""
    words = re.sub(r"\[(`[^`]*`)\](\([^)]*\))?", r"\1", " ".join(text.split()))
    return "".join(f"{indent}#: {line}\n" for line in textwrap.wrap(words, 96))


def definition(name: str, schema: dict[str, Any]) -> str:
    about = comment(schema.get("description", ""), "")
    if "properties" not in schema:
        return f"\n\n{about}{name}: TypeAlias = {broken(type_of(schema))}\n"
    if not all(member.isidentifier() for member in schema["properties"]):
        return f"\n\n{about}{functional(name, schema)}"
    required = schema.get("required", [])
    text = f"\n\n{about}class {name}(TypedDict):\n"
    for member, value in schema["properties"].items():
        kind = type_of(value)
        kind = kind if member in required else f"NotRequired[{kind}]"
        text += comment(value.get("description", ""), "    ") + f"    {member}: {kind}\n"
    return text


def functional(name: str, schema: dict[str, Any]) -> str:
    """The same for members whose names are no names in Python, such as `@odata.type`."""
    required = schema.get("required", [])
    text = f'{name} = TypedDict(\n    "{name}",\n    {{\n'
    for member, value in schema["properties"].items():
        kind = type_of(value).replace('"', "'")
        kind = kind if member in required else f"NotRequired[{kind}]"
        text += comment(value.get("description", ""), "        ") + f'        "{member}": "{kind}",\n'
    return text + "    },\n)\n"


def broken(kind: str) -> str:
    """A list of words, one a line where it is long; other types may name what comes later."""
    if not kind.startswith("Literal"):
        return f'"{kind}"'
    if len(kind) < 72:
        return kind
    words = kind.removeprefix("Literal[").removesuffix("]").split(", ")
    return "Literal[\n" + "".join(f"    {word},\n" for word in words) + "]"


def make() -> str:
    def read(name: str) -> dict[str, Any]:
        schema: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
        return schema

    # What requests have as well stands in a file of its own.
    definitions = read("shared.json") | read("response.json")["$defs"]
    waiting = ["Report", "Diff"]
    reached = set(waiting)
    while waiting:
        for ref in re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(definitions[waiting.pop()])):
            if ref not in reached:
                reached.add(ref)
                waiting.append(ref)
    return HEAD + "".join(definition(name, definitions[name]) for name in sorted(reached))


if __name__ == "__main__":
    TYPES.write_text(make(), encoding="utf-8")
