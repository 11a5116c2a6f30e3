using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>A picture of a trace, with the parameters of a call drawn on it.</summary>
internal static class PageShot
{
    /// <summary>The picture; it may be shown again by <see cref="Again"/> without being in the page twice.</summary>
    public static Html Of(string id, ReplayedShot shot, Html caption) => Figure(
        shot, Html.Of($"<image id=\"{id}\" href=\"{shot.Thumbnail}\" width=\"{shot.Width}\" height=\"{shot.Height}\" preserveAspectRatio=\"none\"/>"), caption);

    /// <summary>A picture that the page has already, with the call drawn on it.</summary>
    public static Html Again(string id, ReplayedShot shot, ToolCall call, Html caption) =>
        Figure(shot, Html.Of($"<use href=\"#{id}\"/>{Drawn(call, shot.Width, shot.Height)}"), caption);

    private static Html Figure(ReplayedShot shot, Html content, Html caption) => shot.Thumbnail is null
        ? Html.Of($"<figure class=\"shot\"><figcaption>{caption} (empty picture)</figcaption></figure>")
        : Html.Of($"<figure class=\"shot\"><svg viewBox=\"0 0 {shot.Width} {shot.Height}\" role=\"img\" aria-label=\"picture of {shot.Width} by {shot.Height} pixels\">{content}</svg><figcaption>{caption}</figcaption></figure>");

    private static Html Drawn(ToolCall call, int width, int height)
    {
        if (call.Arguments is not { ValueKind: JsonValueKind.Object } arguments) return Html.Empty;
        if (Box(arguments) is [double left, double top, double right, double bottom]) return Frame(left, top, right, bottom, width, height);
        return arguments.TryGetProperty("angle", out JsonElement angle) && Number(angle) is double degrees ? Turn(degrees, width, height) : Html.Empty;
    }

    // What the call leaves out is shaded.
    private static Html Frame(double left, double top, double right, double bottom, int width, int height)
    {
        string box = string.Create(CultureInfo.InvariantCulture, $"M{left:0.#} {top:0.#}H{right:0.#}V{bottom:0.#}H{left:0.#}Z");
        return Html.Of($"<path class=\"shade\" fill-rule=\"evenodd\" d=\"M0 0H{width}V{height}H0Z{box}\"/><path class=\"frame\" d=\"{box}\"/>");
    }

    // The line that will lie level through the middle, the level line as it is now, and the way between them.
    private static Html Turn(double degrees, int width, int height)
    {
        double reach = Math.Min(width, height) * 0.44, x = width / 2.0, y = height / 2.0, radians = degrees % 360 * Math.PI / 180;
        double across = reach * Math.Cos(radians), down = reach * Math.Sin(radians), arc = 0.8;
        int large = Math.Abs(degrees % 360) > 180 ? 1 : 0, sweep = degrees < 0 ? 0 : 1;
        string level = string.Create(CultureInfo.InvariantCulture, $"M{x - reach:0.#} {y:0.#}H{x + reach:0.#}");
        string turned = string.Create(CultureInfo.InvariantCulture, $"M{x - across:0.#} {y - down:0.#}L{x + across:0.#} {y + down:0.#}");
        string way = string.Create(CultureInfo.InvariantCulture, $"M{x + (arc * across):0.#} {y + (arc * down):0.#}A{arc * reach:0.#} {arc * reach:0.#} 0 {large} {1 - sweep} {x + (arc * reach):0.#} {y:0.#}");
        return Html.Of($"<path class=\"guide from\" d=\"{level}\"/><path class=\"guide\" d=\"{turned}{way}\"/>");
    }

    private static double[]? Box(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("bbox_2d", out JsonElement box) || box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4) return null;
        double?[] sides = [.. box.EnumerateArray().Select(Number)];
        return Array.TrueForAll(sides, side => side is not null) ? Array.ConvertAll(sides, side => side!.Value) : null;
    }

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Abs(number) < 1e7 ? number : null;
}
