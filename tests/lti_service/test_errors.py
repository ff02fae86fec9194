"""The words of refusals."""

import importlib
import pkgutil
from collections import Counter

import lti_service.errors
from lti_service.errors import EXPLANATIONS


def by_feature() -> dict[str, list[str]]:
    """The codes of each module beside the tree of errors."""
    modules = (
        importlib.import_module(f"lti_service.errors.{found.name}")
        for found in pkgutil.iter_modules(lti_service.errors.__path__)
    )
    return {
        module.__name__: list(getattr(module, "EXPLANATIONS", {})) for module in modules
    }


def test_no_two_features_use_one_code() -> None:
    """Joined, the later would silently speak for the earlier."""
    times = Counter(code for codes in by_feature().values() for code in codes)

    assert [code for code, n in times.items() if n > 1] == []


def test_every_feature_is_joined() -> None:
    assert {code for codes in by_feature().values() for code in codes} == set(
        EXPLANATIONS
    )
