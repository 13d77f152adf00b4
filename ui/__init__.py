"""The desktop application. Widgets only; what they show and do comes from ``datapact``."""
