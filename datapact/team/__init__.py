"""One organisation at several desks: each works on an own encrypted copy, and a database carries sealed items between them."""
