"""Validates a DFXML file with lxml against a schema and prints its files.

Usage: validate_dfxml.py FILE.xml SCHEMA.xsd
"""
import json
import sys

from lxml import etree

NAME = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"
document = etree.parse(sys.argv[1], etree.XMLParser(resolve_entities=False, no_network=True))
schema = etree.XMLSchema(etree.parse(sys.argv[2]))
valid = schema.validate(document)
print(json.dumps({
    "valid": valid,
    "errors": [str(one) for one in schema.error_log],
    "files": [
        {
            "name": one.findtext(f"{NAME}filename"),
            "size": one.findtext(f"{NAME}filesize"),
            "mtime": one.findtext(f"{NAME}mtime"),
            "digests": {digest.get("type"): digest.text for digest in one.findall(f"{NAME}hashdigest")},
        }
        for one in document.iter(f"{NAME}fileobject")
    ],
}))
