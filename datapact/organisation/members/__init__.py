"""Members: founding, inviting, certifying, renewing and removing them."""
