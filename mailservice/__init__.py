"""The forum address answers: subscriptions and briefings by plain-language mail."""

__version__ = "0.1.0"
