#!/usr/bin/env bash
# What runs beside the private engine, without a network: containers.sh has built everything. $1: where reports go.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
work=$1

attribute() { grep -o '<assembly [^>]*>' "$work/testcontainers.xml" | grep -oE " $1=\"[0-9]+\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }

began=$SECONDS
dotnet tests/QueueAgents.Integration/bin/Release/net10.0/QueueAgents.Integration.dll \
  -namespace QueueAgents.Integration.Containers -result-xml "$work/testcontainers.xml" -noColor
if [[ -s $work/testcontainers.xml ]]; then
  echo "$(attribute passed) $(($(attribute failed) + $(attribute errors))) $(attribute skipped)" >"$work/testcontainers.sum"
fi
echo "== RabbitMQ 4.0 under the fleet's tests took $((SECONDS - began)) s"

began=$SECONDS
/usr/bin/python3 -B tests/containers/compose.py "$work"
echo "== Compose took $((SECONDS - began)) s"
