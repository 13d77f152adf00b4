"""Paper of another house: its text with places, what it seems to say and to lack, what a person took of it."""
