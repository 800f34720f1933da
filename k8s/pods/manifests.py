"""What Kubernetes makes of a container's part of the manifests: environment, mounts, numbers."""

import base64
import math

import yaml

UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 10**3, "M": 10**6, "G": 10**9, "m": 1e-3}


def number(quantity):
    """A quantity of Kubernetes, such as 500m or 2Gi, as a number."""
    text = str(quantity)
    for suffix, factor in UNITS.items():
        if text.endswith(suffix):
            return float(text[: -len(suffix)]) * factor
    return float(text)


class Manifests:
    """The objects of one rendered overlay."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as text:
            self.objects = [found for found in yaml.safe_load_all(text) if found]

    def find(self, kind, name):
        for found in self.objects:
            if found["kind"] == kind and found["metadata"]["name"] == name:
                return found
        raise SystemExit(f"{kind} {name} is not in the manifests")

    def pods(self, kind, label, value):
        """Name and pod template of every controller of a kind whose pods carry a label."""
        for found in self.objects:
            if found["kind"] == kind:
                template = found["spec"]["template"]
                if template["metadata"]["labels"].get(label) == value:
                    yield found["metadata"]["name"], template

    def secret(self, name):
        secret = self.find("Secret", name)
        values = {key: base64.b64decode(value).decode() for key, value in secret.get("data", {}).items()}
        return {**values, **secret.get("stringData", {})}

    def files(self, config_map):
        """The files of a ConfigMap, as bytes."""
        found = self.find("ConfigMap", config_map)
        files = {name: text.encode() for name, text in found.get("data", {}).items()}
        files.update({name: base64.b64decode(text) for name, text in found.get("binaryData", {}).items()})
        return files

    def environment(self, container, pod_name):
        return {entry["name"]: self.value(entry, container, pod_name) for entry in container.get("env", [])}

    def value(self, entry, container, pod_name):
        if "value" in entry:
            return entry["value"]
        source = entry["valueFrom"]
        if "secretKeyRef" in source:
            return self.secret(source["secretKeyRef"]["name"])[source["secretKeyRef"]["key"]]
        if "fieldRef" in source and source["fieldRef"]["fieldPath"] == "metadata.name":
            return pod_name
        if "resourceFieldRef" in source:
            kind, resource = source["resourceFieldRef"]["resource"].split(".")
            # In whole units, rounded up, as the kubelet does.
            return str(math.ceil(number(container["resources"][kind][resource])))
        raise SystemExit(f"{entry['name']}: {source} is not understood here")
