"""Reading a Word file or PDF of another house into paragraphs that know their place."""
