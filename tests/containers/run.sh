#!/usr/bin/env bash
# tests/containers/run.sh: builds the image and runs both profiles of docker-compose.yml for real.
#
#   tests/containers/run.sh            with docker compose, or podman-compose where there is no Docker engine
#   BUILD=… COMPOSE=… ENGINE=…         commands to use instead
#   PROFILES=single                    one profile only
#   EXTRA_COMPOSE=FILE                 one more compose file, for stand-ins of the public images
#
# What it shows: the image builds from the repository alone; it runs without root, on a read-only root, without a
# compiler; an outlet (a container) is polled from inside; a signed alert arrives at a receiver (a container), on
# SQLite in one container and on Kafka and PostgreSQL with every role apart. Removes only what it made.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"
if docker info >/dev/null 2>&1; then ENGINE=${ENGINE:-docker} COMPOSE=${COMPOSE:-docker compose}
elif command -v podman >/dev/null; then ENGINE=${ENGINE:-podman} COMPOSE=${COMPOSE:-podman-compose}
else echo "skipped: neither a Docker engine nor podman is here"; exit 0; fi
BUILD=${BUILD:-$ENGINE build -t}
WORK=${WORK:-$(mktemp -d)}
PROJECT=onrecord-test-$$
LIMIT_S=${LIMIT_S:-300}
export SECRETS_DIR=$WORK/secrets CONFIG_DIR=$WORK/config IMAGE=${IMAGE:-localhost/onrecord:test} PORT=${PORT:-18700}
export COMPOSE_PROFILES=
say() { printf '== %s\n' "$*"; }
compose() { $COMPOSE -p "$PROJECT" -f docker-compose.yml -f tests/containers/compose.test.yml ${EXTRA_COMPOSE:+-f "$EXTRA_COMPOSE"} "$@"; }
wait_for_alert() { # until the receiver's log shows a verified alert
  for ((i = 0; i < LIMIT_S; i += 3)); do
    if $ENGINE logs "${PROJECT}_receiver_1" 2>/dev/null | grep -q '^verified statement.new' ||
      $ENGINE logs "${PROJECT}-receiver-1" 2>/dev/null | grep -q '^verified statement.new'; then
      say "profile $1: a signed alert arrived and was verified after $i s"; return
    fi
    sleep 3
  done
  for name in $($ENGINE ps -a --format '{{.Names}}' | grep "^$PROJECT"); do say "$name"; $ENGINE logs --tail 8 "$name" 2>&1 | cut -c1-300; done
  say "profile $1: no alert in $LIMIT_S s"; return 1
}
clean() { for profile in single cluster; do compose --profile "$profile" down -v >/dev/null 2>&1 || true; done; }

scripts/container-secrets >/dev/null
mkdir -p "$CONFIG_DIR"
cp tests/containers/config/*.yaml config/topics.yaml "$CONFIG_DIR/"
printf 'whsec_b25yZWNvcmQtY29udGFpbmVyLXRlc3Qtc2VjcmV0' >"$CONFIG_DIR/receiver_secret"
chmod -R a+rX "$WORK"
trap clean EXIT

say "building $IMAGE"
$BUILD "$IMAGE" . >"$WORK/build.log" 2>&1 || { tail -30 "$WORK/build.log"; exit 1; }
$ENGINE run --rm --read-only --tmpfs /tmp --cap-drop ALL --entrypoint sh "$IMAGE" -c '
  [ "$(id -u)" = 10001 ] || { echo "runs as $(id -u)"; exit 1; }
  if touch /etc/x 2>/dev/null; then echo "the root is writable"; exit 1; fi
  if command -v gcc cc make; then echo "a compiler is left"; exit 1; fi
  onrecord --help >/dev/null'
say "image: not root, read-only, no compiler; $($ENGINE image inspect --format '{{.Size}}' "$IMAGE" | awk '{printf "%.0f MB", $1 / 1e6}')"

for profile in ${PROFILES:-single cluster}; do
  say "profile $profile"
  compose --profile "$profile" up -d >"$WORK/up-$profile.log" 2>&1 || { tail -30 "$WORK/up-$profile.log"; exit 1; }
  wait_for_alert "$profile"
  $ENGINE ps -a --format '{{.Names}} {{.Status}}' | grep "^$PROJECT"
  compose --profile "$profile" down -v >/dev/null 2>&1
done
say "done"
