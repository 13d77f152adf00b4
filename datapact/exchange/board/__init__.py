"""The status board: who has what, who answered, whose move it is, as far as this vault shows it."""
