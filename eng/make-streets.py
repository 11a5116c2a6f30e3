#!/usr/bin/python3
"""Draws the street scenes of data-samples/streets, and writes their metadata.jsonl.

Needs Debian's python3-pil, python3-numpy, fonts-noto-core and fonts-noto-cjk (Debian 12). Every scene is drawn from a
seed of its own: the same versions of these packages give the same files, byte for byte.

    eng/make-streets.py                       all scenes into data-samples/streets
    eng/make-streets.py --only paris,kyoto --output /tmp/look --draft
"""
import argparse
import json
import multiprocessing
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from streets import atlas  # noqa: E402


def main():
    home = pathlib.Path(__file__).resolve().parent.parent
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--output", type=pathlib.Path, default=home / "data-samples" / "streets")
    args.add_argument("--only", default="", help="names of scenes, with commas between")
    args.add_argument("--draft", action="store_true", help="less supersampling: quick to look at")
    args = args.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    wanted = [n for n in args.only.split(",") if n]
    places = [p for p in atlas.PLACES if not wanted or p.name in wanted]
    jobs = [(p, args.output, 2 if args.draft else 3) for p in places]
    with multiprocessing.Pool(2) as pool:
        for line in pool.imap(atlas.make, jobs):
            print(line, flush=True)
    if not wanted:
        rows = [json.dumps(p.row(), ensure_ascii=False) for p in atlas.PLACES]
        (args.output / "metadata.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
