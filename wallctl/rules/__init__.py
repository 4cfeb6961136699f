"""PURE decisions: values in, values out; the clock is an argument. Must not know files or sockets."""
