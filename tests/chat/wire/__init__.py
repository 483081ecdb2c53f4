"""The bot end to end: an unmodified `dissensus run` in its own process, a Discord of our own on the other side."""
