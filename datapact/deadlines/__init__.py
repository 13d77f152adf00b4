"""Deadlines: periods, BGB, Regulation 1182/71, holidays, notice periods. Knows nothing of agreements."""
