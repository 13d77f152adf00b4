"""The command line. ``groups`` are read for --help and stay light; ``actions`` import what they need."""
