"""Display of agreements and PDFs for reading."""
