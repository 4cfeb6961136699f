"""The Qt desktop of a duty officer: widgets show and ask, the server decides. Must not decode video."""
