#!/usr/bin/env bash
# Installs the independent servers and readers of the integration tests (mock-llm, Prism, hyparquet) into artifacts/peers. Needs Node 18 and npm.
set -euo pipefail
cd "$(dirname "$0")/.."

target=artifacts/peers
command -v node npm > /dev/null || { echo "eng/peers.sh: Node and npm are needed for the peers; the tests that talk to them are skipped." >&2; exit 1; }
if [ -f "$target/.installed" ] && cmp -s eng/peers/package-lock.json "$target/.installed"; then
  exit 0
fi

mkdir -p "$target"
cp eng/peers/package.json eng/peers/package-lock.json "$target/"
npm ci --prefix "$target" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
cp eng/peers/package-lock.json "$target/.installed"
