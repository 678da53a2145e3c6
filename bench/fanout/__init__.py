"""One event to N sockets: what a delivered event costs the server, and what an idle socket holds."""
