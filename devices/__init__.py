"""What runs beside a device: the client library and the simulator. Imports nothing of the hub; it knows the wire alone."""
