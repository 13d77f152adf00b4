"""The matrix of datasets, partners and purposes, the page of one cell, and what-if questions."""
