#!/usr/bin/env python3
"""Prints the plain phrases of a folder of rulebooks, one a line, for programs that search literals.

usage: phrases.py FOLDER
"""
import pathlib
import sys

# Tables over several lines, as the rulebooks have them, are read by tomli 2.4 and later.
try:
    import tomli as tomllib
except ImportError:
    import tomllib


def phrases(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "phrases":
                yield from (text for text in value if isinstance(text, str) and "{" not in text)
            else:
                yield from phrases(value)
    elif isinstance(node, list):
        for value in node:
            yield from phrases(value)


found = set()
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    found.update(phrases(tomllib.loads(path.read_text(encoding="utf-8"))))
print("\n".join(sorted(found)))
