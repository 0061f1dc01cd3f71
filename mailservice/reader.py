"""What reads mail, put together. To load it takes seconds: `app.py` has that done beside the open doors."""

from functools import cache

from mailservice.flow.read import Desk
from mailservice.screening.authentication import Trust
from mailservice.teaching import read_lexicon, warm


def desk_of(trust: Trust, key: bytes) -> Desk:
    """Where mails are read; what was taught is read when the first mail, or `prepare`, needs it."""
    return Desk(trust, key, cache(read_lexicon), warm)
