#!/usr/bin/env bash
# Fetches plotly.js (the cartesian bundle, MIT) from npm once, checks it against the pinned hash, and leaves it where the build
# embeds it. Where npm is not to be had, the build takes the one that the package Plotly.NET carries: src/SPAgent/Plotly.targets.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
version=4.1.1
sha512=123d8338bca944f64b66b667bc30f64e216c01f09a53315740109a20d9e9433ebbdc53be2285fc7a56d0e3b8901f528c68574b668753a484477fa46fb6d5d0c5
target="$root/artifacts/plotly/plotly-$version.min.js.gz"
[ -f "$target" ] && exit 0
if ! command -v npm >/dev/null; then
  say "npm is not here: figures are drawn by plotly.js 2.28.0, from the package Plotly.NET"
  exit 0
fi

say "Fetching plotly.js $version from npm"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && npm pack --silent "plotly.js-cartesian-dist-min@$version" >/dev/null 2>&1); then
  say "npm could not fetch it: figures are drawn by plotly.js 2.28.0, from the package Plotly.NET"
  exit 0
fi

tar -xzf "$work"/plotly.js-cartesian-dist-min-*.tgz -C "$work"
if ! echo "$sha512  $work/package/plotly-cartesian.min.js" | sha512sum --check --status; then
  say "plotly.js $version from npm is not the file that was pinned. It is not used."
  exit 1
fi

mkdir -p "$(dirname "$target")"
gzip -9 -n -c "$work/package/plotly-cartesian.min.js" >"$work/plotly.gz"
mv "$work/plotly.gz" "$target"
