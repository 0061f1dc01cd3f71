"""One call of a mail's whole way fails; `make crash` lets each of them fail in turn."""

from tests.end_to_end.house import House
from tests.faults.fan_out import every_failure_of_a_fan_out
from tests.faults.injectors import INJECTORS
from tests.faults.scenario import every_failure

# Spread over the way: receiving, claiming, acting, answering, settling.
SAMPLE = {
    "statement": (33, 70),
    "commit": (1, 6),
    "answer to a commit": (1, 6, 11),
    "socket write": (12, 18),
}


async def test_a_call_that_fails_loses_nothing_and_does_nothing_twice(house_on_each: House) -> None:
    house = house_on_each
    assert set(SAMPLE) == set(INJECTORS)
    for kind, sample in SAMPLE.items():
        outcomes = [each async for each in every_failure(house, kind, only=sample)]
        assert [fault for each in outcomes for fault in each.faults] == []
        assert all(each.calls >= each.n for each in outcomes)  # it did come to that call


async def test_nor_does_one_while_a_letter_goes_to_many(house_on_each: House) -> None:
    for kind, sample in {"statement": (2, 9, 14), "commit": (2, 4), "answer to a commit": (2, 4)}.items():
        outcomes = [each async for each in every_failure_of_a_fan_out(house_on_each, kind, only=sample)]
        assert [fault for each in outcomes for fault in each.faults] == []
        assert all(each.calls >= each.n for each in outcomes)
