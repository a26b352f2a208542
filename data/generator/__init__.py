"""A small simulation of a furniture shop's customers, written out as the exports of four vendors.

`python -m data.generator`, at the root of the repository, writes `data/sample`: the same bytes each time.
Read it in this order: truths, people, life, browsing, checkout, ownership, sales, then the export_ modules.
"""
