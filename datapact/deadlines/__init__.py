"""One law of time: periods, BGB, Regulation 1182/71, holidays, notice periods. Nothing of agreements."""
