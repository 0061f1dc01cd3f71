"""Ratios beside a peer, taken round by round in one run: `python -m tests.bench --help`."""
