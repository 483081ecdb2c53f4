"""Links tried in a real browser: pages of the corpus served on loopback, Chromium to open them, the test itself."""
