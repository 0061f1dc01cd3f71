"""A year of briefings in a minute: the whole service against people with calendars, outages and bad luck."""
