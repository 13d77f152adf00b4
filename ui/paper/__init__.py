"""The other side's paper in the window: read in, weighed, its terms taken one by one, its text with places."""
