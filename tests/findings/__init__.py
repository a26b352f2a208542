"""What hurts, what to do, where ways part, what changed; and the experience and personas beneath."""
