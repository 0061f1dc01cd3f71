"""Branch coverage of the tests: `pytest -p tests.measuring`, then `coverage combine`.

To trace makes Python half as fast, whoever's code it runs. So only what counts is traced. Not the process
that hands the tests out, nor their collection. No property: which examples it draws is luck, and each line
and branch is reached by one that somebody wrote down. No test marked `scores`: a blind batch tells how much
is understood, and what its mails happen to reach is luck. No process that a test starts: how far it comes
before it is killed is luck, too. What is reached is then the same in every run, whatever runs beside it. The
lexicon is read, and used once, before the first test.

To tell greenlets apart, in which SQLAlchemy runs, makes tracing twice as slow again; so that is done only
where there may be some.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pkgutil import walk_packages

import coverage
import pytest

_WITH_GREENLETS = coverage.Coverage(concurrency=["thread", "greenlet"])
_WITHOUT = coverage.Coverage(concurrency=["thread"])
_NO_GREENLETS_IN = {"domain", "message", "screening", "understanding", "decisions", "rendering", "golden"}
_NOT_IMPORTED = ("__main__", "migrations", "by_torch")  # these do something when they are, or need an extra


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin where tests are run, before anything of the service is imported."""
    hands_out = early_config.known_args_namespace.numprocesses and "PYTEST_XDIST_WORKER" not in os.environ
    if not hands_out:
        _WITHOUT.start()


def pytest_unconfigure() -> None:
    """Keep what was measured."""
    if coverage.Coverage.current() is _WITHOUT:
        _WITHOUT.stop()
        _WITHOUT.save()
        _WITH_GREENLETS.save()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import all of the service first: its definitions count, whoever needs them. Then read the lexicon."""
    if coverage.Coverage.current() is None:
        return (yield)
    import mailservice

    for module in walk_packages(mailservice.__path__, "mailservice."):
        if not any(name in module.name for name in _NOT_IMPORTED):
            import_module(module.name)
    with _measured(by=None):
        from mailservice.teaching import warm
        from tests.unit.understanding.corpus import lexicon

        warm(lexicon())
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test with all that is set up for it."""
    with _measured(by=_WITHOUT if _NO_GREENLETS_IN & _folders(item) else _WITH_GREENLETS):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test whose own work counts, or does not; what is set up for it always does."""
    with nullcontext() if _counts(item) else _measured(by=None):
        return (yield)


def _counts(item: pytest.Item) -> bool:
    """A property is a test of hypothesis, or of the folder of that name."""
    folders = _folders(item)
    drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or "property" in folders
    return not (drawn or item.get_closest_marker("scores"))


def _folders(item: pytest.Item) -> set[str]:
    """Where a test stands: {"tests", "unit", "message"}."""
    return {*item.path.parent.relative_to(item.config.rootpath).parts}


@contextmanager
def _measured(*, by: coverage.Coverage | None) -> Iterator[None]:
    """What runs in here, in a process that runs tests. None: it does not count."""
    before = coverage.Coverage.current()
    if before is None or before is by:
        yield
        return
    before.stop()
    if by is not None:
        by.start()
    try:
        yield
    finally:
        if by is not None:
            by.stop()
        before.start()
