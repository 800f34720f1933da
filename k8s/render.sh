#!/usr/bin/env bash
# Renders every overlay into k8s/rendered/, which the build checks. Needs kubectl or kustomize.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

render() {
  if command -v kubectl >/dev/null; then kubectl kustomize "$1"; else kustomize build "$1"; fi
}

# The same digest as RenderedManifests.digest(): names and contents of the sources, in the order of their names.
digest="$(find base components overlays -type f | LC_ALL=C sort \
  | while read -r file; do printf '%s\n' "$file"; cat "$file"; done | sha256sum | cut -d' ' -f1)"
mkdir -p rendered
for overlay in overlays/*; do
  target="rendered/$(basename "$overlay").yaml"
  { echo "# Made by render.sh of sources with SHA-256 $digest"; render "$overlay"; } >"$target"
done
