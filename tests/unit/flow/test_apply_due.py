"""What time has brought to many is written, and told, many at a time."""

from collections.abc import Sequence
from typing import Any

from structlog.testing import capture_logs

from mailservice.domain.effects import Decision, SendLetter, SettleNews
from mailservice.flow.apply import Stationery, apply_all_due
from mailservice.flow.rows import OutgoingMail
from tests.given import ANNA, BO, NOW, WORLD

STATIONERY = Stationery(WORLD.address, b"key")


class Rows:
    """Work that only keeps what it is given at once."""

    def __init__(self) -> None:
        self.letters: list[list[OutgoingMail]] = []
        self.news: list[list[tuple[SettleNews, str]]] = []

    async def add_all_outgoing(self, mails: Sequence[OutgoingMail]) -> None:
        self.letters.append(list(mails))

    async def settle_all_news(self, settled: Sequence[tuple[SettleNews, str]], *, at: object) -> None:
        self.news.append(list(settled))


async def test_letters_and_what_they_settle_are_written_together_and_told_in_one_line() -> None:
    rows: Any = Rows()
    left = SettleNews(ANNA, ("q",), "ended")
    decided = [
        (
            f"news {address}",
            Decision("news", (SendLetter("news", address, "sv", {}), SettleNews(address, ("p",), "sent", 0))),
        )
        for address in (ANNA, BO)
    ]
    with capture_logs() as lines:
        await apply_all_due(
            [*decided, ("news left", Decision("nothing", (left,)))], rows, at=NOW, stationery=STATIONERY
        )
    [letters], [news] = rows.letters, rows.news
    assert [each.recipient for each in letters] == [ANNA, BO]
    assert [letter_id for _, letter_id in news] == [letters[0].id, letters[1].id, ""]
    assert len({each.id for each in letters}) == 2
    assert [(each["kind"], each["because"], each["times"]) for each in lines] == [
        ("news", "news", 2),
        ("news", "nothing", 1),
    ]


async def test_news_that_are_settled_before_their_letter_know_it_all_the_same() -> None:
    rows: Any = Rows()
    effects = (SettleNews(ANNA, ("p",), "sent", 1), SendLetter("news", ANNA, "sv", {}))
    await apply_all_due([("news a", Decision("news", effects))], rows, at=NOW, stationery=STATIONERY)
    assert rows.news[0][0][1] == rows.letters[0][0].id
