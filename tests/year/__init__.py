"""A simulated year of news: what people do, what they are sent, and what they ought to have been sent."""
