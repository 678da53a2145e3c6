"""Users, staff, roles, permissions, sessions, audit log."""
