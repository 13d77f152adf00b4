"""One organisation's encrypted folder on this computer, without knowledge of agreements or of people but key slots."""
