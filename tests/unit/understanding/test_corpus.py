"""The mails of the project, each folder against its labels: the figures may rise, never fall."""

import pytest

from tests.unit.understanding.corpus import MAILS, compared, labelled, labels

# folder, right at least, wrong actions at most, machines answered at most; docs/phrases.md tells the measure
FIGURES = [
    ("dev-everyday", 100, 0, 0),
    ("dev", 82, 0, 0),
    ("dev-hard", 84, 1, 0),
    ("dev-batch1", 36, 0, 0),
    ("dev-batch2", 33, 0, 0),
    ("dev-batch3", 27, 0, 0),
]


@pytest.mark.parametrize(("folder", "right", "wrong", "answered"), FIGURES)
def test_figures_of_a_folder(folder: str, right: int, wrong: int, answered: int) -> None:
    results = [
        compared(labelled((MAILS / folder / name).read_bytes()), label)
        for name, label in labels(folder).items()
    ]

    assert sum(each[1] for each in results) <= wrong
    assert sum(each[2] for each in results) <= answered
    assert sum(each[0] for each in results) >= right
