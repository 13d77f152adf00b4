"""Views of consents and compliance records for windows and commands; erasing."""
