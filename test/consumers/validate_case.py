"""Validates a CASE/UCO graph with case_utils against its bundled ontology and prints what it says.

Usage: validate_case.py GRAPH.jsonld
"""
import json
import sys
import warnings

from case_utils.case_validate import validate
from rdflib import Graph, RDF

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    result = validate(sys.argv[1])
graph = Graph().parse(sys.argv[1], format="json-ld")
kinds: dict[str, int] = {}
for kind in graph.objects(None, RDF.type):
    name = str(kind).rsplit("/", 1)[-1]
    kinds[name] = kinds.get(name, 0) + 1
print(json.dumps({
    "conforms": result.conforms,
    "undefined": sorted(str(one) for one in result.undefined_concepts),
    "warnings": [str(one.message) for one in caught if "CDO" in one.category.__name__],
    "text": "" if result.conforms else result.text[:4000],
    "kinds": kinds,
}))
