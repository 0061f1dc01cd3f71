"""The n-th call fails, for every n: `python -m tests.faults --help` (after sqlite.org/testing.html)."""
