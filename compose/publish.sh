#!/usr/bin/env bash
# Publishes what the images are made of into .publish. It is for any machine with .NET 10, and needs no container engine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 022

publish() {
  dotnet publish "../src/$1" -c Release -o ".publish/$2" -p:UseAppHost=false -p:DebugType=none --nologo -v quiet
}

rm -rf .publish
publish QueueAgents.Server server
publish QueueAgents.Samples.Worker worker
publish QueueAgents.Cli cli
install -D -m 755 images/queueagents.sh .publish/cli/bin/queueagents

# What packages bring for other systems is most of the size.
find .publish/*/runtimes -mindepth 1 -maxdepth 1 -type d ! -name 'linux*' ! -name unix -exec rm -r {} +
