"""The nine steps of the sharing decision, one module each; ``evaluation`` collects their reasons."""
