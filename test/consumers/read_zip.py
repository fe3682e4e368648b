"""Opens a zip file with Python's own reader, checks every check sum and prints the SHA-256 of every file.

Usage: read_zip.py FILE.zip
"""
import hashlib
import json
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as archive:
    broken = archive.testzip()
    print(json.dumps({"broken": broken, "files": {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}}))
