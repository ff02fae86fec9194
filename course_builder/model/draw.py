"""Random order and choice that a seed repeats; `player/draw.js` does the same.

Both are held together by ``tests/cases/draw.json``, which runs in both languages.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_NUMBERS = 2**32


class Generator:
    """Numbers that follow from a seed.

    Block n is the SHA-256 of ``<seed>:<n>`` in UTF-8, n from 0, and gives eight unsigned
    numbers of 32 bits, the most significant byte first.
    """

    def __init__(self, seed: str) -> None:
        self._numbers = _numbers(seed)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1, each as likely; `limit` >= 1."""
        usable = _NUMBERS - _NUMBERS % limit
        for number in self._numbers:
            if number < usable:
                return number % limit
        raise AssertionError("the numbers do not end")

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """Return the items in another order. Source: Fisher and Yates, from the end."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)


def shuffled(items: Sequence[T], seed: str) -> tuple[T, ...]:
    """Return the items in the order that a seed gives."""
    return Generator(seed).shuffled(items)


def _numbers(seed: str) -> Iterator[int]:
    counter = 0
    while True:
        block = hashlib.sha256(f"{seed}:{counter}".encode()).digest()
        for start in range(0, len(block), 4):
            yield int.from_bytes(block[start : start + 4])
        counter += 1
