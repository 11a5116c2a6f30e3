#!/usr/bin/env python3
"""Writes data-samples/sessions: a small collection as the Python data collector writes it, by the documented format.

Also writes tests/fixtures/collection/golden, the files that the C# collector must produce byte for byte. Needs Python 3.9 and
nothing else; the same script gives the same bytes.

    eng/make-sample-sessions.py
"""
import json
import pathlib
import shutil
import struct
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data-samples" / "sessions"
GOLDEN = ROOT / "tests" / "fixtures" / "collection" / "golden"


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")


def png(path, width, height, pixel):
    """A picture whose colour at (x, y) is pixel(x, y)."""
    rows = b"".join(b"\0" + bytes(channel for x in range(width) for channel in pixel(x, y)) for y in range(height))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def boxes(background, *shapes):
    """Coloured boxes (left, top, right, bottom, colour) before a background."""
    def pixel(x, y):
        for left, top, right, bottom, colour in reversed(shapes):
            if left <= x < right and top <= y < bottom:
                return colour
        return background
    return pixel


KITCHEN = boxes((236, 226, 200), (0, 44, 96, 64, (150, 110, 70)), (10, 24, 30, 44, (200, 40, 40)), (42, 30, 52, 44, (40, 90, 200)), (66, 18, 86, 44, (60, 150, 70)))
STREET_LEFT = boxes((150, 190, 235), (0, 46, 96, 64, (90, 90, 95)), (6, 16, 34, 46, (170, 120, 90)), (50, 34, 74, 50, (220, 180, 30)))
STREET_RIGHT = boxes((150, 190, 235), (0, 46, 96, 64, (90, 90, 95)), (30, 16, 58, 46, (170, 120, 90)), (72, 34, 96, 50, (220, 180, 30)))
DEPTH = boxes((40, 40, 40), (0, 46, 96, 64, (120, 120, 120)), (6, 16, 34, 46, (90, 90, 90)), (50, 34, 74, 50, (200, 200, 200)))
TOWER = boxes((205, 215, 225), (0, 54, 96, 64, (90, 130, 80)), (24, 8, 36, 54, (120, 120, 130)), (60, 26, 78, 54, (180, 150, 120)),
              (66, 42, 72, 54, (70, 50, 40)), (84, 6, 92, 14, (250, 215, 110)))

TAIL = "\n\nThink first. Call a tool inside <tool_call></tool_call> if it helps. Put the final answer inside <answer></answer>."


def session(identity, question, images, answer, start, end, samples, metadata, pictures):
    """pictures: base name to drawing; the copies lie under their base names, as the original leaves them."""
    folder = SAMPLES / "sessions" / identity
    full = [{"sample_id": f"{identity}_iter_{sample['iteration']}", **sample} for sample in samples]
    write(folder / "session_metadata.json", {
        "session_id": identity, "question": question, "original_images": images, "success": True, "final_answer": answer,
        "error_message": None, "start_time": start, "end_time": end, "num_iterations": len(full), "samples": full, "metadata": metadata})
    for number, sample in enumerate(full, 1):
        write(folder / "samples" / f"sample_{number}.json", sample)
    for name, drawing in pictures.items():
        png(folder / "images" / name, 96, 64, drawing)


def sample(iteration, images, prompt, response, context, timestamp):
    return {"iteration": iteration, "images": images, "prompt": prompt, "response": response, "context": context, "timestamp": timestamp}


def history(calls, results, images):
    return {"tool_calls_history": calls, "tool_results_history": results, "additional_images_history": images}


