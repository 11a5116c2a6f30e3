#!/usr/bin/env bash
# Feeds damaged files to what reads files of strangers, for SECONDS each (default 60): PNG, headers, Arrow, calls, traces.
# Ends with 1 when one of them crashed; what crashed it stays in artifacts/fuzz.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
need afl++
seconds="${1:-60}" out="$root/artifacts/fuzz"
(cd "$root" && dotnet tool restore >&2)
dotnet publish "$root/tests/SPAgent.Fuzz" -c Release -v q -p:RunAnalyzers=false -o "$out/program" >&2
(cd "$root" && dotnet sharpfuzz "$out/program/SPAgent.dll") >&2

# seeds TARGET FOLDER PATTERN: what afl-fuzz starts from, small files of the tests and samples.
seeds() {
  rm -rf "${out:?}/$1"
  mkdir -p "$out/$1/in"
  find "$root/$2" -name "$3" -size -16k -print0 | head -z -n 12 | xargs -0 cp --backup=numbered -t "$out/$1/in"
}
seeds png tests/fixtures/imaging '*.png'
seeds header tests/fixtures/imaging '*.jpg'
seeds arrow tests/fixtures/datasets '*.arrow'
seeds trace data-samples 'trace_*.json'
mkdir -p "$out/call/in"
printf '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>' >"$out/call/in/json"
printf '<function=image_zoom_in_tool><parameter=bbox_2d>[1, 2, 30, 40]</parameter></function>' >"$out/call/in/tags"

failed=0
for target in png header arrow call trace; do
  say "Fuzzing $target for $seconds seconds"
  AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 \
    afl-fuzz -V "$seconds" -t 5000 -m none -i "$out/$target/in" -o "$out/$target/out" \
    "$out/program/SPAgent.Fuzz" "$target" >"$out/$target/log" 2>&1 || { tail -5 "$out/$target/log" >&2; failed=1; }
  crashes="$(find "$out/$target/out" -path '*crashes/id*' | wc -l)"
  runs="$(sed -n 's/^execs_done *: *//p' "$out/$target/out/default/fuzzer_stats")"
  say "$target: ${runs:-0} inputs, $crashes crashes"
  [ "$crashes" -eq 0 ] || failed=1
done
exit $failed
