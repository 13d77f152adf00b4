"""Trusted lists of the European Union: imported as signed files, kept by day, asked offline whether a service was qualified."""
