"""Who agreed to what, may data be shared, what left, and calling it back."""
