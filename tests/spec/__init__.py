"""Each measure by worked examples: a small table of events, a question and its answer."""
