"""PURE values: what the wall, its sources, layouts and people are. Must not know clocks, files or sockets."""
