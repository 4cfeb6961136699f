"""wallctl: an emergency-command video-wall orchestrator."""

__version__ = "0.1.0"
