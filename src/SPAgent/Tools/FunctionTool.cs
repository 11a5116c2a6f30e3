using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>A tool that a function makes: its arguments are checked, and what it throws becomes words for the
/// model.</summary>
internal sealed class FunctionTool : ImageTool
{
    private readonly Func<RasterImage, ToolInput, Task<ImageToolResult>> _run;
    private readonly IReadOnlyList<ToolParameter> _parameters;
    private readonly BoxUnits _units;

    public FunctionTool(
        string name, string description, Func<RasterImage, ToolInput, Task<ImageToolResult>> run,
        IReadOnlyList<ToolParameter> parameters, BoxUnits units = BoxUnits.Pixels)
    {
        (Name, Description, _run, _parameters, _units) = (Checked(name), description, run, parameters, units);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        if (parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The tool {name} has two parameters {twice.Key}. Name them differently.",
                nameof(parameters));
        }

        Schema = MakeSchema();
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement Schema { get; }

    public override async ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        JsonElement given = arguments.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}"u8) : arguments;
        if (given.ValueKind != JsonValueKind.Object)
            return ImageSizeLimit.Refuse($"the arguments must be a JSON object, not {ToolArguments.Describe(given)}");
        if (_parameters.Select(parameter => Problem(parameter, given))
            .FirstOrDefault(found => found is not null) is { } problem) return ImageSizeLimit.Refuse(problem);
        ToolInput input = new(given, _parameters, image, _units, cancellationToken);
        try
        {
            ImageToolResult? result = await _run(image, input).ConfigureAwait(false);
            if (result is null) return ImageSizeLimit.Refuse("the tool gave no result");
            if (result.Image is { } made && Unfit(image, made) is { } unfit) return ImageSizeLimit.Refuse(unfit);
            return result with { Executed = result.Executed ?? input.Executed };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return ImageSizeLimit.Refuse(failure.Message);
        }
    }

    internal override ImageTool With(BoxUnits? units, int? minSide) =>
        units is { } other && other != _units ? new FunctionTool(Name, Description, _run, _parameters, other) : this;

    private static string? Problem(ToolParameter parameter, JsonElement given)
    {
        bool absent = !given.TryGetProperty(parameter.Name, out JsonElement value)
            || value.ValueKind == JsonValueKind.Null;
        if (!absent) return parameter.Problem(value);
        if (!parameter.IsRequired) return null;
        ToolArguments.TryGet(given, parameter.Name, out _, out string? missing);
        return missing ?? $"the argument '{parameter.Name}' is null";
    }

    private static string? Unfit(RasterImage source, RasterImage made) => made.Width == 0 || made.Height == 0
        ? "the tool made an empty picture"
        : ImageSizeLimit.Problem(source, made.Width, made.Height, ImageSizeLimit.DefaultPixels);

    private JsonElement MakeSchema()
    {
        JsonObject schema = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                _parameters.Select(parameter =>
                    KeyValuePair.Create(parameter.Name, (JsonNode?)parameter.SchemaIn(_units)))),
            ["required"] = new JsonArray(
                [.. _parameters.Where(parameter => parameter.IsRequired)
                    .Select(parameter => (JsonNode)parameter.Name)]),
        };
        return JsonSerializer.SerializeToElement(schema, JsonSettings.Line);
    }

    // What servers of models take as the name of a function.
    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        bool fits = name.Length <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
        return fits ? name : throw new ArgumentException(
            $"\"{name}\" is no name that a model's server takes: at most 64 letters, digits, _ and -.", nameof(name));
    }
}
