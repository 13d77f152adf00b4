"""What its pages share."""
