#!/bin/bash
# Entry point of SQL Server's container: the administrator's password from a secret, and a database and a login of the fleet's own.
set -eu

MSSQL_SA_PASSWORD=$(</run/secrets/database_admin) /opt/mssql/bin/sqlservr &
server=$!
trap 'kill -TERM "$server"' TERM INT

export SQLCMDPASSWORD
SQLCMDPASSWORD=$(</run/secrets/database_admin)
until /opt/mssql-tools18/bin/sqlcmd -C -S localhost -U sa -b -i /etc/queue-agents/setup.sql -v password="$(</run/secrets/database_password)" >/tmp/setup.log 2>&1; do
  kill -0 "$server" || { cat /tmp/setup.log; break; }
  sleep 2
done

# A signal ends the first wait, and the server takes its time.
wait "$server" || wait "$server"
