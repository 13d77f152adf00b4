"""Views of agreements for windows and commands: page, time line, list, portfolio, partners."""
