"""Tests of what readers see: words, numbers, pictures, report."""
