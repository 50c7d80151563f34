#!/usr/bin/env bash
# Installs the C and C++ libraries that the build needs, and only those that are missing.
# It asks nothing, and says nothing where there is nothing to do.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# What is needed: the header or the command that proves it is there, the names of its packages
# (Debian and Ubuntu, Homebrew; macOS itself has what has no second name), and what it is for.
libraries=(
  "re2/re2.h|libre2-dev|re2|RE2: regular expressions in linear time"
  "histedit.h|libedit-dev||libedit: line editing, history and completion"
  "sqlite3.h|libsqlite3-dev||SQLite: the embedded registry"
  "simdjson.h|libsimdjson-dev|simdjson|simdjson: JSON, read quickly"
  "command:openssl|openssl|openssl|OpenSSL: certificates for tests"
  "zlib.h|zlib1g-dev||zlib: snapshots that are compressed"
)

# The folders in which a compiler looks for headers, one a line.
header_folders() {
  printf '%s\n' /usr/include /usr/local/include /opt/homebrew/include
  printf '%s\n' "${CPATH:-}:${C_INCLUDE_PATH:-}:${CPLUS_INCLUDE_PATH:-}" | tr ':' '\n'
  if [ "$(uname -s)" = Darwin ]; then
    local sdk
    if sdk=$(xcrun --show-sdk-path 2>/dev/null); then printf '%s\n' "$sdk/usr/include"; fi
  fi
}

has_header() {
  local folder
  if [[ $1 == command:* ]]; then
    command -v "${1#command:}" >/dev/null
    return
  fi
  while IFS= read -r folder; do
    if [ -n "$folder" ] && [ -e "$folder/$1" ]; then return 0; fi
  done <<<"$folders"
  return 1
}

apt_get() {
  local command=(env DEBIAN_FRONTEND=noninteractive apt-get -y -qq "$@")
  if [ "$(id -u)" -ne 0 ]; then command=(sudo "${command[@]}"); fi
  "${command[@]}" </dev/null
}

# Whether apt knows where to get every one of these packages.
are_listed() {
  local package policy
  for package in "$@"; do
    policy=$(LC_ALL=C apt-cache policy "$package")
    case $policy in
      *"Candidate: (none)"*) return 1 ;;
      *"Candidate: "*) ;;
      *) return 1 ;;
    esac
  done
}

install_with_apt() {
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null \
      || fail "that needs root, and there is no sudo; as root, run: apt-get install $*"
    say "That needs root: apt-get is run with sudo."
  fi
  # The lists of packages are fetched only where they are missing, or turn out to be too old.
  if ! are_listed "$@"; then
    say "The lists of packages do not name them yet: apt-get update."
    apt_get update
  elif apt_get install --no-install-recommends "$@"; then
    return
  else
    say "That failed, maybe because the lists of packages are old: apt-get update, and again."
    apt_get update
  fi
  apt_get install --no-install-recommends "$@"
}

command -v swift >/dev/null \
  || fail "there is no swift on the PATH; https://www.swift.org/install tells how to install it"

folders=$(header_folders)
debian=()
homebrew=()
missing=()
for library in "${libraries[@]}"; do
  IFS='|' read -r header debian_name homebrew_name purpose <<<"$library"
  if has_header "$header"; then continue; fi
  missing+=("  $purpose ($header)")
  debian+=("$debian_name")
  if [ -n "$homebrew_name" ]; then homebrew+=("$homebrew_name"); fi
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

say "The build needs what is not here:"
say "$(printf '%s\n' "${missing[@]}")"
if [ "$(uname -s)" = Darwin ]; then
  [ ${#homebrew[@]} -gt 0 ] \
    || fail "macOS should have these: xcode-select --install brings its headers"
  command -v brew >/dev/null \
    || fail "there is no Homebrew (https://brew.sh) to install them with: ${homebrew[*]}"
  say "Installing with Homebrew: ${homebrew[*]}"
  HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet "${homebrew[@]}" </dev/null
elif command -v apt-get >/dev/null; then
  say "Installing with apt-get: ${debian[*]}"
  install_with_apt "${debian[@]}"
else
  fail "no apt-get and no Homebrew here: please install them with this system's own tool" \
    "(Debian and Ubuntu call the packages ${debian[*]})"
fi

# A package manager may be content and the header still be elsewhere; say so now, not in the build.
folders=$(header_folders)
if command -v brew >/dev/null; then folders+=$'\n'"$(brew --prefix)/include"; fi
for library in "${libraries[@]}"; do
  IFS='|' read -r header _ <<<"$library"
  has_header "$header" \
    || fail "$header is still not found; it was looked for in: $(echo "$folders" | xargs)"
done
