"""The sharing decision: cohort, counting, wording, and giving a used one again."""
