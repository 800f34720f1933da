#!/usr/bin/env python3
"""Rewrites the lists of advisories from an export of OSV, offline.

    etc/advisories/update.py --from all.zip --date 2026-11-26

all.zip is OSV's export for the ecosystem Maven (osv-vulnerabilities, Maven/all.zip), to be downloaded first.
Packages are those in the bills of materials of the last build (etc/supply-chain/target/bom). Native libraries, which OSV
does not number, stay as they are in native.json; so does every advisory that the export does not have.
"""
import argparse
import json
import pathlib
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
BILLS = HERE.parent.parent / "etc" / "supply-chain" / "target" / "bom"
EVENTS = ("introduced", "fixed", "last_affected")
BY_HAND = {"native.json", "exemptions.json"}


def shipped(item):
    """The Maven packages of a bill of materials, at every depth."""
    for component in item.get("components", []):
        if "group" in component:
            yield component["group"] + ":" + component["name"]
        yield from shipped(component)


def subset(osv, packages):
    """The part of an advisory that the check reads; None if it is not about what is shipped."""
    affected = []
    for entry in osv.get("affected", []):
        package = entry.get("package", {})
        ranges = [r for r in entry.get("ranges", []) if r["type"] in ("ECOSYSTEM", "SEMVER")]
        if package.get("ecosystem") == "Maven" and package["name"] in packages and ranges:
            affected.append({
                "package": {"ecosystem": "Maven", "name": package["name"]},
                "ranges": [{
                    "type": "ECOSYSTEM",
                    "events": [{key: event[key]} for event in r["events"] for key in EVENTS if key in event],
                } for r in ranges],
            })
    if not affected or "withdrawn" in osv:
        return None
    advisory = "https://osv.dev/vulnerability/" + osv["id"]
    return {
        "id": osv["id"],
        "aliases": sorted(osv.get("aliases", [])),
        "summary": osv.get("summary", osv["id"]),
        "affected": affected,
        "references": [{"type": "ADVISORY", "url": advisory}],
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--from", dest="export", required=True, type=pathlib.Path)
    arguments.add_argument("--date", required=True, help="of the export, such as 2026-11-26")
    options = arguments.parse_args()

    bills = sorted(BILLS.glob("*.cdx.json"))
    if not bills:
        raise SystemExit(f"{BILLS} is empty; run ./mvnw package first")
    packages = {package for bill in bills for package in shipped(json.loads(bill.read_text()))}
    found = {}
    with zipfile.ZipFile(options.export) as export:
        for name in export.namelist():
            advisory = subset(json.loads(export.read(name)), packages)
            if advisory:
                found[advisory["id"]] = advisory
    known = {i for advisory in found.values() for i in [advisory["id"], *advisory["aliases"]]}
    for file in sorted(HERE.glob("*.json")):
        if file.name in BY_HAND or file.name == "osv.json":
            continue
        current = json.loads(file.read_text())
        current["advisories"] = [a for a in current["advisories"] if not known & {a["id"], *a["aliases"]}]
        write(file, current)
    write(HERE / "osv.json", {
        "date": options.date,
        "sources": ["OSV, ecosystem Maven"],
        "advisories": [found[i] for i in sorted(found)],
    })
    print(f"{len(found)} advisories about {len(packages)} packages")


def write(file, content):
    """One advisory a line, so that a change of the lists can be read."""
    if not content["advisories"]:
        file.unlink(missing_ok=True)
        return
    lines = ",\n".join("    " + json.dumps(advisory, ensure_ascii=False) for advisory in content["advisories"])
    head = json.dumps({key: content[key] for key in ("date", "sources")}, indent=2)[:-2]
    file.write_text(f'{head},\n  "advisories": [\n{lines}\n  ]\n}}\n')


if __name__ == "__main__":
    main()
