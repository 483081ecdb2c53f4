"""The project's own judged set: questions with the passages that answer them, phrases with their places."""
