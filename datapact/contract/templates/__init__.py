"""Templates, questions and answers, and how they resolve to text."""
