"""Long runs under load and faults: `python -m tests.soak` looks for growth, `.faults` for wrong words."""
