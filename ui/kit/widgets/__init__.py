"""Chips, cards, badges, ticks, buttons, passphrase fields."""
