"""What windows and commands show of consents and compliance records; erasing."""
