"""The sharing decision: deciding, cohort, counting, wording, and giving a used one again."""
