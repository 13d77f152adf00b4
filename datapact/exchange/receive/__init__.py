"""Looking at a file, and taking it in whole or not at all."""
