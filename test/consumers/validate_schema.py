"""Validates a JSON document against a JSON Schema 2020-12 with jsonschema.

Usage: validate_schema.py DOCUMENT.json SCHEMA.json
"""
import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
print(json.dumps({"errors": [f"{one.json_path}: {one.message}"[:300] for one in Draft202012Validator(schema).iter_errors(document)]}))
