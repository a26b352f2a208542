"""Properties that hold for every log, and the made-up logs to try them on."""
