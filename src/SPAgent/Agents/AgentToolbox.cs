using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The tools of an agent at work: unknown, failing and hanging ones end as a result in words.</summary>
internal sealed class AgentToolbox(IReadOnlyList<AgentTool> tools, SpatialAgentOptions options)
{
    private readonly Dictionary<string, AgentTool> _tools = tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);

    /// <summary>Runs the calls of one iteration and notes in the state what came of them.</summary>
    /// <returns>A line for each call, for the next prompt.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        AgentState state, CollectionSession? session, IReadOnlyList<ToolRequest> requests, int iteration, CancellationToken cancellationToken)
    {
        // Calls of one iteration see the images that it began with, and none waits for another.
        IReadOnlyList<AgentImage> images = state.Shown(options.ToolImageBudget);
        if (requests.Count > options.MaxToolCalls) requests = [.. requests.Take(options.MaxToolCalls)];
        AgentToolOutcome[] outcomes = new AgentToolOutcome[requests.Count];
        ParallelOptions bounds = new() { MaxDegreeOfParallelism = options.MaxParallelTools, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, requests.Count, bounds, async (i, stop) => outcomes[i] = await CallAsync(requests[i], images, stop).ConfigureAwait(false)).ConfigureAwait(false);

        List<string> lines = [];
        for (int i = 0; i < requests.Count; i++) lines.Add(Note(state, session, requests[i], outcomes[i], iteration));
        return lines;
    }

    private async Task<AgentToolOutcome> CallAsync(ToolRequest request, IReadOnlyList<AgentImage> images, CancellationToken cancellationToken)
    {
        if (request.Problem is not null) return AgentToolOutcome.Failed(request.Problem);
        if (!_tools.TryGetValue(request.Name, out AgentTool? tool))
        {
            return AgentToolOutcome.Failed($"Error: Unknown tool '{request.Name}'. Available: {string.Join(", ", _tools.Keys)}.");
        }

        try
        {
            return await TimedCall.RunAsync(stop => tool.CallAsync(images, request.Arguments, stop), options.ToolTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException problem)
        {
            return AgentToolOutcome.Failed($"Error: {problem.Message}");
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            return AgentToolOutcome.Failed($"Error: Tool execution failed - {problem.Message}");
        }
    }

    private static string Note(AgentState state, CollectionSession? session, ToolRequest request, AgentToolOutcome outcome, int iteration)
    {
        string name = request.Name.Length > 0 ? request.Name : "unknown", key = state.KeyFor(name, iteration);
        JsonNode? arguments = request.Arguments.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(request.Arguments.GetRawText());
        state.Calls.Add(new JsonObject { ["name"] = name, ["arguments"] = arguments });
        JsonObject result = new() { ["success"] = outcome.Success };
        if (outcome.Message is not null) result["message"] = outcome.Message;
        if (outcome.Image is not null)
        {
            string file = $"{key}{ImageHeader.FormatOf(outcome.Image) switch { ImageFormat.Png => ".png", ImageFormat.WebP => ".webp", _ => ".jpg" }}";
            string path = session?.AddImage(file, outcome.Image) ?? file;
            state.FromTools.Add(AgentImage.FromTool(path, key, outcome.Image));
            result["image"] = path;
        }

        state.Results[key] = result;
        if (outcome.Success) state.UsedTools.Add(key);
        string shown = outcome.Image is not null ? "a new image" : outcome.Success ? "done" : "failed";
        return $"{key}: {(outcome.Message is { } said ? Short(said) : shown)}";
    }

    // What a tool says goes into every further prompt.
    private static string Short(string text) => text.Length <= 16_000 ? text : $"{text[..16_000]}… ({text.Length - 16_000} characters more)";
}
