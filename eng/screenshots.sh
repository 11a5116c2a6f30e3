#!/usr/bin/env bash
# Takes the pictures of the page that the README shows: data-samples/page*.png. Needs Chromium, and the command built (-c Release).
set -euo pipefail
cd "$(dirname "$0")/.."

spagent=src/SPAgent.Cli/bin/Release/net10.0/spagent
chromium=${SPAGENT_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shot NAME ADDRESS WIDTH HEIGHT [SWITCH…]: a window can't be narrower than 500 pixels, a frame can.
shot() {
    local name=$1 address=$2 width=$3 height=$4
    shift 4
    printf '<!doctype html><meta name="color-scheme" content="light dark"><style>body{margin:0}iframe{border:0;width:%spx;height:%spx;display:block}</style><iframe src="%s"></iframe>' \
        "$width" "$height" "$address" > "$work/frame.html"
    "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --hide-scrollbars --user-data-dir="$work/profile" \
        --virtual-time-budget=5000 --window-size="$((width < 500 ? 500 : width)),$height" --screenshot="$work/$name.png" "$@" "file://$work/frame.html" > "$work/log" 2>&1 \
        || { cat "$work/log" >&2; exit 1; }
    # 256 colours make a third of the file: the page's own stay exact, the pictures share the rest.
    /usr/bin/python3 - "$work/$name.png" "data-samples/$name.png" "$width" "$height" <<'PY'
import sys
from PIL import Image
source, target, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
page = Image.open(source).convert("RGB").crop((0, 0, width, height))
own = [colour for _, colour in sorted(page.getcolors(1 << 24), reverse=True)[:96]]
rest = page.quantize(160, Image.Quantize.MEDIANCUT).getpalette()[: 160 * 3]
palette = Image.new("P", (1, 1))
palette.putpalette([channel for colour in own for channel in colour] + rest)
page.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(target, optimize=True)
PY
}

"$spagent" distill --dataset data-samples/streets --output "$work/traces" --samples 30 --workers 8 --strategy hardest \
    --model simulated --simulated-failures 0.1 --simulated-latency 0.02 > /dev/null 2>&1 || true
"$spagent" view "$work/traces" --html "$work/traces.html"
page="file://$work/traces.html"
shot page "$page" 1200 1240
shot page-trace "$page#t7" 1200 1420
shot page-dark "$page#t1" 1200 1420 --force-dark-mode --blink-settings=preferredColorScheme=0
shot page-narrow "$page" 390 1180

for run in weaker:0.5 better:0.8; do
    "$spagent" distill --dataset data-samples/streets --output "$work/${run%:*}" --samples 30 --workers 8 \
        --model simulated --simulated-failures 0 --simulated-accuracy "${run#*:}" > /dev/null 2>&1
done
(cd "$work" && "$OLDPWD/$spagent" compare weaker better --html compare.html > /dev/null)
shot page-compare "file://$work/compare.html" 1200 900

# page-serve.png is taken by hand, of "serve better weaker" at 1200 × 1000: a page whose stream of events never ends
# has no moment at which Chromium would take it.
ls -l data-samples/page*.png
