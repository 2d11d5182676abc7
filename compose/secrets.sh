#!/usr/bin/env bash
# Makes the secrets that are missing, at random, into the folder secrets; what is there stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Compose hands a file on with its owner and its mode, and the processes inside are other users than you. So the folder keeps
# others of this machine out, and the files let the processes in.
mkdir -p secrets
chmod 700 secrets
umask 022

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [[ -s secrets/$1 ]] || printf '%s\n' "$2" >"secrets/$1"; }
read_secret() { cat "secrets/$1"; }

for role in server worker publisher operator; do keep "rabbitmq_$role" "$(random)"; done
keep server_broker "amqp://server:$(read_secret rabbitmq_server)@rabbitmq:5672/queue-agents"
keep worker_broker "amqp://worker:$(read_secret rabbitmq_worker)@rabbitmq:5672/queue-agents"

# SQL Server wants three kinds of characters.
keep sqlserver_admin "A-$(random)"
keep sqlserver_password "A-$(random)"
keep sqlserver_connection "Server=database;Database=queueagents;User Id=queueagents;Password=$(read_secret sqlserver_password);Encrypt=True;TrustServerCertificate=True"
keep postgres_password "$(random)"
keep postgres_connection "Host=database;Database=queueagents;Username=queueagents;Password=$(read_secret postgres_password);GSS Encryption Mode=Disable"

keep api_key "qa_$(random)$(random)"
