"""Standing wishes: a seat at each new briefing of a list, without asking each time."""

from mailservice.decisions.case import Case, Outcome
from mailservice.decisions.lines import Line, list_line
from mailservice.decisions.registrations import decide_register
from mailservice.domain.effects import Effect, FollowBriefings
from mailservice.domain.wishes import EVERYTHING, Follow, Register, Unfollow, Wish


def decide_follow(wish: Follow, case: Case) -> Outcome:
    """Follow these lists, and sign up for what is open on them already."""
    lines: list[Line] = []
    effects: list[Effect] = []
    new: list[str] = []
    for list_ in (each for each in case.world.lists if each.id in wish.lists):
        lines.append({"kind": "following", "list": list_line(list_, case.language)})
        if list_.id not in case.person.follows:
            effects.append(FollowBriefings(case.address, list_.id, follows=True))
            new.append(list_.id)
    open_now = tuple(
        each.id
        for each in case.world.open_to_come(case.now)
        if set(each.lists) & set(wish.lists) and not _has_place(each.id, case)
    )
    signed_up = decide_register(Register(open_now), case)
    undo: tuple[Wish, ...] = (*signed_up.undo, *((Unfollow(tuple(new)),) if new else ()))
    return Outcome((*lines, *signed_up.lines), (*effects, *signed_up.effects), undo)


def decide_unfollow(wish: Unfollow, case: Case) -> Outcome:
    """No further briefing by itself. The seats that they have are theirs still."""
    everything = wish.lists == EVERYTHING
    left = tuple(
        each
        for each in case.world.lists
        if each.id in case.person.follows and (everything or each.id in wish.lists)
    )
    if not left:
        return Outcome(({"kind": "follows_nothing"},))
    lines = tuple({"kind": "not_following", "list": list_line(each, case.language)} for each in left)
    effects = tuple(FollowBriefings(case.address, each.id, follows=False) for each in left)
    return Outcome(lines, effects, (Follow(tuple(each.id for each in left)),))


def _has_place(briefing_id: str, case: Case) -> bool:
    """A seat, a place in line, or a no that they have said: a standing wish does not outdo it."""
    return case.person.seat_at(briefing_id) is not None
