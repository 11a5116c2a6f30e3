using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The tools of an agent at work: unknown, failing and hanging ones end as a result in words.</summary>
internal sealed class AgentToolbox(IReadOnlyList<AgentTool> tools, SpatialAgentOptions options)
{
    private readonly Dictionary<string, AgentTool> _tools =
        tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);

    public IReadOnlyList<AgentTool> Tools => tools;

    public IReadOnlyList<ToolSignature> Signatures { get; } =
        [.. tools.Select(tool => new ToolSignature(tool.Name, tool.Schema))];

    /// <summary>Runs the calls of one iteration and notes in the state what came of them.</summary>
    /// <returns>A line for each call, for the next prompt.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        AgentState state, CollectionSession? session, IReadOnlyList<ToolRequest> requests, int iteration,
        CancellationToken cancellationToken)
    {
        // Calls of one iteration see the images that it began with, and none waits for another.
        IReadOnlyList<AgentImage> images = state.Shown(options);
        if (requests.Count > options.MaxToolCalls) requests = [.. requests.Take(options.MaxToolCalls)];
        AgentToolOutcome[] outcomes = new AgentToolOutcome[requests.Count];
        ParallelOptions bounds = new()
        { MaxDegreeOfParallelism = options.MaxParallelTools, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, requests.Count, bounds, async (i, stop) =>
            outcomes[i] = await CallAsync(requests[i], images, stop).ConfigureAwait(false)).ConfigureAwait(false);

        List<string> lines = [];
        for (int i = 0; i < requests.Count; i++) lines.Add(Note(state, session, requests[i], outcomes[i], iteration));
        return lines;
    }

    private async Task<AgentToolOutcome> CallAsync(ToolRequest request, IReadOnlyList<AgentImage> images,
        CancellationToken cancellationToken)
    {
        if (request.Problem is not null) return AgentToolOutcome.Failed(request.Problem);
        if (!_tools.TryGetValue(request.Name, out AgentTool? tool))
        {
            return AgentToolOutcome.Failed(TimedCall.Unknown(request.Name, _tools.Keys));
        }

        using Activity? activity = Telemetry.Tool(request.Name);
        AgentToolOutcome outcome = await TimedCall.RunAsync(
            stop => tool.CallAsync(images, request.Arguments, stop), AgentToolOutcome.Failed, options.ToolTimeout,
            options.TimeProvider, cancellationToken).ConfigureAwait(false);
        if (!outcome.Success) activity?.SetStatus(ActivityStatusCode.Error);
        return outcome;
    }

    private string Note(AgentState state, CollectionSession? session, ToolRequest request, AgentToolOutcome outcome,
        int iteration)
    {
        string name = request.Name.Length > 0 ? request.Name : "unknown",
            key = AgentState.FreeKey(name, iteration, state.Results.ContainsKey);
        state.Calls.Add(Call(name, request, outcome));
        JsonObject result = new() { ["success"] = outcome.Success };
        if (outcome.Message is not null) result["message"] = outcome.Message;
        if (outcome.Image is not null)
        {
            string file =
                $"{key}{ImageHeader.FormatOf(outcome.Image) switch { ImageFormat.Png => ".png", ImageFormat.WebP => ".webp", _ => ".jpg" }}";
            string path = session?.AddImage(file, outcome.Image) ?? file;
            state.FromTools.Add(AgentImage.FromTool(path, key, outcome.Image, options.MaxPixels));
            result["image"] = path;
        }

        state.Results[key] = result;
        if (outcome.Success) state.UsedTools.Add(key);
        string shown = outcome.Image is not null ? "a new image" : outcome.Success ? "done" : "failed";
        return $"{key}: {(outcome.Message is { } said ? Short(said) : shown)}";
    }

    // As it was run; what the model wrote stands beside it where that differs.
    private JsonObject Call(string name, ToolRequest request, AgentToolOutcome outcome)
    {
        JsonElement executed = outcome.Executed ?? request.Arguments;
        JsonObject call = new() { ["name"] = name, ["arguments"] = Node(executed) };
        JsonElement? written = request.AsWritten ?? (outcome.Executed is null ? null : request.Arguments);
        if (written is { } differs) call["arguments_as_written"] = Node(differs);
        if (outcome.Executed is not null && options.BoxUnits is { } units and not BoxUnits.Pixels)
            call["box_units"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(units.ToString());
        if (request.Repairs.Count > 0)
            call["repairs"] = new JsonArray([.. request.Repairs.Select(repair => (JsonNode)repair)]);
        return call;
    }

    private static JsonNode? Node(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(value.GetRawText());

    // What a tool says goes into every further prompt.
    private static string Short(string text) =>
        text.Length <= 16_000 ? text : $"{text[..16_000]}… ({text.Length - 16_000} characters more)";
}
