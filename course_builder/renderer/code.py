"""Colour code as its language asks: few kinds of words, each a class of one letter."""

from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from itertools import groupby

_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none"})
_LONGEST = 20_000
"""Characters of code that are coloured; a longer text is a listing, and may be slow."""

_WIDE = 34
"""Characters of a line that a phone shows; wider code is scrolled, by keyboard too."""

_CLASSES = (
    ("Token.Comment.Preproc", "k"),
    ("Token.Comment", "c"),
    ("Token.Keyword", "k"),
    ("Token.Operator.Word", "k"),
    ("Token.Name.Tag", "k"),
    ("Token.Literal.String", "s"),
    ("Token.Literal.Number", "m"),
    ("Token.Name.Function", "f"),
    ("Token.Name.Class", "f"),
    ("Token.Name.Attribute", "f"),
    ("Token.Generic.Heading", "k"),
    ("Token.Generic.Deleted", "d"),
    ("Token.Generic.Inserted", "i"),
)
CLASSES = frozenset(name for _, name in _CLASSES)


def is_known(language: str) -> bool:
    """Tell whether code in a language can be coloured, or need not be."""
    name = language.lower()
    return name in _PLAIN or name in _aliases()


def languages_like(language: str) -> list[str]:
    """Return the languages that begin as one does, to find what was meant."""
    first = language[:1].lower()
    return sorted(alias for alias in _aliases() if alias.startswith(first))


def code_html(code: str, language: str = "") -> str:
    """Return a block of code as HTML, coloured where its language is known."""
    name = language.lower()
    kind = f' class="language-{escape(name)}"' if name else ""
    is_wide = any(len(line) > _WIDE for line in code.split("\n"))
    scrolled = ' tabindex="0"' if is_wide else ""
    if len(code) > _LONGEST or name in _PLAIN or name not in _aliases():
        text = escape(f"{code}\n", quote=False)
    else:
        text = _coloured(f"{code}\n", name)
    return f"<pre{scrolled}><code{kind}>{text}</code></pre>"


@lru_cache(maxsize=256)
def _coloured(code: str, language: str) -> str:
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - slow

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    tokens = ((_class(str(kind)), text) for kind, text in lexer.get_tokens(code))
    return "".join(_spans(tokens))


def _spans(tokens: Iterator[tuple[str, str]]) -> Iterator[str]:
    for name, group in groupby(tokens, key=lambda token: token[0]):
        text = escape("".join(text for _, text in group), quote=False)
        yield f'<span class="{name}">{text}</span>' if name else text


@cache
def _class(kind: str) -> str:
    for start, name in _CLASSES:
        if kind == start or kind.startswith(f"{start}."):
            return name
    return ""


@cache
def _aliases() -> frozenset[str]:
    from pygments.lexers import get_all_lexers  # noqa: PLC0415 - slow

    return frozenset(
        alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases
    )
