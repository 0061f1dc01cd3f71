"""The way out: DKIM and the smarthost."""
