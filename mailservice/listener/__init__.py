"""The door: SMTP and LMTP in."""
