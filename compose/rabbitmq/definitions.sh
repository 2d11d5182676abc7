#!/bin/sh
# Prints definitions.json with the broker's users in it: definitions.sh [SECRETS]. A password comes from the file SECRETS/rabbitmq_ROLE
# (/run/secrets by default) or else from the variable RABBITMQ_ROLE_PASSWORD. Only its salted hash is printed.
set -eu

secrets=${1:-/run/secrets}

password() {
  if [ -r "$secrets/rabbitmq_$1" ]; then
    cat "$secrets/rabbitmq_$1"
  else
    printenv "RABBITMQ_$(echo "$1" | tr '[:lower:]' '[:upper:]')_PASSWORD" || true
  fi
}

bytes() {
  echo "$1" | sed 's/../& /g' | tr ' ' '\n' | while read -r byte; do
    [ -z "$byte" ] || printf "\\$(printf %03o "0x$byte")"
  done
}

# RabbitMQ's own form: base64 of salt and SHA-256 of salt and password.
hash() {
  salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  digest=$({ bytes "$salt"; printf %s "$1"; } | sha256sum | cut -d' ' -f1)
  bytes "$salt$digest" | base64 | tr -d '\n'
}

user() {
  secret=$(password "$1")
  if [ "${#secret}" -lt 12 ]; then
    echo "The password of $1 is missing or shorter than 12 characters: write it to $secrets/rabbitmq_$1 or set RABBITMQ_$(echo "$1" | tr '[:lower:]' '[:upper:]')_PASSWORD." >&2
    exit 1
  fi
  printf '    {"name": "%s", "password_hash": "%s", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": [%s]}' "$1" "$(hash "$secret")" "$2"
}

all=$(
  user server ''
  printf ',\n'
  user worker ''
  printf ',\n'
  user publisher ''
  printf ',\n'
  user operator '"monitoring"'
)
printf '{\n  "users": [\n%s\n  ],\n' "$all"
tail -n +2 "$(dirname "$0")/definitions.json"
