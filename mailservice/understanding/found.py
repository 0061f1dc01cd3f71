"""What was found of one wish."""

from dataclasses import dataclass

from mailservice.domain.readings import Evidence
from mailservice.domain.wishes import (
    Wish,
)
from mailservice.understanding.scene import Scene
from mailservice.understanding.spotting import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """One wish with the words that it was read from, or a fault that keeps it from being carried out.

    clause   the number of its clause, -1 where it has none
    """

    wish: Wish | None
    fault: str
    evidence: Evidence
    clause: int = -1


def words_of(scene: Scene, hit: Hit) -> str:
    return " ".join(w.low for w in scene.words[hit.first : hit.last + 1])
