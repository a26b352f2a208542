"""One module per picture: published tables and a scene in, a plotly figure out; no file, clock or network
is touched.
"""
