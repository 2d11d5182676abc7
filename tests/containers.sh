#!/usr/bin/env bash
# Real containers: RabbitMQ 4.0 under the fleet's tests, and compose with PostgreSQL. The last line is the sum, as of all.sh.
# It needs root, Debian, and the folder with the scripts that make images and run a private engine: QUEUEAGENTS_CONTAINERS, or
# ../shared/containers beside the checkout. QUEUEAGENTS_IMAGES names a folder that keeps the images for the next time.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
exec </dev/null

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

passed=0 failed=0 skipped=0
scripts=${QUEUEAGENTS_CONTAINERS:-../shared/containers}
work=$(mktemp -d)
images=${QUEUEAGENTS_IMAGES:-$work/images}
trap 'rm -rf "$work"' EXIT

finish() {
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
  exit
}

# Without a place to run in, nothing is wrong with the project; but nobody shall think that it has run.
cannot() {
  printf '\n%s\n' "NOT RUN: RabbitMQ 4.0 in a container – $1" "NOT RUN: compose with PostgreSQL – $1"
  skipped=2
  finish
}

phase() {
  local what=$1 began=$SECONDS status=0
  shift
  "$@" || status=$?
  echo "== $what took $((SECONDS - began)) s"
  return "$status"
}

broke() {
  echo "$1 failed."
  [[ ! -s ${2:-} ]] || tail -n 40 "$2"
  failed=$((failed + 1))
  finish
}

install_missing() {
  local missing=()
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v docker-compose >/dev/null || missing+=(docker-compose)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v bc >/dev/null || missing+=(bc)
  [[ -e /usr/lib/python3/dist-packages/pika/__init__.py ]] || missing+=(python3-pika)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  ((${#missing[@]})) || return 0
  echo "Installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

make_images() {
  [[ -e $images/complete ]] || { "$scripts/make-images.sh" "$images" && touch "$images/complete"; }
}

build() { dotnet build tests/QueueAgents.Integration -c Release -v quiet; }

# The report of a stage: passed, failed, skipped.
add() {
  local report=$work/$1.sum one two three
  if [[ -s $report ]] && read -r one two three <"$report"; then
    passed=$((passed + one)) failed=$((failed + two)) skipped=$((skipped + three))
  else
    echo "$1 ended without a report."
    failed=$((failed + 1))
  fi
}

[[ -e $scripts/with-docker.sh ]] || cannot "there is no $scripts"
[[ $EUID -eq 0 && -e /etc/debian_version ]] || cannot "it needs root on Debian"
command -v dotnet >/dev/null || cannot "the .NET SDK 10 is not installed"

phase "Installing" install_missing >"$work/install.log" 2>&1 || { tail -n 5 "$work/install.log"; cannot "what it needs could not be installed"; }
scripts=$(realpath "$scripts")
mkdir -p "$images"

# Images are made of packages from the net, programs of what is here: at the same time.
phase "Making images" make_images >"$work/images.log" 2>&1 &
making=$!
phase "Building the tests" build || broke "The build"
phase "Publishing" compose/publish.sh || broke "Publishing"
wait "$making" || broke "Making images" "$work/images.log"
tail -n 1 "$work/images.log"

phase "All in containers" "$scripts/with-docker.sh" "$images" tests/containers/inside.sh "$work"
add testcontainers
add compose
finish