def make_samples():
    shutil.rmtree(SAMPLES, ignore_errors=True)
    question = "Which object stands in the middle of the table?"
    session("session_20250124_143022_1a2b3c4d", question, ["photos/kitchen.png"], "the blue cup", "2025-01-24T14:30:22.104512", "2025-01-24T14:30:25.870044",
            [sample(1, ["photos/kitchen.png"], question + TAIL, "Three things stand on the table: red, blue, green. The blue one is in the middle.\n<answer>the blue cup</answer>",
                    history([], {}, []), "2025-01-24T14:30:25.869120")],
            {"iterations": 1, "num_tool_calls": 0, "used_tools": [], "num_additional_images": 0}, {"kitchen.png": KITCHEN})

    # Several images and tools. As the original leaves it, each sample's context names the history of the whole session.
    question = "Did the camera move to the left or to the right between the two pictures? 🚕"
    pair = ["street/view_1.png", "street/view_2.png"]
    depth = "outputs/depth_view_1.png"
    calls = [{"name": "depth_estimation", "arguments": {"image_index": 1}}, {"name": "depth_estimation", "arguments": {"image_index": 7}}]
    results = {"depth_estimation_iter1": {"success": True, "output_path": depth, "nearest": 0.82},
               "depth_estimation_iter2": {"success": False, "error": "there is no image 7"}}
    seen = history(calls, results, [depth])
    session("session_20250124_150301_5e6f7a8b", question, pair, "left", "2025-01-24T15:03:01", "2025-01-24T15:03:19.250000",
            [sample(1, pair, question + TAIL, 'How far is the car?\n<tool_call>\n{"name": "depth_estimation", "arguments": {"image_index": 1}}\n</tool_call>', seen,
                    "2025-01-24T15:03:06.500000"),
             sample(2, [*pair, depth], question + "\n\nTool results:\ndepth_estimation: nearest 0.82" + TAIL,
                    'And in the other one?\n<tool_call>{"name": "depth_estimation", "arguments": {"image_index": 7}}</tool_call>', seen, "2025-01-24T15:03:12.750000"),
             sample(3, [*pair, depth], question + "\n\nTool results:\ndepth_estimation: there is no image 7" + TAIL,
                    "The house and the taxi moved to the right, so the camera moved to the left.\n<answer>left</answer>",
                    {**seen, "type": "final_synthesis"}, "2025-01-24T15:03:19.100000")],
            {"iterations": 2, "num_tool_calls": 2, "used_tools": ["depth_estimation_iter1"], "num_additional_images": 1},
            {"view_1.png": STREET_LEFT, "view_2.png": STREET_RIGHT, "depth_view_1.png": DEPTH})

    # A choice whose options stand behind a blank line.
    question = "Which building is taller?\n\nA. the grey one\nB. the brown one\nC. both are equal"
    session("session_20250125_090000_9c0d1e2f", question, ["towers/two.png"], "A", "2025-01-25T09:00:00.000001", "2025-01-25T09:00:02",
            [sample(1, ["towers/two.png"], question + TAIL, "The grey one reaches nearly to the top of the picture.\n<answer>A</answer>", history([], {}, []),
                    "2025-01-25T09:00:01.990000")],
            {"iterations": 1, "num_tool_calls": 0, "used_tools": [], "num_additional_images": 0, "id": "choice-1"}, {"two.png": TOWER})

    # No tool helped and no answer came: the fallback call gave one.
    question = "What is written on the sign?"
    session("session_20250125_090412_3a4b5c6d", question, ["towers/two.png"], "I can't read it: «no sign is visible»", "2025-01-25T09:04:12", "2025-01-25T09:04:20",
            [sample(1, ["towers/two.png"], question + TAIL, "I look for a sign.", history([], {}, []), "2025-01-25T09:04:16"),
             sample(2, ["towers/two.png"], question, "<answer>I can't read it: «no sign is visible»</answer>", {**history([], {}, []), "type": "fallback"}, "2025-01-25T09:04:20")],
            {"iterations": 1, "num_tool_calls": 0, "used_tools": [], "num_additional_images": 0}, {"two.png": TOWER})

    write(SAMPLES / "statistics.json", {
        "total_sessions": 5, "successful_sessions": 4, "failed_sessions": 1, "total_samples": 7, "success_rate": 0.8, "avg_samples_per_success": 1.75})


def make_golden():
    """What CollectionFormatTests records, as the documented format has it."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    identity = "session_20250124_143022_1a2b3c4d"
    saved = f"sessions/{identity}/images/"
    first = {
        "sample_id": f"{identity}_iter_1", "iteration": 1, "images": ["IN/a/1.jpg", "IN/b/1.jpg", "https://example.org/far.png"],
        "prompt": "Where is \"the bus\"?\n\tDüsseldorf, 東京, 🚌 \\ \u0001\u007f\u2028 </tool_call>", "response": "<tool_call>{\"name\": \"zoom\"}</tool_call>",
        "context": {"tool_calls_history": [], "tool_results_history": {}}, "timestamp": "2025-01-24T14:30:23.500000",
        "saved_images": [saved + "1.jpg", saved + "1_2.jpg", None]}
    second = {
        "sample_id": f"{identity}_iter_2", "iteration": 2, "images": ["IN/a/1.jpg"], "prompt": "And now?", "response": "<answer>left</answer>",
        "context": {"tool_calls_history": [{"name": "zoom", "arguments": {"bbox_2d": [1, 2.5, 3, 4]}}], "score": "NaN", "none": None, "empty": {}, "list": []},
        "timestamp": "2025-01-24T14:30:24", "saved_images": [saved + "1.jpg"], "finish_reason": "stop", "reasoning": "Hm.\nLeft.", "latency_ms": 1234.6,
        "usage": {"prompt_tokens": 7, "completion_tokens": 3}, "stored_as_text": ["context.score"]}
    folder = GOLDEN / "sessions" / identity
    write(folder / "session_metadata.json", {
        "session_id": identity, "question": "Where is the bus?", "original_images": ["IN/a/1.jpg"], "success": True, "final_answer": "left", "error_message": None,
        "start_time": "2025-01-24T14:30:22", "end_time": "2025-01-24T14:30:25.000001", "num_iterations": 2, "samples": [first, second],
        "metadata": {"extra_info": "…", "tags": ["a", "b"], "model": "simulated", "source_key": "SOURCE_KEY"}})
    write(folder / "samples" / "sample_1.json", first)
    write(folder / "samples" / "sample_2.json", second)
    write(GOLDEN / "statistics.json", {
        "total_sessions": 2, "successful_sessions": 1, "failed_sessions": 1, "total_samples": 2, "success_rate": 0.5, "avg_samples_per_success": 2})
    failure = {"session_id": "session_20250124_143025_failed", "source_key": "SOURCE_KEY", "reason": "no \"answer\"\nat all 🚌", "time": "2025-01-24T14:30:25.000001"}
    (GOLDEN / "failures.jsonl").write_text(json.dumps(failure, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


make_samples()
make_golden()
