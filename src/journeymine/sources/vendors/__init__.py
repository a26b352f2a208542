"""One module per vendor: the columns that its exports promise. What they mean is in
`sql/staging/stg_<vendor>__<entity>.sql`.
"""
