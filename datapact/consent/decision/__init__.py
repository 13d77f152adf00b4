"""The sharing decision: deciding, cohort, counting, wording, and replaying a used decision."""
