"""Draws and writes: pictures, the report and the dashboard, from published tables; computes no measure."""
