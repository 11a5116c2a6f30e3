#!/usr/bin/python3
"""Writes data-samples/traces: a few traces of every known spelling, of rows of data-samples/streets.

Needs Debian's python3-pil (Debian 12). The same pictures give the same files, byte for byte. Prompts and replies are made up;
pictures, tool calls, hashes and scores are real: each call was run on the row's picture, each score worked out.

    eng/make-sample-traces.py                 into data-samples/traces
    eng/make-sample-traces.py --streets DIR --output DIR
"""
import argparse
import base64
import hashlib
import io
import json
import math
import pathlib
import platform
import shutil

import PIL
from PIL import Image, ImageOps

SYSTEM = "You are a helpful assistant."
USER = ("<image>\n\nOn which spot of the earth was this picture taken? Weigh what you see: buildings, plants, writing, signs, "
        "traffic.\n\nEnd with $\\boxed{latitude, longitude}$ in decimal degrees.")
NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
ZOOM, ROTATE, PYTHON = "image_zoom_in_tool", "image_rotate_tool", "python_code_tool"
TOOLS = {name: {"type": "function", "function": {"name": name, "description": text, "parameters": {
    "type": "object", "properties": properties, "required": list(properties)}}} for name, text, properties in [
    (ZOOM, "Cuts a box out of the picture.", {"bbox_2d": NUMBERS}),
    (ROTATE, "Turns the picture counter-clockwise.", {"angle": {"type": "number"}}),
    (PYTHON, "Runs Python on the picture: image comes in, result_image goes out.", {"code": {"type": "string"}})]}
DONE = "Success: Image processed successfully"


