"""The nine steps of the sharing decision, by theme; ``evaluation`` collects their reasons."""
