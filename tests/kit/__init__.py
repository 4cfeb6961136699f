"""The test kit: what reads the glass instead of believing counters."""
