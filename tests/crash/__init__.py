"""SIGKILL at random moments while mail comes in: `python -m tests.crash --help`."""
