"""Lists of rows on their way between the computers of one house: written, and taken in under the entries that seal them."""
