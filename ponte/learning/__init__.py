"""What regions of a project learn from each other: activities, lessons, and where each stands."""
