"""Guests and staff write to each other: one support chat per stay, which a person of the staff takes, and one group per shop."""
