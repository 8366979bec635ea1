"""Prints the software bill of materials of a release (SPDX 2.3, JSON): the Swift packages and C libraries that are linked into the
program, and the embedding model that comes with it.

    packaging/bill_of_materials.py VERSION MODELS
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

NONE = "NOASSERTION"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def package(name, version, location=NONE, checksum=None, licence=NONE):
    entry = {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name,
        "versionInfo": version,
        "downloadLocation": location,
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": NONE,
    }
    if checksum:
        entry["checksums"] = [{"algorithm": "SHA256", "checksumValue": checksum}]
    return entry


def swift_packages():
    for pin in json.loads(pathlib.Path("Package.resolved").read_text())["pins"]:
        state = pin["state"]
        yield package(pin["identity"], state.get("version") or state["revision"], f"git+{pin['location']}@{state['revision']}")


def libraries():
    for library in ("libsqlite3.a", "libz.a", "libcrypt.a", "libstdc++.a"):
        path = os.path.realpath(output("gcc", f"-print-file-name={library}"))
        name = output("dpkg-query", "-S", path).split(":")[0]
        yield package(name, output("dpkg-query", "-W", "-f", "${Version}", name))


def toolchain():
    version = re.search(r"Swift version (\S+)", output("swift", "--version")).group(1)
    yield package("swift-runtime", version, "https://www.swift.org", licence="Apache-2.0")


def models(folder):
    for file in sorted(pathlib.Path(folder).glob("*/*")):
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        yield package(f"{file.parent.name}-{file.name}", checksum[:12], checksum=checksum, licence="Apache-2.0")


def main(version, folder):
    program = pathlib.Path("dist/agent-memory").read_bytes()
    own = package("agent-memory", version, checksum=hashlib.sha256(program).hexdigest())
    parts = [*swift_packages(), *libraries(), *toolchain(), *models(folder)]
    time = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"agent-memory-{version}",
        "documentNamespace": f"urn:sha256:{own['checksums'][0]['checksumValue']}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: packaging/bill_of_materials.py"]},
        "packages": [own, *parts],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": own["SPDXID"]},
            *(
                {"spdxElementId": own["SPDXID"], "relationshipType": "CONTAINS", "relatedSpdxElement": part["SPDXID"]}
                for part in parts
            ),
        ],
    }
    json.dump(document, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main(*sys.argv[1:])
