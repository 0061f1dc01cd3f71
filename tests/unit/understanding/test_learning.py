"""The judge learns what the examples say, the same every time, and is as new as its examples."""

import numpy as np
import pytest

from mailservice.domain.errors import ConfigurationFaults
from mailservice.teaching import digest_of_teaching
from mailservice.understanding.acts import Act
from mailservice.understanding.examples import read_examples
from mailservice.understanding.judge import load_judge, nobody, store_judge
from mailservice.understanding.learning import ROUNDS, VOTES, learn
from mailservice.understanding.lessons import LABELS, lesson_of_whole, lessons_of, scenes_of
from mailservice.understanding.scene import Letter
from mailservice.understanding.things import with_things
from mailservice.understanding.traits import traits_of
from mailservice.understanding.whole_mail import LABELS as WHOLE
from tests.unit.understanding.corpus import lexicon, world
from tests.unit.understanding.scenes import seen

LINES = """\
[subscribe] Jag vill gärna ha breven om Politikerforum.
[register] Jag kommer gärna den 24 maj.
[vague] Ändra min prenumeration.
===
Subject: [unsubscribe] Avsluta
= act unsubscribe
[chat] Hej och tack!
===
Subject: Hej
= act subscribe register
[subscribe] Jag vill ha breven
+[register] och kommer den 24 maj, tack.
[chat] Många hälsningar
[chat] Anna Svensson, utvecklare på en myndighet i en stad någonstans
"""


def taught() -> list[list[str]]:
    there, now = world()
    examples = read_examples({"lines.txt": LINES * 4})
    lessons = [
        each for _, of_one in lessons_of(examples, lexicon=lexicon(), world=there, now=now) for each in of_one
    ]
    rounds: list[int] = []
    weights = learn(lessons, round_done=rounds.append)
    assert rounds == list(range(1, ROUNDS * VOTES + 1))
    judge = load_judge(store_judge(weights, LABELS, "digest"))
    assert judge.learned_from == "digest"
    found = []
    for text in ("Jag vill gärna ha breven.", "Jag kommer den 24 maj."):
        likely = judge.likely(traits_of(seen(text), 0))
        found.append([f"{act}:{sure:.4f}" for act, sure in likely.items() if sure > 0.3])
    return found


def test_it_says_what_it_was_taught_and_the_same_each_time() -> None:
    first = taught()
    assert [[each.partition(":")[0] for each in row] for row in first] == [["subscribe"], ["register"]]
    assert taught() == first


def test_a_lesson_that_is_vague_does_not_say_which_wish_it_is_not() -> None:
    there, now = world()
    [(_, [lesson])] = lessons_of(
        read_examples({"a.txt": "[vague] Ändra min prenumeration."}), lexicon=lexicon(), world=there, now=now
    )
    counts = dict(zip(LABELS, lesson.counts, strict=True))
    assert (counts[Act.SUBSCRIBE], counts[Act.VAGUE], counts[Act.THIRD]) == (0, 1, 1)


def test_an_example_is_learned_whole_and_in_its_parts() -> None:
    there, now = world()
    head = "===\nSubject: Hej\n= act register\n"
    quoted = head + "[chat] > Kommer du?\n[register] Ja\n+[chat] –\n+[register] den 24 maj\n"
    [(_, lessons)] = lessons_of(read_examples({"a.txt": quoted}), lexicon=lexicon(), world=there, now=now)
    assert [[act for act, on in zip(LABELS, each.wanted, strict=True) if on] for each in lessons] == [
        [],
        [],
        [Act.REGISTER],
        [Act.REGISTER],
        [Act.REGISTER],
    ]


UNTOLD = "===\nSubject: Hej\n= act register human / also ask\n[?] Jag kommer. Spelas det in?"


def test_a_mail_whose_parts_nobody_has_told_teaches_as_a_whole_alone() -> None:
    there, now = world()
    examples = read_examples({"a.txt": UNTOLD})
    [(_, lessons)] = lessons_of(examples, lexicon=lexicon(), world=there, now=now)
    assert lessons == []
    [(example, scene)] = scenes_of(examples, lexicon=lexicon(), world=there, now=now)
    encoder = lexicon().encoder
    assert encoder is not None
    heard = lesson_of_whole(example, scene, encoder)
    assert list(heard.text.pieces[: heard.text.own]) == encoder.numbered(
        "Jag kommer. Spelas det in?", "", "Hej."
    )
    assert [label for label, on in zip(WHOLE, heard.wanted, strict=True) if on] == [
        "act",
        "beside",
        "register",
    ]
    assert [label for label, on in zip(WHOLE, heard.counts, strict=True) if not on] == ["ask"]