def sha(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def haversine(lat1, lon1, lat2, lon2):
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((math.radians(lon2) - math.radians(lon1)) / 2) ** 2
    return 2 * math.asin(math.sqrt(h)) * 6371.0


def reward(guess, row):
    km = haversine(*guess, row["lat"], row["lon"]) if guess else 20000.0
    score = (1.0 if km == 0 else math.exp(-km / 1492.7)) if guess else 0.0
    return {"score": score, "distance@km": km, "geoguessr@point": score * 5000.0, "parse_success": guess is not None,
            **{f"acc@{limit}km": float(guess is not None and km <= limit) for limit in (1, 25, 200, 750, 2500)}}


def box(image, left, top, right, bottom):
    return [round(image.width * left), round(image.height * top), round(image.width * right), round(image.height * bottom)]


def run(image, name, given):
    """What the call makes of the picture; None where it fails."""
    if name == ZOOM:
        return image.crop(given["bbox_2d"])
    if name == ROTATE:
        return image.rotate(given["angle"], expand=True)
    names = {"image": image.copy()}
    try:
        exec(given, names)
    except ZeroDivisionError:
        return None
    return names["result_image"].convert("RGB")


class Conversation:
    """One row, the calls made on its picture, and the guess."""

    def __init__(self, index, row, picture, calls, guess, thought):
        self.index, self.row, self.picture, self.guess = index, row, picture, guess
        self.replies, self.calls, self.shown = [], [], [picture]
        for name, given in calls:
            # A box is a part of the picture that the model saw last.
            given = given(self.shown[-1]) if callable(given) else given
            call = {"name": name, "code": given} if name == PYTHON else {"name": name, "arguments": given}
            result = run(self.shown[-1], name, given)
            self.calls.append((call, result))
            self.shown.append(result or self.shown[-1])
            self.replies.append(f"{thought}\n<tool_call>\n{json.dumps(call)}\n</tool_call>")
        place = f"{row['city']}, {row['country']}" if guess else "a place that I can't name"
        self.answer = f"It is {place}. $\\boxed{{{guess[0]}, {guess[1]}}}$" if guess else f"It is {place}."
        self.replies.append(f"Everything here fits.\n<answer>{self.answer}</answer>")

    def tokens(self, turn):
        sent, got = 640 + 700 * turn, len(self.replies[turn]) // 4
        return {"prompt_tokens": sent, "completion_tokens": got, "total_tokens": sent + got}

    def log(self, spelling, additions=False):
        def more(turn):
            return {"finish_reason": "stop", "latency_ms": 800 + 37 * turn} if additions else {}

        return [{"turn": turn + 1, spelling: reply, "usage": self.tokens(turn), **more(turn)}
                for turn, reply in enumerate(self.replies)]

    def tool_calls_log(self, additions=False):
        entries = []
        for turn, (call, result) in enumerate(self.calls):
            given = {"code": call["code"]} if "code" in call else {"tool_arguments": call["arguments"]}
            entry = {"turn": turn + 1, "tool_name": call["name"], **given, "success": result is not None}
            if call["name"] == PYTHON:
                entry["message"] = DONE if result else "Error: ZeroDivisionError: division by zero"
            if additions and result:
                entry["observation_sha256"] = sha(result)
            if additions and call["name"] == PYTHON:
                entry["environment"] = {"python": platform.python_version(), "pillow": PIL.__version__}
            entries.append(entry)
        return entries

    def tool_calls(self):
        return [{"turn": turn + 1, "tool_call": call, "success": True}
                for turn, (call, result) in enumerate(self.calls) if result]

    def history(self):
        """Each entry repeats all messages so far, with the pictures; here they are made tiny."""
        messages, entries = [{"role": "system", "content": SYSTEM}], []
        for turn, reply in enumerate(self.replies):
            tiny = io.BytesIO()
            self.shown[turn].resize((8, 6)).save(tiny, "JPEG", quality=50)
            url = "data:image/jpeg;base64," + base64.b64encode(tiny.getvalue()).decode()
            text = "<tool_response><image></tool_response>" if turn else USER
            content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}]
            messages = messages + [{"role": "user", "content": content}]
            entries.append({"turn": turn + 1, "messages": messages, "response": reply, "usage": self.tokens(turn)})
            messages = messages + [{"role": "assistant", "content": reply}]
        return entries

    def prompt(self):
        python = any(call["name"] == PYTHON for call, _ in self.calls)
        return {"system": SYSTEM, "user": USER, "tools": [TOOLS[name] for name in ([PYTHON] if python else [ZOOM, ROTATE])],
                "tools_mode": "api_parameter"}

    def trace(self, turns, calls, *, prompt=True, answer_only=False, **additions):
        score = reward(self.guess, self.row)
        return {
            "dataset_path": "data-samples/streets", "sample_index": self.index, "sample_data": self.row,
            **({"initial_prompt": self.prompt()} if prompt else {}),
            turns[0]: turns[1], calls[0]: calls[1],
            "final_response": self.answer if answer_only else self.replies[-1],
            "reward_score": score,
            "metadata": {"total_turns": len(self.replies), "num_tool_calls": len(calls[1]), "parse_success": score["parse_success"],
                         "distance_km": score["distance@km"], "score": score["score"]},
            **additions}


def additions(talk):
    return {"format_version": 1, "model": "simulated", "image_sha256": sha(talk.picture),
            "started_at": f"2026-01-24T14:30:{talk.index:02d}+00:00", "duration_ms": 2000 + 10 * talk.index, "attempts": 1}


def spell(talk, variant):
    log, calls = ("conversation_log", talk.log("assistant_response")), ("tool_calls_log", talk.tool_calls_log())
    match variant:
        case "written" | "python-code":
            return talk.trace(("conversation_log", talk.log("assistant_response", True)),
                              ("tool_calls_log", talk.tool_calls_log(True)), **additions(talk))
        case "assistant-response" | "sorted-index":
            return talk.trace(log, calls)
        case "python-code-original":
            return talk.trace(log, calls, prompt=False, answer_only=True)
        case "sorted-index-hashed":
            return talk.trace(log, calls, image_sha256=sha(talk.picture))
        case "response":
            return talk.trace(("conversation_log", talk.log("response")), calls)
        case "history":
            return talk.trace(("conversation_history", talk.history()), ("tool_calls", talk.tool_calls()),
                              prompt=False, answer_only=True)
        case "nested-calls":
            return talk.trace(("conversation_log", talk.log("response")), ("tool_calls", talk.tool_calls()))
        case "no-initial-prompt":
            return talk.trace(log, calls, prompt=False)
        case "answer-only":
            return talk.trace(log, calls, answer_only=True)


