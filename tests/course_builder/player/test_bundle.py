"""The player as one classic script."""

import gzip
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from course_builder.player import bundle as bundler
from course_builder.player.bundle import ADAPTERS, bundle, declared

LARGEST = 172 * 1024
LARGEST_SENT = 52 * 1024
"""With gzip, as servers send it."""
SOURCES = sorted(
    path for path in bundler.FOLDER.rglob("*.js") if "node_modules" not in path.parts
)


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_bundle_is_one_classic_script_that_begins_by_itself(
    adapter, node: Path, tmp_path: Path
):
    script = tmp_path / "player.js"
    script.write_text(bundle(adapter), "utf-8")

    # Without a page there is nothing to play in: it must load and do nothing.
    loaded = subprocess.run(
        [node, "--eval", _LOAD, str(script)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert loaded.stdout == f"{ADAPTERS[adapter]} played\n", loaded.stderr


_LOAD = """
const source = require("node:fs").readFileSync(process.argv[1], "utf8");
const name = /play\\((\\w+)\\(window\\), window\\)/.exec(source)[1];
const text = JSON.stringify({ pages: [], modules: [], activities: {} });
const document = { getElementById: (id) => (id === "outline" ? { textContent: text } : null) };
const window = { document, parent: null, history: {}, addEventListener() {} };
new Function("window", "document", source)(window, document);
console.log(name, "played");
"""


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_bundle_stays_light(adapter):
    script = bundle(adapter).encode()

    assert len(script) < LARGEST
    assert len(gzip.compress(script)) < LARGEST_SENT


def test_no_two_modules_declare_the_same_name():
    names = Counter(
        name for path in SOURCES for name in declared(path.read_text("utf-8"))
    )

    assert not [name for name, times in names.items() if times > 1]


def test_no_string_spans_lines():
    for path in SOURCES:
        for line in path.read_text("utf-8").splitlines():
            if not line.lstrip().startswith("*"):
                assert line.count("`") % 2 == 0, f"{path.name}: {line}"


def test_a_bundle_holds_only_the_adapter_that_was_asked_for():
    assert "LMSInitialize" in bundle("scorm12")
    assert "LMSInitialize" not in bundle("standalone")
    assert "LMSInitialize" not in bundle("service")
    assert "courseKey" not in bundle("service")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_bundle_obeys_a_strict_content_security_policy(adapter):
    script = bundle(adapter)

    assert not re.search(r"\beval\(|new Function|\.style\b|javascript:|onclick", script)


def test_an_unknown_adapter_is_refused():
    with pytest.raises(KeyError):
        bundle("scorm3000")


def bundle_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> str:
    (tmp_path / "adapters").mkdir()
    (tmp_path / "player.js").write_text("export function play() {}\n", "utf-8")
    adapter = "export function connectStandalone() {}\n"
    sources = {"adapters/standalone": adapter} | modules
    for name, source in sources.items():
        (tmp_path / f"{name}.js").write_text(source, "utf-8")
    monkeypatch.setattr(bundler, "FOLDER", tmp_path)
    return bundle.__wrapped__("standalone")


def test_modules_stand_in_the_order_of_their_imports(tmp_path, monkeypatch):
    script = bundle_of(
        tmp_path,
        monkeypatch,
        player='import { first } from "./first.js";\nexport const play = first;\n',
        first="export const first = () => 1;\n",
    )

    assert script.index("const first") < script.index("const play")
    assert "import" not in script
    assert "export" not in script


def test_two_modules_with_one_name_are_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="both declare play"):
        bundle_of(
            tmp_path,
            monkeypatch,
            player='import { first } from "./first.js";\nexport const play = first;\n',
            first="export const first = 1;\nconst play = 2;\n",
        )


def test_an_import_that_is_nowhere_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="second"):
        bundle_of(
            tmp_path,
            monkeypatch,
            player='import { second } from "./first.js";\nexport const play = second;\n',
            first="export const first = 1;\n",
        )


@pytest.mark.parametrize(
    "line",
    [
        'import * as first from "./first.js";',
        'import first from "./first.js";',
        'import { first } from "first";',
        "export default 1;",
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path, monkeypatch, line):
    with pytest.raises(ValueError, match="named and relative"):
        bundle_of(
            tmp_path,
            monkeypatch,
            player=f"{line}\nexport const play = 1;\n",
        )


def test_comments_do_not_travel(tmp_path, monkeypatch):
    script = bundle_of(
        tmp_path,
        monkeypatch,
        player=(
            "/** What it is. */\n"
            "// Why it is so.\n"
            "export function play(/** @type {string} */ text) {\n"
            '  return text + "//no-comment"; // Trailing.\n'
            "}\n"
        ),
    )

    assert 'function play(text){return text + "//no-comment";}' in script


def test_strings_travel_as_they_are(tmp_path, monkeypatch):
    script = bundle_of(
        tmp_path,
        monkeypatch,
        player=(
            'export const play = [ "a = b, \\" ( c )", `${1 + 1} , x`, /a , b/ ];\n'
        ),
    )

    assert '"a = b, \\" ( c )"' in script
    assert "`${1 + 1} , x`" in script
    assert "/a , b/" in script


def test_a_comment_that_could_swallow_code_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="comment"):
        bundle_of(tmp_path, monkeypatch, player="export const play = 1 // one;\n")
