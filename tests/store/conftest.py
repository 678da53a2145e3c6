from tests.venue.house import databases, house, postgres

__all__ = ["databases", "house", "postgres"]
