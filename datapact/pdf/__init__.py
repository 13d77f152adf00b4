"""Documents for people as tagged PDF/A-3a that also meets PDF/UA-1: layout only, no content of its own."""
