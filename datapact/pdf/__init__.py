"""Documents for people as tagged PDF/A-3a that also meets PDF/UA-1. Lays out what it is given."""
