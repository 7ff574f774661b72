"""Getting documents from hostile addresses politely: bytes come out, or the reason why there are none."""
