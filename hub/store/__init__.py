"""What the shop sells: the menu, its prices, and what is sold out."""
