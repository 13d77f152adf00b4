"""Inputs of the sharing decision: the question, agreements in force, compliance records, adequacy."""
