"""config/*.toml and the environment to frozen values; every fault reported at once.

`load_config` and `load_world` are the doors. No other room reads configuration: `app.py` and `cli`
load it and hand each part its values.
"""

from mailservice.config.load import load_config, load_world
from mailservice.config.secret import read_or_make_secret
from mailservice.config.sections import (
    Config,
    ConfirmationConfig,
    DatabaseConfig,
    DigestConfig,
    DkimConfig,
    LimitsConfig,
    ListenerConfig,
    LogConfig,
    OutgoingConfig,
    ServiceConfig,
    SmarthostConfig,
    TrustConfig,
    UndoConfig,
)
from mailservice.config.values import ClockTime, Endpoint, MonthlyTime, WeeklyTime
from mailservice.config.world import WorldFile

__all__ = [
    "ClockTime",
    "Config",
    "ConfirmationConfig",
    "DatabaseConfig",
    "DigestConfig",
    "DkimConfig",
    "Endpoint",
    "LimitsConfig",
    "ListenerConfig",
    "LogConfig",
    "MonthlyTime",
    "OutgoingConfig",
    "ServiceConfig",
    "SmarthostConfig",
    "TrustConfig",
    "UndoConfig",
    "WeeklyTime",
    "WorldFile",
    "load_config",
    "load_world",
    "read_or_make_secret",
]
