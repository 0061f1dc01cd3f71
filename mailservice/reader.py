"""What reads mail, put together. To load it is half of a start: `app.py` does that beside the open doors."""

from functools import cache

from mailservice.config.sections import Config
from mailservice.flow.apply import Stationery
from mailservice.flow.ports import Clock, Store
from mailservice.flow.process import Processor
from mailservice.parts import policy_of, trust_of
from mailservice.teaching import read_lexicon, warm


def processor_of(config: Config, store: Store, clock: Clock, stationery: Stationery) -> Processor:
    """Takes mails the whole way; what it has been taught is read when the first one needs it."""
    return Processor(store, clock, cache(read_lexicon), trust_of(config), policy_of(config), stationery)


def prepare(processor: Processor) -> None:
    """Load all that the first mail would else wait for; takes seconds."""
    warm(processor.lexicon())
