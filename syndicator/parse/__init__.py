"""Reading documents: hostile bytes in, entries out, nothing believed yet."""
