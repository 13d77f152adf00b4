"""What windows and commands show of agreements: page, time line, list, portfolio, partners."""
