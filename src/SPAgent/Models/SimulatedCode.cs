using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Python that the simulated model writes for <c>python_code_tool</c>.</summary>
internal static class SimulatedCode
{
    private static readonly (string Reason, string Code)[] Recipes =
    [
        ("The picture is flat, so I stretch its contrast.",
            "from PIL import ImageOps\nresult_image = ImageOps.autocontrast(image, cutoff=1)\n"),
        ("The small print is soft, so I sharpen it.",
            "from PIL import ImageEnhance\nresult_image = ImageEnhance.Sharpness(image).enhance(2.0)\n"),
        ("I cut out the centre and enlarge it.",
            "w, h = image.size\nresult_image = image.crop((w // 4, h // 4, 3 * w // 4, 3 * h // 4)).resize((w, h))\n"),
        ("I lift the shadows to see what stands in the dark.",
            "import numpy as np\na = np.asarray(image.convert('RGB')).astype(float) / 255\nresult_image = "
                + "Image.fromarray((255 * a ** 0.7).astype('uint8'))\n"),
        ("The picture leans, so I straighten it and cut the border away.",
            "turned = image.rotate(4, expand=True)\nw, h = turned.size\nresult_image = turned.crop((w // 10, h // 10, "
                + "w - w // 10, h - h // 10))\n"),
    ];

    public static SimulatedCall Write(ref HashRandom random, int width, int height)
    {
        (string reason, string code) = random.Pick(Recipes);
        return new SimulatedCall($"{reason} It measures {width} x {height} pixels.", SimulatedCall.Python,
            new JsonObject { ["code"] = code });
    }
}
