"""Read, agree, sign."""
