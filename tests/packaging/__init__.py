"""Tests of what is shipped: the wheel, the pins, what an import takes in, and no place of one machine."""
