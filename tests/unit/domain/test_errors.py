"""Errors say what happens next and carry their facts."""

import pytest

from mailservice.domain.errors import ConfigurationFaults, DeliveryFailed, UnknownLists


@pytest.mark.parametrize(("code", "permanent", "end"), [(451, False, "tried again"), (550, True, "given up")])
def test_a_refusal_tells_whether_it_is_for_good(code: int, permanent: bool, end: str) -> None:
    error = DeliveryFailed(code, "no")
    assert error.permanent is permanent
    assert str(error).endswith(end)


def test_an_unknown_list_is_told_with_those_that_there_are() -> None:
    assert str(UnknownLists(("x",), ("a", "b"))) == "there is no list called x; there are a, b"


def test_faults_are_told_all_at_once() -> None:
    assert str(ConfigurationFaults(("one", "two"))) == "one\ntwo"
