using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>A picture: its thumbnail as a data URI, null when it is empty, and the size of the whole.</summary>
internal sealed record PagePicture(string? Thumbnail, int Width, int Height)
{
    public string Size => $"{Width} × {Height}";
}

/// <summary>A picture on the page, with the parameters of a call drawn on it.</summary>
internal static class PictureFigure
{
    /// <summary>The picture; it may be shown again by <see cref="Again"/> without being in the page twice.</summary>
    public static Html Of(string id, PagePicture picture, Html caption) => OfDrawn(id, picture, null, caption);

    /// <summary>The same with what a call asked for drawn on it; <see cref="Again"/> shows it without.</summary>
    public static Html OfDrawn(string id, PagePicture picture, JsonElement? drawn, Html caption) => Figure(
        picture,
        Html.Of(
            $"<image id=\"{id}\" href=\"{picture.Thumbnail}\" width=\"{picture.Width}\" height=\"{picture.Height}\" preserveAspectRatio=\"none\"/>{Drawn(drawn, picture.Width, picture.Height)}"), caption);

    /// <summary>A picture that the page has already, with what a call asked for drawn on it.</summary>
    public static Html Again(string id, PagePicture picture, JsonElement? drawn, Html caption) =>
        Figure(picture, Html.Of($"<use href=\"#{id}\"/>{Drawn(drawn, picture.Width, picture.Height)}"), caption);

    private static Html Figure(PagePicture picture, Html content, Html caption) => picture.Thumbnail is null
        ? Html.Of($"<figure class=\"shot\"><figcaption>{caption} (empty picture)</figcaption></figure>")
        : Html.Of(
            $"<figure class=\"shot\"><svg viewBox=\"0 0 {picture.Width} {picture.Height}\" role=\"img\" aria-label=\"picture of {picture.Width} by {picture.Height} pixels\">{content}</svg><figcaption>{caption}</figcaption></figure>");

    private static Html Drawn(JsonElement? parameters, int width, int height)
    {
        if (parameters is not { ValueKind: JsonValueKind.Object } arguments) return Html.Empty;
        if (Box(arguments) is [double left, double top, double right, double bottom])
            return Frame(left, top, right, bottom, width, height);
        return arguments.TryGetProperty("angle", out JsonElement angle) && Number(angle) is double degrees
            ? Turn(degrees, width, height) : Html.Empty;
    }

    // What the call leaves out is shaded.
    private static Html Frame(double left, double top, double right, double bottom, int width, int height)
    {
        string box =
            string.Create(CultureInfo.InvariantCulture, $"M{left:0.#} {top:0.#}H{right:0.#}V{bottom:0.#}H{left:0.#}Z");
        return
            Html.Of(
                $"<path class=\"shade\" fill-rule=\"evenodd\" d=\"M0 0H{width}V{height}H0Z{box}\"/><path class=\"frame\" d=\"{box}\"/>");
    }

    // The line that will lie level through the middle, the level line as it is now, and the way between them.
    private static Html Turn(double degrees, int width, int height)
    {
        double reach = Math.Min(width, height) * 0.44, x = width / 2.0, y = height / 2.0,
            radians = degrees % 360 * Math.PI / 180;
        double across = reach * Math.Cos(radians), down = reach * Math.Sin(radians), arc = 0.8;
        int large = Math.Abs(degrees % 360) > 180 ? 1 : 0, sweep = degrees < 0 ? 0 : 1;
        string level = string.Create(CultureInfo.InvariantCulture, $"M{x - reach:0.#} {y:0.#}H{x + reach:0.#}");
        string turned = string.Create(CultureInfo.InvariantCulture,
            $"M{x - across:0.#} {y - down:0.#}L{x + across:0.#} {y + down:0.#}");
        string way =
            string.Create(CultureInfo.InvariantCulture,
                $"M{x + (arc * across):0.#} {y + (arc * down):0.#}A{arc * reach:0.#} {arc * reach:0.#} "
                    + $"0 {large} {1 - sweep} {x + (arc * reach):0.#} {y:0.#}");
        return Html.Of($"<path class=\"guide from\" d=\"{level}\"/><path class=\"guide\" d=\"{turned}{way}\"/>");
    }

    private static double[]? Box(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("bbox_2d", out JsonElement box) || box.ValueKind != JsonValueKind.Array
            || box.GetArrayLength() != 4) return null;
        double?[] sides = [.. box.EnumerateArray().Select(Number)];
        return Array.TrueForAll(sides, side => side is not null) ? Array.ConvertAll(sides, side => side!.Value) : null;
    }

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Abs(number) < 1e7
            ? number : null;
}
