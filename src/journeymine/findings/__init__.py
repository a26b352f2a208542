"""What hurts, what to do about it, where ways part and what changed. Nothing is drawn here."""
