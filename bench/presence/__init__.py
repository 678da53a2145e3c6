"""What it costs to know who is there and how they are."""
