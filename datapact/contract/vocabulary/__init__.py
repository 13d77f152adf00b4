"""Words of others with their meaning here: DPV labels, citations, acts, countries."""
