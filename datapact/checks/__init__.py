"""What the law asks of a text, as rules with citations. Finds, never decides a step."""
