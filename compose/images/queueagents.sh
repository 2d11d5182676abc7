#!/bin/sh
# The command line, which takes secrets from its environment, in a container, which has them as files.
for secret in /run/secrets/QUEUEAGENTS_*; do
  [ ! -r "$secret" ] || export "${secret##*/}=$(cat "$secret")"
done
exec dotnet /app/QueueAgents.Cli.dll "$@"
