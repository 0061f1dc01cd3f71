"""A stop in the middle of a large send: what left before, nothing after, and a report that is exact."""
