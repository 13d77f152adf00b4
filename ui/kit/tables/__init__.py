"""Tables of lines, narrowing, sections, facts."""
