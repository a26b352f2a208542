"""How long does a whole run take, beside the least there is to do: DuckDB reading and sorting the file?"""
