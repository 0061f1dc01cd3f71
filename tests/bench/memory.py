"""How much memory this process has held at most."""

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_rss_kb() -> int:
    """Of this process alone: what getrusage tells is at least what its parent held when it was begun."""
    if _STATUS.exists():
        told = dict(line.partition(":")[::2] for line in _STATUS.read_text(encoding="ascii").splitlines())
        return int(told["VmHWM"].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
