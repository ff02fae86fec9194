"""Programs that stand for Graphviz and Mermaid's."""

import sys
from pathlib import Path

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><text>%s</text></svg>'
)
DOT = f"""\
import os, sys
source = sys.stdin.read()
if source.count(chr(123)) != source.count(chr(125)):
    sys.exit("Error: <stdin>: syntax error in line 1\\n  at Parser (file:///a.js)")
assert os.environ["SERVER_NAME"] and "-Tsvg" in sys.argv and not os.listdir()
print({DRAWING!r} % source.replace(">", "").replace("<", ""))
"""
MERMAID = f"""\
import json, sys
from pathlib import Path
given = dict(zip(sys.argv[1:], sys.argv[2:]))
assert json.loads(Path(given["--configFile"]).read_text())["htmlLabels"] is False
Path(given["--output"]).write_text({DRAWING!r} % sys.stdin.read().replace(">", ""))
"""


def install(folder: Path, name: str, code: str) -> None:
    """Write a program into a folder."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{code}", "utf-8")
    path.chmod(0o755)
