from tests.venue.house import databases, house

__all__ = ["databases", "house"]
