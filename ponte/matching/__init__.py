"""What fits a region, and why: practices ranked for it, with exact reasons and a range."""
