#!/usr/bin/env bash
# Builds the site of the API and the pages in docs into artifacts/site: open artifacts/site/index.html from a web server.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
cd "$root"
dotnet tool restore >&2
dotnet docfx docs/site/docfx.json
say "The site is in artifacts/site"
