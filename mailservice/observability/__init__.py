"""What operators see: the log.

structlog looks for rich when it is loaded, to draw tracebacks on a terminal. Our log has none (a traceback
may hold words of a mail), and rich and what it loads are 5 MB of every process: so it is not found.
"""

import sys

if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]  # as importlib has it: such a module is not found
    import structlog  # noqa: F401

    del sys.modules["rich"]
