using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A tool of a <see cref="SpatialAgent"/>: an <see cref="ImageTool"/>, or any <see cref="AIFunction"/> such as
/// one of a Model Context Protocol server.</summary>
[TypeFormatterSource]
public sealed class AgentTool
{
    private readonly ImageTool? _imageTool;
    private readonly AIFunction? _function;

    private AgentTool(string name, string description, JsonElement schema) =>
        (Name, Description, Schema) = (name, description, schema);

    private AgentTool(ImageTool tool) : this(tool.Name, tool.Description, ImageIndex.AddTo(tool.Schema)) =>
        _imageTool = tool;

    private AgentTool(AIFunction function) : this(function.Name, function.Description, function.JsonSchema) =>
        _function = function;

    /// <summary>Name as the model calls it.</summary>
    public string Name { get; }

    /// <summary>What it does, for the model.</summary>
    public string Description { get; }

    /// <summary>JSON Schema of the arguments. An image tool takes <c>image_index</c> beside its own: which image, from
    /// 1; the newest by default.</summary>
    public JsonElement Schema { get; }

    /// <summary>An image tool as a tool of an agent.</summary>
    public static implicit operator AgentTool(ImageTool tool) => FromImageTool(tool);

    /// <summary>A function as a tool of an agent.</summary>
    public static implicit operator AgentTool(AIFunction function) => FromAIFunction(function);

    /// <summary>An image tool as a tool of an agent.</summary>
    public static AgentTool FromImageTool(ImageTool tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new AgentTool(tool);
    }

    /// <summary>A function as a tool of an agent. What it returns goes to the model as JSON or text; returned image
    /// data becomes an image.</summary>
    public static AgentTool FromAIFunction(AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new AgentTool(function);
    }

    /// <summary>The tool as an agent's settings want it.</summary>
    internal AgentTool With(BoxUnits? units, int? minSide) =>
        _imageTool is null ? this : new AgentTool(_imageTool.With(units, minSide));

    /// <summary>Runs one call on the images that its iteration began with.</summary>
    internal async Task<AgentToolOutcome> CallAsync(IReadOnlyList<AgentImage> images, JsonElement arguments,
        CancellationToken cancellationToken)
    {
        if (_function is not null)
            return await CallFunctionAsync(_function, arguments, cancellationToken).ConfigureAwait(false);
        int index = images.Count;
        if (ImageIndex.Of(arguments) is { } given
            && !ImageIndex.Read(given, images.Count, out index, out string? problem))
            return AgentToolOutcome.Failed(problem);
        ShownPicture picture = images[index - 1].Decode();
        ImageToolResult result = await _imageTool!.CallAsync(picture, arguments, cancellationToken)
            .ConfigureAwait(false);
        // A tool that only looks, such as a detector, hands the picture back.
        return result.Success
            ? AgentToolOutcome.Done(result.Message, ReferenceEquals(result.Image, picture.Shown) ? null
                : result.Image.EncodeJpeg(quality: 95)) with
            { Executed = result.Executed }
            : AgentToolOutcome.Failed(result.Message ?? "Error: Tool execution failed.");
    }

    private static async Task<AgentToolOutcome> CallFunctionAsync(AIFunction function, JsonElement arguments,
        CancellationToken cancellationToken)
    {
        Dictionary<string, object?> values = arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value)
            : [];
        FunctionResult result =
            FunctionResult.Of(await function.InvokeAsync(new AIFunctionArguments(values), cancellationToken)
                .ConfigureAwait(false));
        if (result.Failed) return AgentToolOutcome.Failed($"Error: {result.Text}");
        if (result.Image is not null && Unreadable(result.Image) is { } problem)
            return AgentToolOutcome.Failed($"Error: the image of {function.Name} can't be used: {problem}");
        return AgentToolOutcome.Done(result.Text.Length > 0 ? result.Text : null, result.Image);
    }

    private static string? Unreadable(byte[] image)
    {
        try
        {
            _ = RasterImage.Decode(image);
            return null;
        }
        catch (ImageException problem)
        {
            return problem.Message;
        }
    }
}
