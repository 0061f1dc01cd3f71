"""The floor under the coverage: 100 % of lines and branches in the five pure rooms, 95 % of the whole.

    python tests/coverage_floor.py

Reads the combined .coverage of this folder, prints a table, exits 1 where a room is below its floor.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import coverage

PURE = ("domain", "message", "screening", "understanding", "decisions")
FLOOR_OF_ALL = 95.0
PURE_FLOOR = 100.0
_COUNTED = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def main() -> int:
    """Print what each room has and needs. Returns the exit status."""
    report = _report()
    rooms: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        room = rooms.setdefault(_room(name), Counter())
        room.update({key: file["summary"][key] for key in _COUNTED})
    below = [_print_row(room, _percent(rooms[room]), _floor(room)) for room in sorted(rooms)]
    total: Counter[str] = sum(rooms.values(), Counter())
    below.append(_print_row("all of it", _percent(total), FLOOR_OF_ALL))
    for name, file in sorted(report["files"].items()):
        if _room(name) in PURE and (file["missing_lines"] or file["missing_branches"]):
            branches = [f"{start}->{end}" for start, end in file["missing_branches"]]
            print(f"not reached: {name} {' '.join(map(str, [*file['missing_lines'], *branches]))}")
    return int(any(below))


def _report() -> dict[str, Any]:
    """coverage's own JSON report."""
    measured = coverage.Coverage()
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(path))
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def _room(name: str) -> str:
    """`mailservice/domain/lists.py` is in `domain`; `mailservice/app.py` stands alone."""
    parts = Path(name).parts
    return parts[1] if len(parts) > 2 else "(the front)"


def _floor(room: str) -> float | None:
    return PURE_FLOOR if room in PURE else None


def _percent(counts: Counter[str]) -> float:
    """Lines and branches together, as coverage counts them."""
    all_there_are = counts["num_statements"] + counts["num_branches"]
    reached = counts["covered_lines"] + counts["covered_branches"]
    return 100.0 * reached / all_there_are if all_there_are else 100.0


def _print_row(room: str, percent: float, floor: float | None) -> bool:
    """One row of the table. True where the room is below its floor."""
    below = floor is not None and percent < floor
    needs = "" if floor is None else f"needs {floor:.0f} %{'  BELOW' if below else ''}"
    print(f"{room:<16}{percent:>7.2f} %   {needs}".rstrip())
    return below


if __name__ == "__main__":
    sys.exit(main())
