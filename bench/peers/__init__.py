"""One module a side: the works of the chain as that side would have them done, timed and answered.

A side runs in a process and an environment of its own, as `python -m bench.peers.NAME clean.parquet`,
with the project's folder on its path. Of `bench` it imports `chain`, `digest` and `peers.clock`, which
need the standard library only, and it writes lines of JSON, one a work, in the order of
`bench.chain.WORKS`:

    {"work": "sessions", "wall_seconds": 1.2, "cpu_seconds": 2.1, "peak_bytes": 300000000, "answer": {…}}

`answer` is the digest of the work's answer, made by the function of that name in `bench.digest` after
the clock has stopped; `load` has none. Before them comes a line with `"work": "start"`: from the start
of the process to the end of its imports, with a field `versions`, the packages that do the work and
their versions. Works that a side does not do are left out; `bench/sides.py` says why.
`bench.peers.clock.Clock` writes all of this.
"""
