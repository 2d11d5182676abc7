#!/bin/bash
# The fleet's database is there and lets the fleet in.
set -eu
export SQLCMDPASSWORD
SQLCMDPASSWORD=$(</run/secrets/database_password)
exec /opt/mssql-tools18/bin/sqlcmd -C -S localhost -U queueagents -d queueagents -b -l 5 -Q 'select 1' -o /dev/null
