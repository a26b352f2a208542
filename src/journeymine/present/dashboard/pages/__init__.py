"""The pages of the dashboard: which there are, what each takes from the report's chapters, and how blocks
become components.
"""
