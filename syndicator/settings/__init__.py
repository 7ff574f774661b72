"""
Environment and config files in, one frozen object out; read only at the doors of the program.

`load()` is all that the doors need.
"""

from syndicator.settings.durations import parse_duration
from syndicator.settings.environment import Environment
from syndicator.settings.learning import write_model
from syndicator.settings.loading import Settings, load
from syndicator.settings.renewal import RULE_FILES, renewed, stamp_of
from syndicator.settings.sources import read_sources_file

__all__ = [
    "RULE_FILES",
    "Environment",
    "Settings",
    "load",
    "parse_duration",
    "read_sources_file",
    "renewed",
    "stamp_of",
    "write_model",
]
