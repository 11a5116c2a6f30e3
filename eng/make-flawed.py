#!/usr/bin/env python3
"""Writes data-samples/flawed: a trace, session, picture or export of each kind that spagent check finds, and what it must find in each.

Needs Debian's python3-pil and python3-numpy. The same versions give the same bytes.
"""
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent / "data-samples" / "flawed"
expected = []


def trace(index, finding=None, text=None, **changes):
    """A clean trace of one turn with the changes; or the text as the whole file."""
    response = changes.pop("response", "The signs say so: <answer>It is Paris, France</answer>")
    turns = changes.pop("turns", [{"turn": 1, "assistant_response": response}])
    body = {
        "sample_index": index,
        "sample_data": changes.pop("row", {}),
        "initial_prompt": {"system": "You are a helpful assistant.", "user": changes.pop("user", f"<image>\nWhere was picture {index} taken?"), "tools": [], "tools_mode": "prompt_based"},
        "conversation_log": turns,
        "tool_calls_log": changes.pop("calls", []),
        "final_response": turns[-1]["assistant_response"] if turns else "",
        "image_sha256": changes.pop("sha", f"{index:064x}"),
        **changes,
    }
    (ROOT / "traces" / f"trace_{index:05}.json").write_text(text if text is not None else json.dumps(body, indent=2, ensure_ascii=False) + "\n")
    if finding:
        expected.append([finding, f"traces/trace_{index:05}.json"])


def call(tool="image_zoom_in_tool", success=True, turn=1, **arguments):
    return {"turn": turn, "tool_name": tool, "tool_arguments": arguments, "success": success}


def reward(score, km):
    return {"score": score, "distance@km": km, "geoguessr@point": score * 5000, "parse_success": True}


def traces():
    trace(0)
    trace(1, "unreadable", text='{"sample_index": 1, "conversation_log": [')
    trace(2, "unreadable", text='{"name": "a shopping list"}')
    trace(3, "no_turns", turns=[])
    trace(4, "no_answer", response="I would have to see more of the street to tell.")
    trace(5, "short_answer", response="<answer>B</answer>")
    trace(6, "leaked_answer", user="<image>\nIt is Paris, France. Where was this taken?")
    trace(7, "refusal", response="I'm sorry, but I can't tell from a picture of people. <answer>not answered</answer>")
    trace(8, "truncated_response", turns=[{"turn": 1, "assistant_response": "<answer>It is Paris, France</answer> because", "finish_reason": "length"}])
    same = "The sign is too small to read, I look closer."
    trace(9, "repeated_turn", turns=[{"turn": 1, "assistant_response": same}, {"turn": 2, "assistant_response": same}, {"turn": 3, "assistant_response": "<answer>It is Paris, France</answer>"}])
    trace(10, "tool_errors", calls=[call(success=False, bbox_2d=[9, 9, 1, 1]), call(success=False, bbox_2d=[8, 8, 1, 1])])
    trace(11, "duplicate_question", user="<image>\nWhere was picture 0 taken?", sha=f"{0:064x}")
    trace(12, "placeholder_count", user="Where was this taken?")
    trace(13, "secret", response="The wall reads sk-" + "A1b2C3d4" * 4 + ". <answer>It is Paris, France</answer>")
    paris = {"lat": 48.8566, "lon": 2.3522}
    trace(14, "reward_changed", row=paris, response="$\\boxed{48.8566, 2.3522}$", reward_score=reward(0.25, 2069.0))
    trace(15, "coordinates_read_differently", row={"lat": -33.8688, "lon": 151.2093}, response="$\\boxed{33°52'8\" S, 151°12'34\" E}$", reward_score=reward(0.0, 0.0))
    trace(16, "crop_outside", calls=[call(bbox_2d=[-50, 10, 200, 200])])
    trace(17, "identical_observation", calls=[{**call("image_rotate_tool", angle=360), "observation_sha256": f"{17:064x}"}])
    trace(18, "crop_outside", calls=[call(bbox_2d=[10, 10, 110, 110]), call(turn=2, bbox_2d=[0, 0, 101, 90])])
    (ROOT / "traces" / ".trace_00019.json.0.tmp").write_text("half a tra")


def street(seed, size=(320, 240)):
    """Blocks of many colours with lines: sharp, well lit, like nothing else."""
    rng = random.Random(seed)
    image = Image.new("RGB", size, (200, 215, 230))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        draw.rectangle([x, y, x + rng.randrange(8, 90), y + rng.randrange(8, 70)], fill=tuple(rng.randrange(256) for _ in range(3)), outline=(20, 20, 20))
    return image


def picture(name, image, finding=None, **save):
    path = ROOT / "pictures" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(image, bytes):
        path.write_bytes(image)
    else:
        image.save(path, **save)
    if finding:
        expected.append([finding, f"pictures/{name}"])
    return path


