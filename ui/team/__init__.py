"""Windows of a team: the page in the settings, its dialogs, and the watch that synchronises."""
