"""A proof over the agreements on file: whether a delivery that one permits breaks another, by which its data came."""
