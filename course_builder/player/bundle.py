"""Join the player's ES modules into one classic script.

Packages are opened from ``file://`` too, where browsers load neither modules nor
``fetch``: so what ships is one script, with the adapter of one runtime in it.

The modules keep to a small language, which `bundle` holds them to: imports are named,
relative and at the start of a line; exports are declarations; no two modules declare the
same name at their top level, because joined they share one scope; strings have double
quotes, and none spans lines.
"""

import re
from functools import cache
from os.path import normpath
from pathlib import Path

ADAPTERS = {
    "cmi5": "connectCmi5",
    "scorm12": "connectScorm12",
    "scorm2004": "connectScorm2004",
    "service": "connectService",
    "standalone": "connectStandalone",
}
"""The runtimes, and the function of ``adapters/<runtime>.js`` that connects to each."""

FOLDER = Path(__file__).parent

_IMPORT = re.compile(
    r'^import \{(?P<names>[^}]*)\} from "(?P<path>\./[^"]+|\.\./[^"]+)";\n',
    re.MULTILINE,
)
_EXPORT = re.compile(
    r"^export (?=(?:async )?(?:function|class)\b|const\b|let\b)", re.MULTILINE
)
_DECLARED = re.compile(
    r"^(?:export )?(?:(?:async )?function\*?|class|const|let) +(\w+)", re.MULTILINE
)
_EMPTY_EXPORT = re.compile(r"^export \{\};\n", re.MULTILINE)
# Each begins with what it certainly holds, which is searched for at once.
_DOCUMENTATION = re.compile(r"/\*\*[^*]*(?:\*(?!/)[^*]*)*\*/[ \t]*\n?")
_TRAILING = re.compile(r" //(?<=[;{},] //)[^\n]*")
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*")')
_SIGNS = r"[=*<>&|?:,;{}()\[\]!]"
_AIR = re.compile(f" (?:(?={_SIGNS})|(?<={_SIGNS} ))")
_OPEN_END = re.compile(r"\n(?<=[{,;(\[]\n)")


@cache
def bundle(adapter: str) -> str:
    """Return the player for one runtime as a classic script.

    Args:
        adapter: One of `ADAPTERS`.

    Raises:
        KeyError: There is no such adapter.
        ValueError: A module breaks the rules above.
    """
    connect = ADAPTERS[adapter]
    modules = _in_order(FOLDER / "player.js") | _in_order(
        FOLDER / "adapters" / f"{adapter}.js"
    )
    _refuse_clashes(modules)
    script = "".join(_inlined(source) for source in modules.values())
    return (
        f'(() => {{\n"use strict";\n{script}play({connect}(window), window);\n}})();\n'
    )


def declared(source: str) -> list[str]:
    """Return the names that a module declares at its top level."""
    return _DECLARED.findall(source)


def _in_order(path: Path, found: dict[Path, str] | None = None) -> dict[Path, str]:
    """Return the sources of a module and of what it imports, dependencies first."""
    found = {} if found is None else found
    source = path.read_text("utf-8")
    for match in _IMPORT.finditer(source):
        imported = Path(normpath(path.parent / match["path"]))
        if imported not in found:
            _in_order(imported, found)
    found[path] = source
    return found


def _refuse_clashes(modules: dict[Path, str]) -> None:
    owners: dict[str, str] = {}
    for path, source in modules.items():
        for name in declared(source):
            if name in owners:
                raise ValueError(f"{path.name} and {owners[name]} both declare {name}")
            owners[name] = path.name
    for path, source in modules.items():
        for match in _IMPORT.finditer(source):
            for name in filter(None, map(str.strip, match["names"].split(","))):
                if name not in owners:
                    raise ValueError(f"{path.name} imports {name}, which is nowhere")


def _inlined(source: str) -> str:
    """Return a module without imports, exports, comments and needless white space."""
    script = _EMPTY_EXPORT.sub("", _EXPORT.sub("", _IMPORT.sub("", source)))
    script = _TRAILING.sub("", _DOCUMENTATION.sub("", script))
    lines = [line.lstrip(" \t") for line in script.splitlines()]
    lines = [line for line in lines if line and not line.startswith("//")]
    if any(" // " in line for line in lines):
        raise ValueError("a comment at the end of a line follows neither ; , { nor }")
    script = "".join(f"{_tightened(line)}\n" for line in lines)
    script = _OPEN_END.sub("", script)
    if re.search(r"^(?:import|export)\b", script, re.MULTILINE):
        raise ValueError(
            "an import is not named and relative, or an export no declaration"
        )
    return script


def _tightened(line: str) -> str:
    """Return a line without the spaces around signs, where that is certainly safe."""
    parts = _STRING.split(line) if '"' in line else [line]
    code = "".join(parts[::2])
    if "'" in code or "`" in code or "/" in code:
        return line
    parts[::2] = [_AIR.sub("", part) for part in parts[::2]]
    return "".join(parts)
