"""The steps in order, written against ports."""
