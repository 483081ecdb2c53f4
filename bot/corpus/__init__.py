"""The curators' texts: from a folder of Markdown and TOML to frozen models, or to a list of everything that is wrong.

files (safe reading, fingerprint; standard library only) < characters, marks, fields, rules (one question each)
< tables (voices, contrasts, lexicon), frontmatter, document (Markdown, the only place that knows the parser)
< passages (blocks to passages with attributed quotations) < checks (what only the whole corpus can show) < loader.
"""