def pictures():
    for i in range(8):
        picture(f"clean_{i}.jpg", street(i, (320 + 8 * i, 240)), quality=88)
    picture("dark.jpg", street(20).point(lambda v: v // 5), "dark", quality=88)
    noise = np.random.default_rng(1).integers(0, 12, (240, 320, 3), dtype=np.uint8)
    light = np.where(np.add.outer(np.arange(240), np.arange(320))[:, :, None] % 61 < 2, 40, 243) + noise
    picture("light.png", Image.fromarray(light.astype(np.uint8)), "light")
    picture("narrow.png", street(22, (520, 150)), "odd_aspect_ratio")
    # All brightnesses equally often and no edge: the score takes a picture of few brightnesses for a drawing, however soft.
    y, x = np.mgrid[-1:1:240j, -1:1:320j]
    far = (x - 0.1) ** 2 + (y + 0.07) ** 2 + 0.05 * x * y
    soft = np.where(far <= 1, 24 + 220 * (1 - far), 24 * (2 - far))
    picture("blurry.jpg", Image.fromarray(np.stack([soft, soft * 0.96, soft * 0.9], axis=-1).astype(np.uint8)), "blurry", quality=92)
    flat = Image.new("RGB", (320, 240), (120, 130, 140))
    draw = ImageDraw.Draw(flat)
    for x in range(0, 320, 16):
        draw.line([x - 120, 0, x, 240], fill=(10, 10, 10), width=3)
    picture("little_to_see.png", flat, "low_information")
    picture("huge.jpg", street(26).resize((1500, 1300)), "odd_size", quality=80)
    picture("copy_of_clean_0.png", Image.open(ROOT / "pictures" / "clean_0.jpg"), None)
    expected.append(["exact_duplicate", "pictures/copy_of_clean_0.png"])
    picture("clean_1_again.jpg", Image.open(ROOT / "pictures" / "clean_1.jpg"), "near_duplicate", quality=60)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture("turned.jpg", street(28), "exif_orientation", quality=88, exif=exif.tobytes())
    whole = (ROOT / "pictures" / "clean_2.jpg").read_bytes()
    picture("cut_short.jpg", whole[: len(whole) // 2], "broken_image")
    picture("no_picture.png", b"<html>404 Not Found</html>\n", "broken_image")
    picture("empty.jpg", b"", "broken_image")
    picture("really_a_png.jpg", street(30), "wrong_extension", format="PNG")
    picture("train/seen.jpg", street(32), quality=88)
    picture("test/seen.jpg", street(32), None, quality=88)
    expected.append(["split_leak", "pictures/train/seen.jpg"])


def sample(iteration, response="The sign says so: <answer>a small bakery</answer>", **changes):
    return {"iteration": iteration, "images": [], "prompt": "Look at the picture.", "response": response, "context": {}, "timestamp": f"2025-01-24T14:30:{20 + iteration}", **changes}


def session(name, findings, samples, text=None, pictures=None, files=None, **changes):
    """A session with the changes; or the text as the whole file. Findings are names of checks; files is what the sample files hold."""
    folder = ROOT / "sessions" / name
    folder.mkdir(parents=True, exist_ok=True)
    full = [{"sample_id": f"{name}_iter_{one['iteration']}", **one} for one in samples]
    body = {
        "session_id": name, "question": changes.pop("question", f"What kind of shop is this ({name})?"), "original_images": samples[0]["images"][:1] if samples else [],
        "success": True, "final_answer": "a small bakery", "error_message": None, "start_time": "2025-01-24T14:30:20", "end_time": "2025-01-24T14:30:40",
        "num_iterations": len(full), "samples": full, "metadata": {}, **changes,
    }
    if text != "":
        (folder / "session_metadata.json").write_text(text or json.dumps(body, indent=2, ensure_ascii=False))
    for number, one in enumerate(full, 1):
        path = folder / "samples" / f"sample_{number}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text((files or {}).get(number, json.dumps(one, indent=2, ensure_ascii=False)))
    for file, image in (pictures or {}).items():
        (folder / "images").mkdir(exist_ok=True)
        image.save(folder / "images" / file, quality=88)
    expected.extend([finding, f"sessions/{name}"] for finding in findings)


def acted(*calls):
    """The context after the calls: (tool, arguments, result) of iteration 1."""
    names = [f"{tool}_iter1" + (f"_{number}" if number > 1 else "") for number, (tool, _, _) in enumerate(calls, 1)]
    return {"tool_calls_history": [{"name": tool, "arguments": arguments} for tool, arguments, _ in calls],
            "tool_results_history": dict(zip(names, (result for _, _, result in calls))), "additional_images_history": []}


def sessions():
    shutil.rmtree(ROOT / "sessions", ignore_errors=True)
    session("clean", [], [sample(1, "I look at the sign first."), sample(2)])
    session("torn", ["unreadable"], [], text='{"session_id": ')
    session("foreign", ["unreadable"], [], text='["a shopping list"]')
    session("without_file", ["unreadable"], [sample(1)], text="")
    session("without_samples", ["no_samples"], [])
    session("miscounted", ["num_iterations"], [sample(1)], num_iterations=3)
    session("sample_file_empty", ["sample_files"], [sample(1)], files={1: ""})
    session("without_answer", ["no_answer"], [sample(1, "I would have to see more of the street to tell.")], final_answer=None)
    session("answer_by_hand", ["no_answer"], [sample(1, "The bread in the window tells it.")])
    session("short_answer", ["short_answer"], [sample(1, "<answer>B</answer>")], final_answer="B")
    session("leaked_answer", ["leaked_answer"], [sample(1)], question="It is a small bakery. What kind of shop is it?")
    session("options_do_not_leak", [], [sample(1)], question="Which one?\n\nA. a small bakery\nB. a flower shop")
    session("refusal", ["refusal"], [sample(1, "I'm sorry, but I can't tell what people buy. <answer>not answered</answer>")], final_answer="not answered")
    session("cut_off", ["truncated_response"], [sample(1, finish_reason="length")])
    same = "The sign is too small to read, I look closer."
    session("in_circles", ["repeated_turn"], [sample(1, same), sample(2, same), sample(3)])
    failed = ("zoom", {"image_index": 7}, {"success": False, "message": "Error: there is no image 7"})
    session("tools_fail", ["tool_errors"], [sample(1, "I look closer."), sample(2, context=acted(failed, failed))])
    session("placeholder", ["placeholder_count"], [sample(1, prompt="<image> Look at the picture.")])
    session("key", ["secret"], [sample(1, "The wall reads sk-" + "A1b2C3d4" * 4 + ". <answer>a small bakery</answer>")])
    session("backwards", ["timestamps"], [sample(1, "I look at the sign first.", timestamp="2025-01-24T14:30:39"), sample(2)])
    session("not_json", ["stored_as_text"], [sample(1, stored_as_text=["context.score"], context={"score": "NaN"})])
    session("lost_picture", ["missing_image"], [sample(1, images=["shop.jpg"], saved_images=["sessions/lost_picture/images/shop.jpg"])])
    session("asked", [], [sample(1)], question="Who works here?")
    session("asked_again", ["duplicate_question"], [sample(1)], question="Who works here?")
    shop, far = street(50), ("zoom", {"bbox_2d": [100, 50, 321, 200]}, {"success": True, "image": "part.jpg"})
    session("crop_outside", ["crop_outside"], [sample(1, "I look closer.", images=["shop.jpg"]), sample(2, images=["shop.jpg", "part.jpg"], context=acted(far))],
            pictures={"shop.jpg": shop, "part.jpg": street(51)})
    turned = ("rotate", {"angle": 360}, {"success": True, "image": "turned.jpg"})
    session("nothing_new", ["identical_observation"], [sample(1, "I turn it.", images=["shop.jpg"]), sample(2, images=["shop.jpg", "turned.jpg"], context=acted(turned))],
            pictures={"shop.jpg": shop, "turned.jpg": shop})


def export():
    folder = ROOT / "export"
    folder.mkdir(parents=True, exist_ok=True)
    street(40).save(folder / "a.jpg", quality=88)
    turns = [{"role": "user", "content": "<image>Where?"}, {"role": "assistant", "content": "Paris"}]
    two = [{"role": "user", "content": "<image><image>Where?"}, {"role": "assistant", "content": "Paris"}]
    rows = [json.dumps({"messages": turns, "images": ["a.jpg"]}), json.dumps({"messages": turns, "images": ["lost.jpg"]}), json.dumps({"messages": two, "images": ["a.jpg"]}), '{"messages": [']
    (folder / "train.jsonl").write_text("\n".join(rows) + "\n")
    expected.extend([kind, "export/train.jsonl"] for kind in ("missing_image", "placeholder_count", "unreadable"))

    talk = [{"from": "human", "value": "Where?"}, {"from": "gpt", "value": "Paris"}]
    rows = [json.dumps({"id": str(number), "images": [name], "conversations": talk}) for number, name in enumerate(["a.jpg", "lost.jpg", "a.jpg"])]
    (folder / "sharegpt.json").write_text("[\n" + ",\n".join(rows) + ",\n")
    expected.extend([kind, "export/sharegpt.json"] for kind in ("missing_image", "unreadable"))

    # An export that was edited by hand, and a card of an earlier one.
    data = "".join(json.dumps({"messages": turns[:1] * number}) + "\n" for number in (1, 2))
    (folder / "edited").mkdir(exist_ok=True)
    (folder / "edited" / "train.jsonl").write_text(data)
    (folder / "edited" / "README.md").write_text("# Training data (swift)\n\n- rows: 1,003 for training, 4 for validation\n")
    manifest = {"format": "swift", "rows": 2, "files": [{"path": "train.jsonl", "bytes": len(data), "sha256": hashlib.sha256(b"as exported").hexdigest()}], "images": []}
    (folder / "edited" / "spagent-export.json").write_text(json.dumps(manifest, indent=2) + "\n")
    expected.extend([["export_changed", "export/edited/train.jsonl"], ["dataset_card", "export/edited/README.md"]])


if __name__ == "__main__":
    (ROOT / "traces").mkdir(parents=True, exist_ok=True)
    traces()
    sessions()
    pictures()
    export()
    (ROOT / "expected.json").write_text(json.dumps({"findings": sorted(expected)}, indent=1) + "\n")
    print(f"{len(expected)} flaws in {ROOT}")
