"""Brands, shops, rooms, stays, wristbands and therapist sessions."""
