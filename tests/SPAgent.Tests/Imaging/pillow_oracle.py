"""What Pillow makes of an image: one JSON request a line on stdin, one JSON answer a line on stdout."""
import base64
import hashlib
import io
import json
import sys
import warnings

from PIL import Image, ImageOps

warnings.simplefilter("ignore")


def answer(request):
    step = -1
    try:
        image = Image.open(io.BytesIO(base64.b64decode(request["bytes"])))
        image.load()
        header = {"format": image.format, "orientation": image.getexif().get(0x0112)}
        if request.get("upright"):
            image = ImageOps.exif_transpose(image)
        for step, op in enumerate(request.get("ops", [])):
            if op["op"] == "crop":
                image = image.crop(tuple(op["box"]))
            else:
                image = image.rotate(op["angle"], expand=op.get("expand", True))
        step = len(request.get("ops", []))
        rgb = image.convert("RGB")
        result = {"mode": image.mode, "width": image.width, "height": image.height, **header}
        result["sha256"] = hashlib.sha256(rgb.tobytes()).hexdigest()
        if "quality" in request:
            target = io.BytesIO()
            rgb.save(target, "JPEG", quality=request["quality"])
            result["jpeg_sha256"] = hashlib.sha256(target.getvalue()).hexdigest()
        return result
    except Exception as error:  # the class is the answer
        return {"error": type(error).__name__, "message": str(error), "step": step}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
