"""One more sending process: `mailservice deliver`. It knows how to send, and not how to read."""

from collections.abc import Callable

from mailservice.config.sections import Config
from mailservice.domain.errors import ConfigurationFaults
from mailservice.flow.clocks import SystemClock
from mailservice.flow.deliver import Deliverer
from mailservice.flow.loops import POLL_S, Loop, all_is_loaded, asked_to_stop
from mailservice.parts import letters_of, open_store, signer_of, smarthost_of, throttle_of


async def run_sender(config: Config, *, ready: Callable[[], None]) -> None:
    """Send what is due beside the service, until SIGTERM or Ctrl-C: one more process for one more core.

    Raises    ConfigurationFaults on SQLite, where only the service writes: it signs in threads already
    """
    if config.database.sqlite_file is not None:
        fault = "database.url: a second sending process needs PostgreSQL; on SQLite `serve` sends alone"
        raise ConfigurationFaults((fault,))
    database, smarthost = await open_store(config), smarthost_of(config, None)
    deliverer = Deliverer(
        database.store,
        SystemClock(),
        letters_of(config),
        signer_of(config),
        smarthost,
        throttle_of(config),
        watches_clock=True,
    )
    out, asked = Loop("delivery", deliverer.deliver_due, poll_s=POLL_S), asked_to_stop()
    out.start()
    all_is_loaded()
    ready()
    try:
        await asked.wait()
    finally:
        deliverer.stop()
        await out.stop()
        await smarthost.close()
        await database.close()
