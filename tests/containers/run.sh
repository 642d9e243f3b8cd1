#!/usr/bin/env bash
# tests/containers/run.sh: builds the image and runs the profiles of docker-compose.yml for real.
#
#   tests/containers/run.sh            with docker compose, or podman-compose where there is no Docker engine
#   BUILD=… COMPOSE=… ENGINE=…         commands to use instead (BUILD=: takes the image that is there)
#   PROFILES="single cluster"          only some of: single cluster observe
#   LIMIT_S=300                        how long an alert may take
#   PROMETHEUS_IMAGE=… KAFKA_IMAGE=…   as in docker-compose.yml. Where Prometheus's image cannot be pulled, one is made
#                                      of Debian's package; Grafana is left out where its image cannot be pulled.
#
# What it shows: the image builds from the repository alone; it runs without root, on a read-only root, without a
# compiler, with its secrets in files only; an outlet (a container) is polled from inside; a signed alert arrives at a
# receiver (a container), on SQLite in one container and on Kafka and PostgreSQL with every role apart; health checks
# pass; every role stops gracefully; Prometheus reads every role and understands every rule and every panel.
# Removes only what it made. Skips, saying so, where there is no container engine.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"
if docker info >/dev/null 2>&1; then ENGINE=${ENGINE:-docker} COMPOSE=${COMPOSE:-docker compose}
elif command -v podman >/dev/null; then ENGINE=${ENGINE:-podman} COMPOSE=${COMPOSE:-podman-compose}
else echo "skipped: neither a Docker engine nor podman is here"; exit 0; fi
export BUILDAH_FORMAT=docker # podman's own format has no health checks
BUILD=${BUILD:-$ENGINE build -t}
WORK=${WORK:-$(mktemp -d)}
PROJECT=onrecord-test-$$
LIMIT_S=${LIMIT_S:-300}
STOP_S=15
export SECRETS_DIR=$WORK/secrets CONFIG_DIR=$WORK/config IMAGE=${IMAGE:-localhost/onrecord:test}
export PORT=${PORT:-18700} PROMETHEUS_PORT=${PROMETHEUS_PORT:-19090} GRAFANA_PORT=${GRAFANA_PORT:-13000}
export COMPOSE_PROFILES=
say() { printf '== %s\n' "$*"; }
fail() {
  local name
  for name in $(names .); do say "$name"; $ENGINE logs --tail 6 "$name" 2>&1 | cut -c1-400; done
  say "FAILED: $*"; exit 1
}
compose() { $COMPOSE -p "$PROJECT" -f docker-compose.yml -f tests/containers/compose.test.yml "$@"; }
names() { $ENGINE ps -a --format '{{.Names}}' | grep -E "^$PROJECT[-_]($1)" || true; } # docker parts words by -, podman by _
there() { $ENGINE image inspect "$1" >/dev/null 2>&1 || $ENGINE pull -q "$1" >/dev/null 2>&1; }
clean() { for profile in observe single cluster; do compose --profile "$profile" down -v >/dev/null 2>&1 || true; done; }

alert_arrives() {
  local i
  for ((i = 0; i < LIMIT_S; i += 3)); do
    if $ENGINE logs "$(names receiver)" 2>/dev/null | grep -q '^verified statement.new'; then
      say "$1: a signed alert arrived and was verified after $i s"; return
    fi
    sleep 3
  done
  fail "$1: no alert in $LIMIT_S s"
}
healthy() { # the check that the image declares, run inside as the engine would
  local name
  for name in $(names 'onrecord|fetch|work|deliver|serve'); do
    $ENGINE exec "$name" python -m onrecord.health || fail "$name is not healthy"
    [ "$ENGINE" != podman ] || $ENGINE healthcheck run "$name" >/dev/null || fail "$name: the declared check fails"
    [ "$($ENGINE inspect --format '{{.HostConfig.ReadonlyRootfs}}' "$name")" = true ] || fail "$name: writable root"
  done
  say "$1: healthy, on read-only roots: $(names 'onrecord|fetch|work|deliver|serve' | sed "s/^$PROJECT.//" | xargs)"
}
no_secret_shows() {
  local file name
  for file in "$SECRETS_DIR"/*; do
    for name in $(names .); do
      ! $ENGINE inspect "$name" | grep -qF "$(cat "$file")" || fail "$name shows $(basename "$file")"
    done
  done
  say "$1: no secret shows in any container's settings"
}
stops() {
  local name begun took
  for name in $(names 'onrecord|fetch|work|deliver|serve'); do
    begun=$(date +%s%N)
    $ENGINE stop -t $STOP_S "$name" >/dev/null
    took=$((($(date +%s%N) - begun) / 1000000))
    [ "$($ENGINE inspect --format '{{.State.ExitCode}}' "$name")" = 0 ] || fail "$name did not stop by itself"
    say "$1: ${name#"$PROJECT"?} stopped in $took ms"
  done
}
observed() { # what Prometheus sees of the profile that runs
  there "${PROMETHEUS_IMAGE:=prom/prometheus:v3.5.0}" || {
    PROMETHEUS_IMAGE=localhost/prometheus:test
    $BUILD "$PROMETHEUS_IMAGE" tests/containers/prometheus >"$WORK/prometheus.log" 2>&1 || fail "see $WORK/prometheus.log"
  }
  export PROMETHEUS_IMAGE
  local services=prometheus
  if there "${GRAFANA_IMAGE:-grafana/grafana:12.1.0}"; then services="prometheus grafana"
  else say "observe: Grafana is left out, its image cannot be pulled here"; fi
  # shellcheck disable=SC2086 # a list of names
  compose --profile observe --profile "$1" up -d --no-deps $services >"$WORK/up-observe.log" 2>&1 || fail "see $WORK/up-observe.log"
  $ENGINE exec "$(names receiver)" python /test/observe.py "$1" || fail "observe beside $1"
}

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

PROFILES=${PROFILES:-single cluster observe}
for profile in single cluster; do
  [[ " $PROFILES " == *" $profile "* ]] || continue
  say "profile $profile"
  compose --profile "$profile" up -d >"$WORK/up-$profile.log" 2>&1 || { tail -30 "$WORK/up-$profile.log"; exit 1; }
  alert_arrives "$profile"
  healthy "$profile"
  no_secret_shows "$profile"
  [[ " $PROFILES " != *" observe "* ]] || observed "$profile"
  stops "$profile"
  compose --profile observe --profile "$profile" down -v >/dev/null 2>&1
done
say "done"
