"""Reads a CSV file with Python's csv module, strictly, and prints its cells and whether it began with a byte order mark.

Usage: read_csv.py FILE.csv
"""
import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    marked = file.read(1) == "\ufeff"
    if not marked:
        file.seek(0)
    rows = list(csv.reader(file, strict=True))
print(json.dumps({"byteOrderMark": marked, "rows": rows}))
