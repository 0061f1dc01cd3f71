"""How much work a call is, counted: the same number on every machine, however slow or busy it is.

No test measures time. Where work must stay within bounds, its steps are counted, or how much text a pattern
is asked about at once; a bound that has gone from the code shows in one of the two.
"""

import cProfile
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, ParamSpec

import pytest

P = ParamSpec("P")
_TEXT_COMES_SECOND = frozenset({"sub", "subn"})


def steps(call: Callable[P, object], *given: P.args, **named: P.kwargs) -> int:
    """How many functions a call begins, its own, Python's and those in C, all the way down."""
    return begun(call, *given, **named).total()


def begun(call: Callable[P, object], *given: P.args, **named: P.kwargs) -> Counter[str]:
    """The same, by name: `decode_text`, `<method 'decode' of 'bytes' objects>`."""
    profile = cProfile.Profile()
    profile.runcall(call, *given, **named)
    counted: Counter[str] = Counter()
    for entry in profile.getstats():
        name = entry.code if isinstance(entry.code, str) else entry.code.co_qualname
        counted[name] += entry.callcount
    return counted


def looked_at(call: Callable[P, object], *given: P.args, **named: P.kwargs) -> dict[str, int]:
    """The longest text that each pattern of the service is asked about: `{"plain_text._LINK": 64005}`."""
    longest: dict[str, int] = defaultdict(int)
    with pytest.MonkeyPatch.context() as patch:
        for module in [each for name, each in sys.modules.items() if name.startswith("mailservice.")]:
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    known = f"{module.__name__.rpartition('.')[2]}.{name}"
                    patch.setattr(module, name, _Watched(value, known, longest))
        call(*given, **named)
    return dict(longest)


class _Watched:
    """A pattern that writes down how much it is asked about."""

    def __init__(self, pattern: re.Pattern[Any], name: str, longest: dict[str, int]) -> None:
        self._pattern, self._name, self._longest = pattern, name, longest

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if not callable(method):
            return method

        def watched(*given: Any) -> Any:
            text, *span = given[1:2] if name in _TEXT_COMES_SECOND else given
            start, end = (*span, 0, len(text))[:2] if len(span) < 2 else span[:2]
            asked = min(end, len(text)) - start
            self._longest[self._name] = max(self._longest[self._name], asked)
            return method(*given)

        return watched
