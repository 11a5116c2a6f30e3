using System.Text.Json;

namespace SPAgent;

/// <summary>
/// The arguments of one call of a tool that <see cref="ImageTool"/>.<c>From</c> made. What the tool declares is checked
/// before the tool runs, so that reading it does not fail.
/// </summary>
[TypeFormatterSource]
public sealed class ToolInput
{
    private readonly IReadOnlyList<ToolParameter> _parameters;
    private readonly BoxUnits _units;
    private readonly RasterImage _image;

    internal ToolInput(JsonElement json, IReadOnlyList<ToolParameter> parameters, RasterImage image, BoxUnits units,
        CancellationToken cancellationToken) =>
        (Json, _parameters, _image, _units, CancellationToken) = (json, parameters, image, units, cancellationToken);

    /// <summary>The arguments as the model gave them: a JSON object.</summary>
    public JsonElement Json { get; }

    /// <summary>Cancelled when the call is to end: its time is over, or the run stops.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The arguments with the boxes in pixels that were given in another unit; null where nothing
    /// differs.</summary>
    internal JsonElement? Executed { get; private set; }

    /// <summary>Whether there is a value: given by the model, or the parameter's own.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message goes to the model.</exception>
    public double Number(string name) =>
        ToolArguments.TryNumber(Value(name), name, out double number, out string? problem) ? number
            : throw new ArgumentException(problem);

    /// <summary>A whole number.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message goes to the model.</exception>
    public int Whole(string name) =>
        Number(name) is var number && double.IsInteger(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number
        : throw new ArgumentException($"{name} must be a whole number, not {ToolArguments.Describe(Value(name))}");

    /// <summary>A text, or the word that was chosen.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message goes to the model.</exception>
    public string Text(string name) => Value(name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new ArgumentException($"{name} must be a text, not {ToolArguments.Describe(Value(name))}");

    /// <summary>Yes or no.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message goes to the model.</exception>
    public bool Flag(string name) => Value(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new ArgumentException($"{name} must be true or false, not {ToolArguments.Describe(Value(name))}"),
    };

    /// <summary>A region, in pixels of the picture that the tool was given, ready for
    /// <see cref="RasterImage.Crop"/>.</summary>
    /// <param name="name">Its name; by default that of <see cref="ToolParameter.Box(string, string)"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it lies outside; the message goes to the
    /// model.</exception>
    public (double Left, double Top, double Right, double Bottom) Box(string name = BoxRegion.Name)
    {
        JsonElement value = Value(name);
        if (!BoxRegion.IsBox(value))
            throw new ArgumentException(
                $"{name} must be four numbers [x1, y1, x2, y2], not {ToolArguments.Describe(value)}");
        double[] given = [.. value.EnumerateArray().Select(side => side.GetDouble())];
        // Two pixels at least: one alone would look like a box in fractions when it is replayed.
        double[] box = BoxRegion.InPixels(given, value.GetRawText(), new ShownPicture(_image, maxPixels: null), _units,
            minSide: 2, out string? problem);
        if (problem is not null) throw new ArgumentException(problem);
        if (!ReferenceEquals(box, given)) Executed = BoxRegion.With(Executed ?? Json, box, name);
        return (box[0], box[1], box[2], box[3]);
    }

    /// <summary>The value as JSON.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message goes to the model.</exception>
    public JsonElement Value(string name)
    {
        if (Find(name) is { } value) return value;
        ToolArguments.TryGet(Json, name, out _, out string? problem);
        bool declared = _parameters.Any(parameter => parameter.Name == name);
        throw new ArgumentException(declared ? problem : $"{problem}; no model knows of it, since the tool does not "
            + "declare it: hand ImageTool.From a ToolParameter for it");
    }

    private JsonElement? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool given = Json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
        return given ? value : _parameters.FirstOrDefault(parameter => parameter.Name == name)?.Otherwise;
    }
}
