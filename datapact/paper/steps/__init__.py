"""Foreign paper in the vault: taken in, searched, its terms taken one by one, its report confirmed and handed out."""
