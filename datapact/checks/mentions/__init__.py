"""What a text says of terms: numbers, days, law, countries and names of companies, by its words alone."""
