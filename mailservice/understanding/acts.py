"""What a sentence of a mail does: the words in which the examples and the judge speak."""

from enum import StrEnum


class Act(StrEnum):
    """What one sentence does. A sentence may do several things, or none (a greeting, a reason)."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    REGISTER = "register"
    CANCEL = "cancel"
    EACH = "each"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    TO_ENGLISH = "to-english"
    TO_SWEDISH = "to-swedish"
    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"
    STATUS = "status"
    HELP = "help"
    EXPORT = "export"
    ERASE = "erase"
    KEEP = "keep"  # something shall stay as it is
    DECLINE = "decline"  # something that is not there is not wanted
    MAYBE = "maybe"  # undecided, or hangs on something
    VAGUE = "vague"  # a wish, but not clear enough
    THIRD = "third"  # for or about somebody else
    QUESTION = "question"  # for the secretariat to answer
    HUMAN = "human"  # another matter for a person
    CORRECT = "correct"  # takes back what the mail has just said
    PAST = "past"  # tells what was done or how things are
    AUTO = "auto"  # the words of a machine


WISHES = frozenset(
    {
        Act.SUBSCRIBE,
        Act.UNSUBSCRIBE,
        Act.REGISTER,
        Act.CANCEL,
        Act.EACH,
        Act.WEEKLY,
        Act.MONTHLY,
        Act.TO_ENGLISH,
        Act.TO_SWEDISH,
        Act.PAUSE,
        Act.RESUME,
        Act.MOVE,
        Act.STATUS,
        Act.HELP,
        Act.EXPORT,
        Act.ERASE,
    }
)

NEEDS_NOTHING = frozenset(
    {Act.EACH, Act.WEEKLY, Act.MONTHLY, Act.TO_ENGLISH, Act.TO_SWEDISH, Act.RESUME, Act.STATUS, Act.HELP}
    | {Act.EXPORT, Act.ERASE}
)  # wishes that are about no list, day or address

OPPOSITE = {
    Act.SUBSCRIBE: Act.UNSUBSCRIBE,
    Act.UNSUBSCRIBE: Act.SUBSCRIBE,
    Act.REGISTER: Act.CANCEL,
    Act.CANCEL: Act.REGISTER,
}  # what undoes what
