"""What falls due: agenda, calendar file, reminders, today."""
