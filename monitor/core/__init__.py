"""Pure rooms: bytes and records in, records out. No I/O, no clock."""
