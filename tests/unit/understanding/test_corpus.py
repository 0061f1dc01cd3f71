"""The mails of the project, each folder against its labels: the figures may rise, never fall."""

from typing import Any

import pytest

from tests.unit.understanding.corpus import DRESSED_TOO, MAILS, ONE_WORKER, compared, labelled, labels

# folder, right at least, wrong actions at most, machines answered at most; docs/phrases.md tells the measure
FIGURES = [
    ("dev-everyday", 103, 0, 0),
    ("dev", 84, 0, 0),
    ("dev-hard", 92, 0, 0),
    ("dev-batch1", 39, 0, 0),
    ("dev-batch2", 38, 0, 0),
    ("dev-batch3", 38, 1, 0),
    ("blind-1", 40, 0, 0),
    ("blind-2", 40, 0, 0),
    ("blind-3", 39, 0, 0),
    ("blind-4", 40, 0, 0),
    ("blind-5", 39, 0, 0),
    ("blind-6", 39, 0, 0),
    ("blind-7", 40, 0, 0),
    ("blind-8", 39, 0, 0),
    ("blind-9", 40, 0, 0),
    ("blind-10", 39, 1, 0),
    ("blind-11", 36, 0, 0),
    ("blind-12", 59, 0, 0),
    ("blind-13", 46, 0, 0),
    ("blind-14", 50, 0, 0),
    ("blind-15", 45, 0, 0),  # 7 to 15 teach the overseer as whole mails
    # 16 to 98 teach it too; 99 and those after it are among no examples; some rules were mended after each
    ("blind-16", 59, 0, 0),
    ("blind-17", 60, 0, 0),
    ("blind-18", 60, 0, 0),
    ("blind-19", 57, 0, 0),
    ("blind-20", 59, 0, 0),
    ("blind-21", 53, 0, 0),
    ("blind-22", 59, 0, 0),
    ("blind-23", 60, 0, 0),
    ("blind-24", 54, 0, 1),
    ("blind-25", 58, 0, 0),
    ("blind-26", 60, 0, 0),
    ("blind-27", 57, 0, 0),
    ("blind-28", 55, 0, 0),
    ("blind-29", 60, 0, 0),
    ("blind-30", 58, 0, 0),
    ("blind-31", 56, 0, 0),
    ("blind-32", 58, 0, 0),
    ("blind-33", 57, 0, 0),
    ("blind-34", 60, 0, 0),
    ("blind-35", 60, 0, 0),
    ("blind-36", 58, 0, 0),
    ("blind-37", 59, 0, 0),
    ("blind-38", 60, 0, 0),
    ("blind-39", 59, 0, 0),
    ("blind-40", 57, 0, 0),
    ("blind-41", 59, 0, 0),
    ("blind-42", 60, 0, 0),
    ("blind-43", 59, 0, 0),
    ("blind-44", 59, 0, 0),
    ("blind-45", 60, 0, 0),
    ("blind-46", 57, 1, 0),
    ("blind-47", 59, 0, 0),
    ("blind-48", 60, 0, 0),
    ("blind-49", 56, 0, 0),
    ("blind-50", 59, 0, 0),
    ("blind-51", 55, 0, 1),
    ("blind-52", 54, 0, 0),
    ("blind-53", 54, 0, 0),
    ("blind-54", 56, 0, 0),
    ("blind-55", 59, 1, 0),
    ("blind-56", 57, 0, 0),
    ("blind-57", 59, 0, 0),
    ("blind-58", 59, 0, 0),
    ("blind-59", 55, 0, 0),
    ("blind-60", 58, 1, 0),
    ("blind-61", 56, 0, 0),
    ("blind-62", 60, 0, 0),
    ("blind-63", 59, 0, 0),
    ("blind-64", 59, 0, 0),
    ("blind-65", 60, 0, 0),
    ("blind-66", 55, 1, 0),
    ("blind-67", 56, 1, 0),
    ("blind-68", 58, 0, 0),
    ("blind-69", 52, 2, 0),
    ("blind-70", 54, 0, 0),
    ("blind-71", 50, 0, 0),
    ("blind-72", 59, 0, 0),
    ("blind-73", 52, 1, 0),
    ("blind-74", 52, 0, 0),
    ("blind-75", 57, 0, 0),
    ("blind-76", 60, 0, 0),
    ("blind-77", 59, 0, 0),
    ("blind-78", 59, 0, 0),
    ("blind-79", 55, 0, 0),
    ("blind-80", 60, 0, 0),
    ("blind-81", 60, 0, 0),
    ("blind-82", 56, 0, 0),
    ("blind-83", 57, 1, 0),
    ("blind-84", 53, 0, 0),
    ("blind-85", 56, 0, 0),
    ("blind-86", 60, 0, 0),
    ("blind-87", 57, 0, 0),
    ("blind-88", 54, 0, 0),
    ("blind-89", 57, 0, 0),
    ("blind-90", 58, 0, 0),
    ("blind-91", 56, 0, 0),
    ("blind-92", 55, 0, 0),
    ("blind-93", 55, 0, 0),
    ("blind-94", 51, 0, 0),
    ("blind-95", 59, 0, 0),
    ("blind-96", 53, 0, 0),
    ("blind-97", 56, 1, 0),
    ("blind-98", 59, 0, 0),
    ("blind-99", 49, 0, 0),
    ("blind-100", 53, 0, 0),
    ("blind-101", 53, 1, 0),
    ("blind-102", 57, 0, 0),
    ("blind-103", 51, 0, 0),
    ("blind-104", 50, 2, 0),
    ("blind-105", 41, 1, 1),
    ("blind-106", 44, 0, 0),
    ("blind-107", 55, 0, 0),
    ("blind-108", 52, 0, 0),
    ("blind-109", 60, 0, 0),
    ("blind-110", 55, 0, 0),
    ("blind-111", 57, 0, 0),
    ("blind-112", 51, 0, 1),
    ("blind-113", 50, 1, 0),
    ("blind-114", 57, 0, 0),
    ("blind-115", 54, 0, 0),
    ("blind-116", 58, 0, 0),
    ("blind-117", 50, 1, 0),
    ("blind-118", 60, 0, 0),
    ("blind-119", 53, 1, 0),
    ("blind-120", 56, 0, 0),
    ("blind-121", 60, 0, 0),
    ("blind-122", 58, 0, 0),
    ("blind-123", 54, 0, 0),
    ("blind-124", 51, 0, 0),
    ("blind-125", 155, 2, 0),
    ("attack-1", 350, 12, 0),  # written to meet wrong actions, most of them around those that were found
]


_NEWEST = tuple(f"blind-{number}" for number in range(121, 126))  # those that `make test` reads


def _case(folder: str, right: int, wrong: int, answered: int) -> Any:
    """A blind batch is there for its score alone; some others one worker reads, as they are or dressed."""
    marks = [pytest.mark.scores] if folder.startswith(("blind-", "attack-")) else []
    marks += [pytest.mark.older] if marks and folder not in _NEWEST else []
    marks += [pytest.mark.xdist_group(ONE_WORKER)] if folder in DRESSED_TOO else []
    return pytest.param(folder, right, wrong, answered, marks=marks)


@pytest.mark.parametrize(("folder", "right", "wrong", "answered"), [_case(*each) for each in FIGURES])
def test_figures_of_a_folder(folder: str, right: int, wrong: int, answered: int) -> None:
    results = [
        compared(labelled((MAILS / folder / name).read_bytes()), label)
        for name, label in labels(folder).items()
    ]

    assert sum(each[1] for each in results) <= wrong
    assert sum(each[2] for each in results) <= answered
    assert sum(each[0] for each in results) >= right
