"""Spelling in own words of a text: which words are looked up, in which dictionary, and what it says."""
