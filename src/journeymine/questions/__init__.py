"""Any question of a journey: funnels, paths, graphs, cohorts, attribution, each answered from the ordered
paths and carrying its own definition.

Measures compute on arrays and masks; here words become masks, and numbers become results that can be shown,
saved and asked again.
"""
