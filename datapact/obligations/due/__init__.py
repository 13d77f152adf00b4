"""Obligations and where each due day comes from."""
