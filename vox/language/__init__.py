"""Words and values in French: dates, hours, numbers, names, and how a voice must say them. Pure."""
