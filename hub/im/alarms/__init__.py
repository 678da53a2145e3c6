"""Alarms: something that must work does not. Raised once, told in steps, and cleared when it is over."""
