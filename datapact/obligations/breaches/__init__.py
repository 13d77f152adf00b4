"""After a breach: whom to tell, until when, and how far that is."""
