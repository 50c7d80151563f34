#!/usr/bin/env bash
# A query over a large snapshot, by tagq and by others that are there: DuckDB (the Python package
# duckdb) and jq. Whole processes; each is run five times, and its quickest run counts.
#
#   Benchmarks/Snapshots/compare.sh path/to/tagq [tags]
set -euo pipefail
cd "$(dirname "$0")"
tagq=$(cd - >/dev/null && realpath "${1:?the path of a release of tagq}")
tags=${2:-1000000}
file=${TMPDIR:-/tmp}/tagq-benchmark-$tags.ndjson
[ -s "$file" ] || python3 make-snapshot.py "$tags" >"$file"
printf '%s tags, %s MB\n' "$tags" "$(($(stat -c %s "$file") / 1000000))"

TIMEFORMAT='%R %U %S'
quickest() {
  local name=$1 run
  shift
  for run in 1 2 3 4 5; do { time "$@" >/dev/null; } 2>&1; done | sort -n | head -n 1 \
    | awk -v name="$name" '{ printf "%-8s %6.2f s, of processors %6.2f s\n", name, $1, $2 + $3 }'
}

quickest tagq "$tagq" --registry "file:$file" \
  'tags image=* where name ~ /^v1\./ and created > 2025-06-01 order by created desc | limit 10'
if python3 -c 'import duckdb' 2>/dev/null; then
  quickest duckdb python3 -c "
import duckdb
print(duckdb.sql('''select id, name, created_at from read_json('$file',
  format = 'newline_delimited', columns = {type: 'VARCHAR', region: 'VARCHAR', id: 'UUID',
  name: 'VARCHAR', image_id: 'UUID', status: 'VARCHAR', digest: 'VARCHAR',
  created_at: 'TIMESTAMP_NS', updated_at: 'TIMESTAMP_NS'})
  where type = 'tag' and regexp_matches(name, '^v1\\.') and created_at > '2025-06-01'
  order by created_at desc limit 10''').fetchall())"
fi
if command -v jq >/dev/null; then
  quickest jq jq -cn '[inputs | select(.type == "tag" and .created_at > "2025-06-01"
    and (.name | startswith("v1.")))] | sort_by(.created_at) | reverse | .[:10]' "$file"
fi
