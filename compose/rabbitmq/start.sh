#!/bin/sh
# Entry point of the broker's container: users from secrets, then the image's own start.
set -eu

definitions=/var/lib/rabbitmq/definitions.json

umask 077
sh "$(dirname "$0")/definitions.sh" >"$definitions"
[ "$(id -u)" -ne 0 ] || chown rabbitmq "$definitions"

exec docker-entrypoint.sh "${@:-rabbitmq-server}"
