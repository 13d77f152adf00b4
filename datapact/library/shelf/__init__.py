"""The library as windows and commands show it, what clauses can be about, and library files in and out."""
