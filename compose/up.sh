#!/usr/bin/env bash
# Publishes, makes missing secrets, builds the images and starts the fleet:
#   up.sh [--postgres] [--no-publish] [what "compose up" takes, such as --scale worker=5]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

files=(-f compose.yaml) publish=1
while (($#)); do
  case $1 in
    --postgres) files+=(-f compose.postgres.yaml) ;;
    --no-publish) publish=0 ;;
    *) break ;;
  esac
  shift
done

[[ ! -f compose.override.yaml ]] || files+=(-f compose.override.yaml)

compose=(docker-compose)
if docker compose version >/dev/null 2>&1; then compose=(docker compose); fi

((publish == 0)) || ./publish.sh
./secrets.sh
"${compose[@]}" "${files[@]}" build
"${compose[@]}" "${files[@]}" up -d "$@"
