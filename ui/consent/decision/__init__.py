"""The matrix and asking."""
