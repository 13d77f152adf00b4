"""The Calendar room: agenda, time line, breaches."""
