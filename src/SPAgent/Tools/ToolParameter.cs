using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// A parameter of a tool that
/// <see cref="ImageTool.From(string, string, Func{RasterImage, ToolInput, ImageToolResult}, ToolParameter[])"/> makes:
/// what a model may give, and what holds where it gives nothing.
/// </summary>
[TypeFormatterSource]
public sealed class ToolParameter
{
    private readonly Func<JsonElement, string?> _problem;

    private ToolParameter(string name, string description, JsonObject schema, JsonNode? otherwise,
        Func<JsonElement, string?> problem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        schema["description"] = description;
        if (otherwise is not null) schema["default"] = otherwise;
        (Name, Description, _problem) = (name, description, problem);
        Schema = JsonSerializer.SerializeToElement(schema, JsonSettings.Line);
        Otherwise = otherwise is null ? null : Schema.GetProperty("default");
    }

    /// <summary>Name as the model gives it.</summary>
    public string Name { get; }

    /// <summary>What it means, for the model.</summary>
    public string Description { get; }

    /// <summary>Its JSON Schema.</summary>
    public JsonElement Schema { get; }

    /// <summary>Whether a call must give it; false for one that has a value of its own.</summary>
    public bool IsRequired => Otherwise is null && !MayBeAbsent;

    /// <summary>The value where a call gives none.</summary>
    internal JsonElement? Otherwise { get; }

    /// <summary>Whether it is a box, which counts in the unit of the run.</summary>
    internal bool IsBox { get; private init; }

    /// <summary>A number.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="min">The smallest that is taken; null for no limit.</param>
    /// <param name="max">The largest that is taken; null for no limit.</param>
    /// <param name="otherwise">The value where a call gives none; null where a call must give one.</param>
    /// <exception cref="ArgumentException">The limits are none, or <paramref name="otherwise"/> lies outside of
    /// them.</exception>
    public static ToolParameter Number(string name, string description, double? min = null, double? max = null,
        double? otherwise = null) =>
        Numeric("number", name, description, min, max, otherwise);

    /// <summary>A whole number.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="min">The smallest that is taken; null for no limit.</param>
    /// <param name="max">The largest that is taken; null for no limit.</param>
    /// <param name="otherwise">The value where a call gives none; null where a call must give one.</param>
    /// <exception cref="ArgumentException">The limits are none, or <paramref name="otherwise"/> lies outside of
    /// them.</exception>
    public static ToolParameter Whole(string name, string description, int? min = null, int? max = null,
        int? otherwise = null) =>
        Numeric("integer", name, description, min, max, otherwise);

    /// <summary>A text.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="otherwise">The value where a call gives none; null where a call must give one.</param>
    public static ToolParameter Text(string name, string description, string? otherwise = null) => new(
        name, description, new JsonObject { ["type"] = "string" }, otherwise,
        value => value.ValueKind == JsonValueKind.String ? null
            : $"{name} must be a text, not {ToolArguments.Describe(value)}");

    /// <summary>One of several words.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="choices">The words; at least one.</param>
    /// <param name="otherwise">The value where a call gives none; null where a call must give one.</param>
    /// <exception cref="ArgumentException">There are no choices, or <paramref name="otherwise"/> is none of
    /// them.</exception>
    public static ToolParameter Choice(string name, string description, IReadOnlyList<string> choices,
        string? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0)
            throw new ArgumentException($"The parameter {name} needs at least one choice.", nameof(choices));
        string told = string.Join(", ", choices);
        if (otherwise is not null && !choices.Contains(otherwise))
        {
            throw new ArgumentException($"The parameter {name} is \"{otherwise}\" where a call gives none. Take "
                + $"one of its choices: {told}.", nameof(otherwise));
        }

        JsonObject schema = new()
        { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
        return new ToolParameter(name, description, schema, otherwise,
            value => value.ValueKind == JsonValueKind.String && choices.Contains(value.GetString()!)
            ? null : $"{name} must be one of {told}, not {ToolArguments.Describe(value)}");
    }

