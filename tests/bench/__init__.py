"""The benchmark: `python -m tests.bench`. Must not be imported by any test but its own."""
