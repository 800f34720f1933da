#!/bin/bash
# Exits 0 if the service of this image is alive. Needs nothing but bash.
exec 3<>"/dev/tcp/127.0.0.1/${QUARKUS_HTTP_PORT:-$(cat "$(dirname "$0")/port")}" || exit 1
printf 'GET /q/health/live HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
