"""The nine steps of the sharing decision, by topic; ``evaluation`` collects their reasons."""
