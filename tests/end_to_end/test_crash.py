"""A small crash run; `make crash` is the long one."""

from pathlib import Path

from tests.crash.run import run


async def test_nothing_is_lost_or_done_twice_over_five_kills(tmp_path: Path) -> None:
    findings = await run(tmp_path, kills=5, seed=24)
    assert findings.faults == ()
    assert findings.figures["mails accepted"] >= 3
