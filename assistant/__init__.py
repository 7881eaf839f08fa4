"""One turn of coaching, and all it needs. Start at ``pipeline.py``: the whole turn on one screen."""

from assistant.coach import Coach, Library
from assistant.errors import (
    MessageError,
    ModelError,
    SettingsError,
    SteadyError,
    StoreError,
    UnknownFactError,
)
from assistant.journey.journey import Journey
from assistant.memory.store import Store
from assistant.settings import Settings
from assistant.turn import Reply, Turn

__all__ = [
    "Coach",
    "Journey",
    "Library",
    "MessageError",
    "ModelError",
    "Reply",
    "Settings",
    "SettingsError",
    "SteadyError",
    "Store",
    "StoreError",
    "Turn",
    "UnknownFactError",
]
