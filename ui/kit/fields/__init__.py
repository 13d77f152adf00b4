"""Fields of forms: text, days, moments, choices, files."""
