using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>One line of fixtures/imaging/cases.jsonl: what Pillow made of an image.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement _line;

    private GoldenCase(JsonElement line) => _line = line;

    public string Id => Text("id")!;

    public string Kind => Text("kind")!;

    public string? Mode => Text("mode");

    public string? Error => Text("error");

    public int Step => _line.GetProperty("step").GetInt32();

    public int Width => _line.GetProperty("width").GetInt32();

    public int Height => _line.GetProperty("height").GetInt32();

    public string PixelSha256 => Text("sha256_rgb") ?? Text("sha256")!;

    public string JpegSha256 => Text("jpeg_sha256")!;

    public int JpegLength => _line.GetProperty("jpeg_length").GetInt32();

    public IReadOnlyList<JsonElement> Steps =>
        _line.TryGetProperty("ops", out JsonElement ops) ? [.. ops.EnumerateArray()] : [];

    public string ImagePath => Fixtures.Own("imaging", Text("image")!);

    public static IReadOnlyList<GoldenCase> All { get; } =
        [.. File.ReadLines(Fixtures.Own("imaging", "cases.jsonl"))
            .Select(line => new GoldenCase(JsonDocument.Parse(line).RootElement))];

    public static RasterImage Apply(RasterImage image, JsonElement step)
    {
        if (step.GetProperty("op").GetString() == "rotate")
        {
            bool expand = !step.TryGetProperty("expand", out JsonElement value) || value.GetBoolean();
            return image.Rotate(step.GetProperty("angle").GetDouble(), expand);
        }

        double[] box = [.. step.GetProperty("box").EnumerateArray().Select(side => side.GetDouble())];
        return image.Crop(box[0], box[1], box[2], box[3]);
    }

    /// <summary>The class that Pillow raises for such an error.</summary>
    public static string PillowClass(ImageException error) => error.Kind switch
    {
        ImageErrorKind.Unidentified => "UnidentifiedImageError",
        ImageErrorKind.Broken => "OSError",
        ImageErrorKind.TooLarge => "DecompressionBombError",
        ImageErrorKind.InvalidValue => "ValueError",
        ImageErrorKind.Overflow => "OverflowError",
        _ => error.Kind.ToString(),
    };

    private string? Text(string name) => _line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
