"""Reading exports: bytes to raw tables, raw tables to the event shape."""
