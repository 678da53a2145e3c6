"""Food orders: what a stay asked for, in rounds of lines, until the room is cleaned or the wristband handed in."""
