"""The version of what is spoken on the bus. Must not know any message."""

from __future__ import annotations

PROTOCOL_VERSION = 6
"""Grows with every change that an older peer would misread; both ends of a link must have the same."""
