#!/usr/bin/env bash
# Completes a folder with a service's quarkus-app to what goes into its image:
#   prepare.sh labeler-service /opt/noisy-student
# Native libraries go into natives/, so that a container starts without unpacking them. Needs a JDK.
set -euo pipefail
service="$1"
image="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

cp "$here/start.sh" "$here/healthy.sh" "$image/"
sed -n 's/^quarkus\.http\.port=//p' "$here/../../$service/src/main/resources/application.properties" >"$image/port"
mkdir "$image/natives"
work="$(mktemp -d)"
java -Djava.io.tmpdir="$work" -cp "$image/lib/main/*" "$here/UnpackNatives.java" "$image/natives"
rm -rf "$work"
# Readable by every user, whatever the umask was; writable by none.
chmod -R a+rX,a-w "$image"
