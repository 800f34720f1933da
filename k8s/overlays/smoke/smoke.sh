#!/bin/sh
# Sends the images, waits for generations 0 and 1, and shows who is teacher. Exits 0 if both students were promoted.
set -eu
teacher=http://teacher-service:8081
registry=http://model-registry:8080
data=/smoke

until wget -q -O /dev/null "$teacher/q/health/ready"; do
  echo "waiting for teacher-service"
  sleep 5
done

# One record holds a batch of images, with their labels in the order of the batch.
for split in train validation; do
  kcat -P -b kafka:9092 -t smoke.labeled -k "smoke-$split" \
    -H "label=$(cat "$data/$split.labels")" -H "split=$split" "$data/$split.npy"
done
kcat -P -b kafka:9092 -t smoke.unlabeled -k smoke-unlabeled "$data/unlabeled.npy"
echo "sent"

for generation in 0 1; do
  while :; do
    state="$(wget -q -O - "$teacher/api/v1/generations/$generation" 2>/dev/null \
      | sed -n 's/^{"state":"\([a-z]*\)".*/\1/p')"
    echo "generation $generation: ${state:-not open yet}"
    case "$state" in
      promoted) break ;;
      rejected | failed)
        wget -q -O - "$teacher/api/v1/generations/$generation"
        exit 1
        ;;
    esac
    sleep 5
  done
done

wget -q -O - "$registry/api/v1/models/smoke/aliases/teacher"
echo
