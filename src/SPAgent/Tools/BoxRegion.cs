using System.Text.Json;

namespace SPAgent;

/// <summary>The region of a picture that a model points at: read in its unit, held against the picture, grown to a
/// smallest side.</summary>
internal static class BoxRegion
{
    /// <summary>The argument that holds it.</summary>
    public const string Name = "bbox_2d";

    /// <summary>The smallest side that the image processors of Qwen's models take, in pixels.</summary>
    public const int LeastSide = 28;

    /// <summary>More than that between the sides, and no image processor of the models in use takes the crop.</summary>
    public const int MostAspect = 200;

    /// <summary>In which unit a box is to be given, for the description of a parameter.</summary>
    public static string Told(BoxUnits units)
    {
        string unit = units switch
        {
            BoxUnits.Thousandths => "thousandths of the current image's width and height, from 0 to 1000",
            BoxUnits.Fractions => "fractions of the current image's width and height, from 0 to 1",
            _ => "pixels of the current image",
        };
        return $"as [x1, y1, x2, y2] in {unit}; (x1, y1) is its top-left corner, (x2, y2) its bottom-right corner";
    }

    /// <summary>Whether a value is four numbers.</summary>
    public static bool IsBox(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 4
        && value.EnumerateArray()
            .All(side => side.ValueKind == JsonValueKind.Number && double.IsFinite(side.GetDouble()));

    /// <summary>The sides of a box in the arguments of a call: left, top, right, bottom; null where there is
    /// none.</summary>
    public static double[]? Sides(JsonElement? arguments)
    {
        bool given = arguments is { ValueKind: JsonValueKind.Object } fields
            && fields.TryGetProperty(Name, out JsonElement box) && IsBox(box);
        return given ? [.. arguments!.Value.GetProperty(Name).EnumerateArray().Select(side => side.GetDouble())] : null;
    }

    /// <summary>The box in pixels of the full picture.</summary>
    /// <param name="sides">Left, top, right, bottom as given.</param>
    /// <param name="written">The box as the model wrote it, for the message.</param>
    /// <param name="picture">The picture that it counts in.</param>
    /// <param name="units">The unit.</param>
    /// <param name="minSide">The smallest side of the result; 0 or 1 for none.</param>
    /// <param name="problem">Why it can't be meant; null when it can.</param>
    /// <returns>The same numbers, where nothing had to be changed.</returns>
    public static double[] InPixels(double[] sides, string written, ShownPicture picture, BoxUnits units, int minSide,
        out string? problem)
    {
        PixelSize shown = picture.Size;
        problem = null;
        if (units != BoxUnits.Fractions && sides.All(side => side is >= 0 and <= 1)
            && (shown.Width > 1 || shown.Height > 1))
        {
            problem = units == BoxUnits.Pixels
                ? $"the box {written} has numbers from 0 to 1; give it in pixels of this {shown} image, such as "
                    + $"[{shown.Width / 4}, {shown.Height / 4}, {shown.Width / 2}, {shown.Height / 2}]"
                : $"the box {written} has numbers from 0 to 1; give it in thousandths of the image, "
                    + "such as [250, 250, 500, 500]";
            return sides;
        }

        double whole = units switch { BoxUnits.Thousandths => 1000, BoxUnits.Fractions => 1, _ => 0 };
        double[] box = whole > 0 || picture.IsSmaller
            ? [.. sides.Select((side, i) => Scaled(side, i, whole, picture))] : sides;
        double width = Math.Round(box[2]) - Math.Round(box[0]), height = Math.Round(box[3]) - Math.Round(box[1]);
        string place = units switch
        {
            BoxUnits.Thousandths => "thousandths of this image",
            BoxUnits.Fractions => "fractions of this image",
            _ => $"pixels of this {shown} image",
        };
        if (whole > 0 && sides.Any(side => side > 2 * whole))
        {
            problem = $"the box {written} reaches far outside of 0 to {whole:0}: give it in {place}, such as "
                + (units == BoxUnits.Fractions ? "[0.25, 0.25, 0.5, 0.5]" : "[250, 250, 500, 500]");
        }
        else if (width == 0 || height == 0) problem = $"the box {written} has no area in {place}";
        else if (width > 0 && height > 0 && IsOutside(box, picture.Full))
            problem = $"the box {written} lies outside: it counts in {place}";
        return problem is null && width > 0 && height > 0 ? Grown(box, picture.Full, minSide) : box;
    }

    private static double Scaled(double side, int index, double whole, ShownPicture picture)
    {
        bool across = index % 2 == 0;
        double full = across ? picture.Full.Width : picture.Full.Height;
        double shown = whole > 0 ? whole : across ? picture.Size.Width : picture.Size.Height;
        return Math.Round(side / shown * full, MidpointRounding.ToEven);
    }

    private static bool IsOutside(double[] box, RasterImage picture) =>
        Math.Round(box[2]) <= 0 || Math.Round(box[3]) <= 0 || Math.Round(box[0]) >= picture.Width
            || Math.Round(box[1]) >= picture.Height;

    private static double[] Grown(double[] box, RasterImage picture, int minSide)
    {
        if (minSide <= 1) return box;
        (double left, double right) = (Math.Round(box[0]), Math.Round(box[2]));
        (double top, double bottom) = (Math.Round(box[1]), Math.Round(box[3]));
        double width = right - left, height = bottom - top;
        double least = Math.Max(minSide, Math.Ceiling(Math.Max(width, height) / MostAspect));
        if (width >= least && height >= least) return box;
        (left, right) = Grown(left, right, least, picture.Width);
        (top, bottom) = Grown(top, bottom, least, picture.Height);
        return [left, top, right, bottom];
    }

    // About the middle, as far as the picture goes.
    private static (double From, double To) Grown(double from, double to, double least, int side)
    {
        if (to - from >= least) return (from, to);
        double length = Math.Min(least, side);
        double start = Math.Clamp(Math.Floor(((from + to) - length) / 2), 0, side - length);
        return (start, start + length);
    }

    /// <summary>The arguments with another box, the rest as it was.</summary>
    public static JsonElement With(JsonElement arguments, double[] box, string name = Name)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonSettings.Compact))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in arguments.EnumerateObject())
            {
                if (property.Name != name)
                {
                    property.WriteTo(writer);
                    continue;
                }

                writer.WriteStartArray(name);
                foreach (double side in box)
                {
                    if (double.IsInteger(side)) writer.WriteNumberValue((long)side);
                    else writer.WriteNumberValue(side);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }
}
