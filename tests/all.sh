#!/usr/bin/env bash
# Builds the solution and runs every test project. The end names what did not run and what failed; the last line is the sum:
# "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
exec </dev/null

# Nothing may outlive this script and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Programs that live for seconds gain nothing from being watched for what is worth optimizing.
export DOTNET_TieredPGO=0

passed=0 failed=0 skipped=0
not_run=()
failures=()
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

finish() {
  if ((${#not_run[@]})); then
    printf '%s\n' "" "${not_run[@]}"
  fi
  if ((${#failures[@]})); then
    printf '%s\n' "" "${failures[@]}"
  fi
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
  exit
}

install_missing() {
  local missing=()
  [[ -e /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  [[ -e /usr/lib/python3/dist-packages/pika/__init__.py ]] || missing+=(python3-pika)
  ((${#missing[@]})) || return 0
  if [[ $EUID -ne 0 || ! -e /etc/debian_version ]]; then
    echo "Not installed: ${missing[*]}. Tests that need them will not run; to run them (Debian, Ubuntu):"
    echo "  sudo apt-get install --no-install-recommends ${missing[*]}"
    return 0
  fi
  echo "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$results/apt.log" 2>&1; then
    tail -n 20 "$results/apt.log"
    echo "Could not install ${missing[*]}; tests that need them will not run."
  fi
}

build() {
  local began=$SECONDS
  echo "Building"
  if ! dotnet build QueueAgents.sln -c Release --nologo -v quiet; then
    echo "The build failed, so no test ran."
    failed=1
    failures+=("FAILED: the build")
    finish
  fi
  echo "Built in $((SECONDS - began)) s"
}

# An attribute of the report's <assembly> element.
count() { grep -o '<assembly [^>]*>' "$1" | grep -oE " $2=\"[0-9]+\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }

# The report's tests with that result, one per line.
tests_that() { tr '\n' ' ' <"$1" | sed 's/<test /\n<test /g' | grep "^<test .*result=\"$2\""; }

unescaped() { sed -e 's/\\*&quot;/"/g' -e "s/&apos;/'/g" -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/\\"/"/g' -e 's/&amp;/\&/g'; }

list_skipped() {
  tests_that "$1" Skip | sed -E 's/^<test id="[^"]*" name="([^"]*)".*<reason>(.*)<\/reason>.*/NOT RUN: \1 – \2/' | unescaped
}

list_failed() {
  tests_that "$1" Fail | sed -E 's/^<test id="[^"]*" name="([^"]*)".*<message>(.*)<\/message>.*/FAILED: \1 – \2/' | unescaped | cut -c 1-600
}

run() {
  local project=$1 name report began=$SECONDS status=0 broken=0
  name=$(basename "$project" .csproj)
  report=$results/$name.xml
  printf '\n== %s\n' "$name"
  dotnet test --project "$project" --no-build -c Release --no-progress --no-ansi \
    --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$name.xml" || status=$?
  if [[ -s $report ]]; then
    passed=$((passed + $(count "$report" passed)))
    skipped=$((skipped + $(count "$report" skipped)))
    # Errors are failures outside any test, such as a fixture that does not clean up.
    broken=$(($(count "$report" failed) + $(count "$report" errors)))
    mapfile -t -O "${#not_run[@]}" not_run < <(list_skipped "$report")
    mapfile -t -O "${#failures[@]}" failures < <(list_failed "$report")
  fi
  if ((status != 0 && broken == 0)); then
    failures+=("FAILED: $name ended with exit code $status without reporting a failed test")
    broken=1
  fi
  failed=$((failed + broken))
  echo "== $name took $((SECONDS - began)) s"
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is not installed: https://dotnet.microsoft.com/download"
  failed=1
  finish
fi
install_missing
build
while read -r project; do
  run "$project"
done < <(grep -l --include='*.csproj' -r 'Microsoft.NET.Test.Sdk' tests | sort)
finish