@pytest.mark.parametrize(
    ("line", "wanted", "outcome_counts", "wishes_count"),
    [
        ("[register:24] Jag kommer den 24 maj.", ["act", "register"], True, True),
        ("[weekly] En bunt i veckan.", ["act", "weekly"], True, True),
        ("[register] Jag kommer.", ["register"], False, True),
        ("[third] Skriv upp Karin.", ["human"], True, True),
        ("[vague] Ändra min prenumeration.", [], False, False),
        ("[chat] Solen skiner.", [], False, True),
    ],
)
def test_a_sentence_alone_is_a_mail_whose_outcome_counts_where_it_tells_it(
    line: str, wanted: list[str], outcome_counts: bool, wishes_count: bool
) -> None:
    there, now = world()
    [(example, scene)] = scenes_of(read_examples({"a.txt": line}), lexicon=lexicon(), world=there, now=now)
    encoder = lexicon().encoder
    assert encoder is not None
    heard = lesson_of_whole(example, scene, encoder)
    counts = dict(zip(WHOLE, heard.counts, strict=True))
    assert [label for label, on in zip(WHOLE, heard.wanted, strict=True) if on] == wanted
    assert (bool(counts["act"]), bool(counts["cancel"]), bool(counts["beside"])) == (
        outcome_counts,
        wishes_count,
        False,
    )


@pytest.mark.parametrize(
    ("label", "taken", "given_up", "open_"),
    [
        ("act register:24,26", {"2027-05-24", "2027-05-26"}, set(), {("*", 0)}),
        ("act cancel:13", set(), {"2027-09-13"}, set()),
        ("act subscribe:po unsubscribe:nk", {"politikerforum"}, {"natverk-kompetens"}, set()),
        (
            "act unsubscribe:*",
            set(),
            {"*"},
            {(name, 1) for name in ("tjanstemannaforum", "politikerforum", "natverk-kompetens")},
        ),
        ("ask", set(), set(), set()),
    ],
)
def test_a_mail_teaches_what_becomes_of_each_thing(
    label: str, taken: set[str], given_up: set[str], open_: set[tuple[str, int]]
) -> None:
    there, now = world()
    examples = read_examples({"a.txt": f"===\nContext: invitation 24\n= {label}\n[?] Så får det bli."})
    [(example, scene)] = scenes_of(examples, lexicon=lexicon(), world=there, now=now)
    assert scene.letter == Letter("invitation", (), ("2027-05-24",))
    encoder = lexicon().encoder
    assert encoder is not None
    heard = lesson_of_whole(example, scene, encoder)
    names = [name for _, name in with_things(scene, encoder).things]
    assert len(heard.text.things) == len(names) == 8
    told = {(names[at], which) for at, which in np.argwhere(heard.of_things > 0)}
    assert told == {(name, 0) for name in taken} | {(name, 1) for name in given_up}
    assert {(names[at], which) for at, which in np.argwhere(heard.things_count == 0)} == open_


def test_a_wish_that_does_not_say_of_what_leaves_its_things_open() -> None:
    there, now = world()
    lessons = []
    for line in ("[register] Jag kommer på onsdag.", "[chat] Solen skiner.", "[register:26] Jag kommer."):
        examples = read_examples({"a.txt": line})
        [(example, scene)] = scenes_of(examples, lexicon=lexicon(), world=there, now=now)
        encoder = lexicon().encoder
        assert encoder is not None
        lessons.append(lesson_of_whole(example, scene, encoder))
    assert [len(each.text.things) for each in lessons] == [8, 0, 8]
    assert [int(each.things_count[3:6, 0].sum()) for each in lessons] == [0, 0, 3]


def test_an_example_about_nothing_that_there_is_is_a_fault() -> None:
    there, now = world()
    examples = read_examples({"a.txt": "===\n= act register:25\n[?] Jag kommer."})
    [(example, scene)] = scenes_of(examples, lexicon=lexicon(), world=there, now=now)
    encoder = lexicon().encoder
    assert encoder is not None
    with pytest.raises(ConfigurationFaults, match=r"a\.txt, line 1: '25' is no list or briefing"):
        lesson_of_whole(example, scene, encoder)


def test_a_judge_that_learned_nothing_hears_nothing() -> None:
    likely = nobody().likely(traits_of(seen("Jag vill ha breven."), 0))
    assert max(likely.values()) < 0.01


def test_the_judge_is_as_new_as_its_examples() -> None:
    """Where this fails, say `mailservice learn --write` and read what changed."""
    assert lexicon().judge.learned_from == digest_of_teaching()
