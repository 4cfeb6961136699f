"""PURE: every message on the bus, one tagged union per direction. Must not know sockets or clocks."""