def main():
    home = pathlib.Path(__file__).resolve().parent.parent
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--streets", type=pathlib.Path, default=home / "data-samples" / "streets")
    args.add_argument("--output", type=pathlib.Path, default=home / "data-samples" / "traces")
    args = args.parse_args()
    rows = [json.loads(line) for line in (args.streets / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]

    def talk(index, calls, off=(0.0, 0.0), thought="The writing over there is too small to read.", at=None):
        row = rows[at if at is not None else index]
        picture = ImageOps.exif_transpose(Image.open(args.streets / row["file_name"])).convert("RGB")
        guess = (round(row["lat"] + off[0], 4), round(row["lon"] + off[1], 4)) if off else None
        return Conversation(index, row, picture, calls, guess, thought)

    def zoom(*part):
        return ZOOM, lambda picture: {"bbox_2d": box(picture, *part)}

    def turn(angle):
        return ROTATE, {"angle": angle}

    middle, corner = zoom(.25, .25, .75, .75), zoom(.5, 0, 1, .5)
    upright = "result_image = image.rotate(-90, expand=True)\n"
    broken = "result_image = image.crop((0, 0, 1 / 0, 9))\n"
    wide = "w, h = image.size\nresult_image = image.crop((0, 0, w // 2, h)).resize((w, 2 * h))\n"
    askew = "The camera was held askew."
    hardest = sorted((i for i, row in enumerate(rows) if row["locatability_score"] is not None),
                     key=lambda i: -rows[i]["locatability_score"])
    moved = [position for position, i in enumerate(hardest) if position != i][:3]
    sets = {
        "written": [("written", talk(0, [middle], (.01, .02))),
                    ("written", talk(20, [turn(90), corner], (.3, -.2), askew)),
                    ("written", talk(5, [], (6.0, 4.0))),
                    ("written", talk(8, [corner], None))],
        "python-code": [("python-code", talk(12, [(PYTHON, upright)], (.01, .02), askew)),
                        ("python-code", talk(2, [(PYTHON, broken), (PYTHON, wide)], (.004, .003))),
                        ("python-code-original", talk(11, [(PYTHON, wide)], (0, 0)))],
        "assistant-response": [("assistant-response", talk(1, [middle, corner], (.05, 0))),
                               ("assistant-response", talk(2, [], (.004, .003)))],
        "response": [("response", talk(4, [corner], (1.5, 1.5))),
                     ("response", talk(12, [turn(-90)], (.2, .4), askew))],
        "history": [("history", talk(7, [middle], (.02, .01))),
                    ("history", talk(9, [], (20.0, 3.0)))],
        "nested-calls": [("nested-calls", talk(10, [corner, middle], (.1, .1))),
                         ("nested-calls", talk(17, [turn(-8)], (0, 0), askew))],
        "no-initial-prompt": [("no-initial-prompt", talk(3, [middle], (.3, -.2))),
                              ("no-initial-prompt", talk(14, [], (-9.0, 40.0)))],
        "answer-only": [("answer-only", talk(4, [turn(2.5)], (1.5, 1.5), askew)),
                        ("answer-only", talk(13, [corner], (.5, .5)))],
        "sorted-index": [("sorted-index-hashed" if n == 0 else "sorted-index", talk(position, [middle], (.1, .1), at=hardest[position]))
                         for n, position in enumerate(moved)],
    }
    for name, talks in sets.items():
        shutil.rmtree(args.output / name, ignore_errors=True)
        (args.output / name).mkdir(parents=True)
        for variant, each in talks:
            path = args.output / name / f"trace_{each.index:05d}.json"
            # Without a line feed at the end, as the scripts that left such files do; SPAgent itself writes one.
            end = "\n" if variant in ("written", "python-code") else ""
            path.write_text(json.dumps(spell(each, variant), indent=2, ensure_ascii=False) + end, encoding="utf-8")


if __name__ == "__main__":
    main()
