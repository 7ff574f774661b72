"""What the figures of near-duplicates are made of: texts, a store filled beforehand, our way and the peer's."""
