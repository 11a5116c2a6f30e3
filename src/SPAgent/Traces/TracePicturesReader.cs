using System.Text.Json;

namespace SPAgent;

/// <summary>Reads how the pictures of a trace were sent.</summary>
internal static class TracePicturesReader
{
    public static TracePictures Read(TraceObject fields) => new()
    {
        Column = fields.Take("column")?.Text(),
        MaxPixels = fields.Take("max_pixels")?.Count(),
        OnWhite = fields.Take("on_white")?.Flag() ?? false,
        Sha256 = [.. fields.Take("sha256")?.Items().Select(item => item.Text() ?? "") ?? []],
        Sizes = [.. fields.Take("sizes")?.Items()
            .Select(item => Size(item) ?? throw item.Wrong("a width and a height")) ?? []],
        Extra = fields.Rest(),
    };

    /// <summary>A size written as width and height; null where there is none.</summary>
    public static PixelSize? Size(TraceField? field)
    {
        if (field is not { Value.ValueKind: JsonValueKind.Array } given) return null;
        int?[] sides = [.. given.Items().Take(3).Select(side => side.Count())];
        return sides is [{ } width, { } height] ? new PixelSize(width, height) : null;
    }
}
