#!/usr/bin/env bash
# Starts a throwaway PostgreSQL on loopback and prints its URL; stops and removes it when the watched process ends.
#
#   export DISSENSUS_TEST_POSTGRES="$(.ci/postgres.sh $$)"
#
# Argument: the process to watch (default: the parent). Needs Debian's package "postgresql". The server refuses to run
# as root, so root starts it as the user postgres.
set -euo pipefail

watched=${1:-$PPID}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
    echo "PostgreSQL is not installed: apt-get install postgresql" >&2
    exit 1
fi
home=$(mktemp -d /tmp/dissensus-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as=(runuser -u postgres --)
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

cd "$home"
"${as[@]}" "$bin/initdb" -D "$home/data" -U dissensus -A trust -E UTF8 --locale=C.UTF-8 >"$home/log" 2>&1
"${as[@]}" "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start \
    -o "-F -p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$home'" >>"$home/log" 2>&1

(
    trap '' INT HUP TERM
    while kill -0 "$watched" 2>/dev/null; do sleep 1; done
    "${as[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate stop
    rm -rf "$home"
) </dev/null >/dev/null 2>&1 &
disown

echo "postgresql://dissensus@127.0.0.1:$port/postgres"
