"""Whose letter goes next, where one person has many."""

from hypothesis import given
from hypothesis import strategies as st

from mailservice.domain.addresses import Address
from mailservice.flow.lines import Lines
from mailservice.flow.rows import OutgoingMail
from tests.given import NOW


def letters(*ids: str) -> list[OutgoingMail]:
    """A letter for each, to whom its first character names."""
    return [OutgoingMail(i, f"{i}@x", "receipt", Address(i[0], "x.example"), "sv", {}, NOW) for i in ids]


def ids(mails: list[OutgoingMail]) -> list[str]:
    return [mail.id for mail in mails]


def test_one_person_has_one_on_its_way_and_others_pass() -> None:
    lines = Lines()
    lines.add(letters("a1", "a2", "b1", "a3", "c1"))

    assert ids(lines.take(2)) == ["a1", "b1"]
    assert ids(lines.take(8)) == ["c1"]
    assert lines.under_way == 3
    assert ids(lines.waiting()) == ["a2", "a3"]

    lines.settled(Address("a", "x.example"))
    assert lines.under_way == 2
    assert ids(lines.take(8)) == ["a2"]


def test_what_was_behind_goes_before_what_came_later() -> None:
    lines = Lines()
    lines.add(letters("a1", "a2"))
    lines.take(1)
    lines.add(letters("b1", "a3"))
    lines.take(0)
    lines.settled(Address("a", "x.example"))

    assert ids(lines.waiting()) == ["a2", "b1", "a3"]
    assert ids(lines.take(8)) == ["a2", "b1"]


def test_what_is_left_out_is_not_taken_and_the_others_keep_their_order() -> None:
    lines = Lines()
    lines.add(letters("a1", "a2", "a3", "b1", "b2", "c1"))
    lines.take(2)
    lines.take(1)
    lines.settled(Address("a", "x.example"))
    lines.leave_out({"a2", "b2"})

    assert ids(lines.waiting()) == ["a3"]
    assert lines.under_way == 2
    assert ids(lines.take(8)) == ["a3"]


@given(
    st.lists(st.sampled_from("abc"), max_size=20), st.lists(st.integers(0, 3)), st.sets(st.integers(0, 19))
)
def test_each_is_taken_once_in_the_order_of_its_person(
    people: list[str], steps: list[int], out: set[int]
) -> None:
    mails = letters(*(f"{who}{number:02}" for number, who in enumerate(people)))
    lines, under_way, taken = Lines(), list[OutgoingMail](), list[OutgoingMail]()
    lines.add(mails)
    left_out = set[str]()
    for number, step in enumerate([*steps, *[1] * len(mails)]):
        now = lines.take(step)
        under_way += now
        taken += now
        if number == 1:
            left_out = {mail.id for mail in lines.waiting()} & {
                mails[each].id for each in out if each < len(mails)
            }
            lines.leave_out(left_out)
        assert lines.under_way == len(under_way) == len({mail.recipient for mail in under_way})
        if under_way:
            lines.settled(under_way.pop(0).recipient)

    for who in "abc":
        own = [mail.id for mail in mails if mail.id[0] == who and mail.id not in left_out]
        assert [mail.id for mail in taken if mail.id[0] == who] == own
