"""SIGKILL at random moments, while mail comes in or a fan-out leaves: `python -m tests.crash --help`."""
