"""Validates a DFXML file with lxml against a schema and prints what it says.

Usage: validate_dfxml.py FILE.xml SCHEMA.xsd
"""
import json
import sys
from xml.etree import ElementTree

from lxml import etree

NAME = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"
XS = "{http://www.w3.org/2001/XMLSchema}"


def load(path: str) -> etree.XMLSchema:
    """The schema. Version 1.2.0 leaves open which of several wildcards of one sequence a foreign element belongs to, so libxml2 refuses to load it:
    then the last of them stays, which in `metadata` takes all the others do, and elsewhere matters to files with foreign elements only."""
    tree = etree.parse(path)
    try:
        return etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        if any(one.type_name != "SCHEMAP_NOT_DETERMINISTIC" for one in error.error_log):
            raise
    for sequence in tree.iter(f"{XS}sequence"):
        for wildcard in sequence.findall(f"{XS}any")[:-1]:
            sequence.remove(wildcard)
    return etree.XMLSchema(tree)


def values(parent: etree._Element, about: str) -> dict[str, str] | None:
    """What our instruction about something says, read as the attributes of an element."""
    for one in parent.xpath("processing-instruction('palimpsest')"):
        subject, _, rest = one.text.partition(" ")
        if subject == about:
            return dict(ElementTree.fromstring(f"<values {rest}/>").attrib)
    return None


document = etree.parse(sys.argv[1], etree.XMLParser(resolve_entities=False, no_network=True))
schema = load(sys.argv[2])
valid = schema.validate(document)
metadata = document.find(f"{NAME}metadata")
print(json.dumps({
    "valid": valid,
    "errors": [str(one) for one in schema.error_log],
    "title": None if metadata is None else metadata.findtext("{http://purl.org/dc/elements/1.1/}title"),
    "case": None if metadata is None else values(metadata, "case"),
    "files": [
        {
            "name": one.findtext(f"{NAME}filename"),
            "kind": one.findtext(f"{NAME}name_type"),
            "size": one.findtext(f"{NAME}filesize"),
            "mtime": one.findtext(f"{NAME}mtime"),
            "digests": {digest.get("type"): digest.text for digest in one.findall(f"{NAME}hashdigest")},
            "problem": values(one, "problem"),
        }
        for one in document.iter(f"{NAME}fileobject")
    ],
}))
