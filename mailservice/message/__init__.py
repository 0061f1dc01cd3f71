"""Bytes to values and back; one family of RFCs per file."""
