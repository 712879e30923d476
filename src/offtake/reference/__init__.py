"""Code lists, crop years, release calendars and the bundled figures."""
