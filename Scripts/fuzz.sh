#!/usr/bin/env bash
# Looks for inputs that break what has to be true of any input (Tests/FuzzTests/Checks).
#
#   Scripts/fuzz.sh [-k] [seconds] [check…]
#
# Each check runs for so many seconds (600), from the programs of the corpus and from what earlier
# runs have kept. What breaks something is left in Fuzz/findings. With -k, what was found to be new
# is kept in Tests/FuzzTests/Corpus, as small as may be: the tests try it ever after.
set -euo pipefail
cd "$(dirname "$0")/.."

keeps=false
if [ "${1:-}" = -k ]; then keeps=true; shift; fi
seconds=${1:-600}
shift || true
checks=("$@")
if [ ${#checks[@]} -eq 0 ]; then
  checks=(lexer parser analyser formatter evaluator snapshot page)
fi

# A warning of a host is no error, so TAGQ_STRICT is not for this build.
unset TAGQ_STRICT
swift build --package-path Fuzz -c release -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer \
  -Xcc -fsanitize=fuzzer-no-link -Xcxx -fsanitize=fuzzer-no-link
program=Fuzz/.build/release/Fuzz
# Without this a crash takes long to be told.
export SWIFT_BACKTRACE=enable=no

work=Fuzz/.build/corpus
seeds=$work/seeds
mkdir -p Fuzz/findings "$seeds/text" "$seeds/data"

# The programs of the corpus, one a file.
awk -v folder="$seeds/text" '
  function done() { if (program != "") { printf "%s", program > file; close(file) } program = "" }
  /^=== / { done(); isProgram = 1; number += 1; file = sprintf("%s/%05d", folder, number); next }
  /^--- / { isProgram = 0; next }
  isProgram && !/^[%@|]/ { program = program $0 "\n" }
  END { done() }
' Tests/TagQueryTests/Corpus/*.test
cp Tests/FuzzTests/Seeds/* "$seeds/data/"

failed=()
for check in "${checks[@]}"; do
  case $check in snapshot | page) kind=data ;; *) kind=text ;; esac
  kept=Tests/FuzzTests/Corpus/$check
  mkdir -p "$work/$check" "$kept"
  printf '%s: %s seconds\n' "$check" "$seconds" >&2
  if ! FUZZ_CHECK=$check "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
    -rss_limit_mb=1024 -dict=Tests/FuzzTests/$kind.dict -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="Fuzz/findings/$check-" "$work/$check" "$kept" "$seeds/$kind"
  then
    failed+=("$check")
  fi
  if $keeps; then
    # Only what is small, and the fewest files that run through as much.
    small=$work/$check-small
    rm -rf "$small" && mkdir -p "$small"
    FUZZ_CHECK=$check "$program" -merge=1 -max_len=200 -timeout=10 -verbosity=0 "$small" "$kept" \
      "$work/$check" "$seeds/$kind"
    find "$small" -type f -printf '%s %p\n' | sort -n | head -n 120 | cut -d' ' -f2 \
      | while IFS= read -r file; do cp "$file" "$kept/"; done
  fi
done

if [ ${#failed[@]} -gt 0 ]; then
  printf 'error: %s found something: see Fuzz/findings\n' "${failed[*]}" >&2
  exit 1
fi
