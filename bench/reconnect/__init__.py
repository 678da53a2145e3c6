"""Thousands of devices come back at once, each from its own cursor."""