    /// <summary>Yes or no.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="otherwise">The value where a call gives none. Default no.</param>
    public static ToolParameter Flag(string name, string description, bool otherwise = false) => new(
        name, description, new JsonObject { ["type"] = "boolean" }, otherwise,
        value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null
            : $"{name} must be true or false, not {ToolArguments.Describe(value)}");

    /// <summary>The region <c>bbox_2d</c> of the picture, which pages draw on it.</summary>
    /// <param name="description">What it means, for the model.</param>
    public static ToolParameter Box(string description) => Box(BoxRegion.Name, description);

    /// <summary>
    /// A region of the picture, as left, top, right, bottom. A call must give it, in the unit of its run
    /// (<see cref="DistillationOptions.BoxUnits"/>); the tool reads it in pixels of the picture it gets.
    /// </summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    public static ToolParameter Box(string name, string description) => new(
        name, description,
        new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "number" },
            ["minItems"] = 4,
            ["maxItems"] = 4
        }, null,
        value => BoxRegion.IsBox(value) ? null
            : $"{name} must be four numbers [x1, y1, x2, y2], not {ToolArguments.Describe(value)}")
    { IsBox = true };

    /// <summary>A parameter of any other shape; what a call gives is handed on as it is.</summary>
    /// <param name="name">Name as the model gives it.</param>
    /// <param name="description">What it means, for the model.</param>
    /// <param name="schema">Its JSON Schema: an object.</param>
    /// <param name="isRequired">Whether a call must give it.</param>
    /// <exception cref="ArgumentException">The schema is no object.</exception>
    public static ToolParameter Json(string name, string description, JsonElement schema, bool isRequired = true)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"The schema of {name} is a JSON object, not {schema.ValueKind}.",
                nameof(schema));
        JsonObject copy = JsonNode.Parse(schema.GetRawText())!.AsObject();
        return new ToolParameter(name, description, copy, null, _ => null) { MayBeAbsent = !isRequired };
    }

    /// <summary>Whether a call may leave it out although it has no value of its own.</summary>
    internal bool MayBeAbsent { get; private init; }

    /// <summary>Why a value can't be taken, in words for the model; null when it can.</summary>
    internal string? Problem(JsonElement value) => _problem(value);

    /// <summary>The schema, with the unit of a box told.</summary>
    internal JsonNode SchemaIn(BoxUnits units)
    {
        JsonObject schema = JsonNode.Parse(Schema.GetRawText())!.AsObject();
        if (IsBox) schema["description"] = $"{Description.TrimEnd('.')}, {BoxRegion.Told(units)}.";
        return schema;
    }

    private static ToolParameter Numeric(string type, string name, string description, double? min, double? max,
        double? otherwise)
    {
        if (min > max)
            throw new ArgumentException($"The parameter {name} is from {Say(min.Value)} to {Say(max.Value)}. Give "
                + "the smaller number first.", nameof(min));
        if (otherwise < min || otherwise > max)
        {
            throw new ArgumentException($"The parameter {name} is {Say(otherwise.Value)} where a call gives none, "
                + "which lies outside of its limits.", nameof(otherwise));
        }

        bool whole = type == "integer";
        JsonObject schema = new() { ["type"] = type };
        if (min is { } least) schema["minimum"] = Node(least);
        if (max is { } most) schema["maximum"] = Node(most);
        return new ToolParameter(name, description, schema, otherwise is { } given ? Node(given) : null, value =>
        {
            if (!ToolArguments.TryNumber(value, name, out double number, out string? problem)) return problem;
            if (whole && !(double.IsInteger(number) && Math.Abs(number) <= int.MaxValue))
                return $"{name} must be a whole number, not {ToolArguments.Describe(value)}";
            if (!(number < min) && !(number > max)) return null;
            string limits = (min, max) switch
            {
                ({ } from, { } to) => $"from {Say(from)} to {Say(to)}",
                ({ } from, null) => $"at least {Say(from)}",
                _ => $"at most {Say(max!.Value)}",
            };
            return $"{name} must be {limits}, not {ToolArguments.Describe(value)}";
        });

        JsonNode Node(double number) => whole ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }

    private static string Say(double number) => number.ToString(CultureInfo.InvariantCulture);
}
