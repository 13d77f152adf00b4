"""Due obligations: agenda, calendar file, reminders, today's figures."""
