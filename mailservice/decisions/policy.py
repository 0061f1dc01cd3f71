"""The rules that an installation may set."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """Numbers that deciders obey; `config.py` says what each means to an operator.

    answers_per_…          letters that mails from one unproven address may cause to it
    vouched_answers_per_…  the same for who is vouched for by our border MTA; the secretariat: ten times
    back_at                when on its last day a pause ends (Europe/Stockholm): a digest follows at once
    two_pairs_of_eyes      another than the author must approve a text
    hold                   between an approval and the first letter
    heavy_kb               what goes along with a text beyond this is warned of
    """

    confirmation_valid: timedelta = timedelta(days=7)
    undo_valid: timedelta = timedelta(days=7)
    answers_per_hour: int = 3
    answers_per_day: int = 10
    vouched_answers_per_hour: int = 20
    vouched_answers_per_day: int = 60
    back_at: time = time(7, 0)
    two_pairs_of_eyes: bool = False
    hold: timedelta = timedelta(minutes=10)
    heavy_kb: int = 2048
