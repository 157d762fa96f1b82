"""Free times and bookings: the opening engine and the organization's CalDAV calendars."""
