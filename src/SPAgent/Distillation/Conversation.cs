using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Asks a model about one row, over several turns with image tools, and writes down what happened.</summary>
/// <remarks>
/// A tool acts on the current picture: the dataset's at first, then the result of the last call that worked. The pictures themselves
/// are not kept, only their hashes: replaying the calls brings them back.
/// </remarks>
internal sealed class Conversation(IChatClient model, string modelName, DistillationOptions options, bool native)
{
    private readonly Dictionary<string, ImageTool> _tools = options.Tools.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
    private readonly JsonElement _definitions = ToolPrompt.Definitions(options.Tools);
    private readonly ChatOptions _request = new()
    {
        Temperature = options.Temperature,
        MaxOutputTokens = options.MaxTokens,
        Tools = native && options.Tools.Count > 0 ? ToolPrompt.Declarations(options.Tools) : null,
    };

    /// <summary>Holds the conversation about <paramref name="row"/>.</summary>
    /// <exception cref="DatasetException">The row has no image, or it can't be read.</exception>
    public async Task<Trace> RunAsync(DatasetRow row, string datasetPath, CancellationToken cancellationToken)
    {
        DateTimeOffset started = options.TimeProvider.GetUtcNow();
        long clock = options.TimeProvider.GetTimestamp();
        DatasetImage stored = row.Image ?? throw new DatasetException(datasetPath, $"row {row.Index} has no image.");
        (byte[] bytes, string mediaType) = stored.ModelBytes();
        // Decoded while the model is asked: the pixels are needed when it calls a tool, and for the trace.
        Task<(RasterImage Image, string Sha256)> original = Task.Run(() => Pixels(stored), cancellationToken);
        RasterImage? current = null;
        JsonElement sample = JsonElement.Parse(row.ToJson());

        InitialPrompt prompt = new()
        {
            System = native ? TaskPrompt.System : ToolPrompt.System(TaskPrompt.System, _definitions),
            User = options.Prompt.For(sample),
            Tools = _definitions,
            ToolsMode = native ? InitialPrompt.ApiParameter : InitialPrompt.PromptBased,
        };
        List<ChatMessage> messages =
        [
            new(ChatRole.System, prompt.System),
            new(ChatRole.User, [new TextContent(prompt.User), new DataContent(bytes, mediaType)]),
        ];

        List<ConversationTurn> turns = [];
        List<ToolCall> calls = [];
        int? attempts = null;
        for (int turn = 1; turn <= options.MaxTurns; turn++)
        {
            ModelTurn reply = await AskAsync(messages, turn, cancellationToken).ConfigureAwait(false);
            turns.Add(reply.Turn);
            if (reply.Attempts is { } tries) attempts = (attempts ?? 0) + tries;
            if (turn == options.MaxTurns && reply.Requests.Count == 0) break;

            messages.Add(new ChatMessage(ChatRole.Assistant, reply.Contents));
            if (reply.Requests.Count > 0)
            {
                current ??= (await original.ConfigureAwait(false)).Image;
                Observation seen = await ObserveAsync(current, turn, reply.Requests, cancellationToken).ConfigureAwait(false);
                calls.Add(seen.Call);
                messages.AddRange(seen.Messages);
                current = seen.Image;
            }
            else if (ModelReply.Answer(reply.Turn.Response) is not null)
            {
                break;
            }
            else
            {
                messages.Add(new ChatMessage(ChatRole.User, TaskPrompt.GoOn));
            }
        }

        string final = turns[^1].Response;
        return new Trace
        {
            DatasetPath = datasetPath,
            SampleIndex = row.Index,
            SampleData = sample,
            InitialPrompt = prompt,
            Turns = turns,
            ToolCalls = calls,
            FinalResponse = final,
            Reward = options.Reward?.Score(final, sample),
            Model = modelName,
            ImageSha256 = (await original.ConfigureAwait(false)).Sha256,
            StartedAt = started,
            DurationMs = (long)options.TimeProvider.GetElapsedTime(clock).TotalMilliseconds,
            Attempts = attempts,
        };
    }

    private static (RasterImage Image, string Sha256) Pixels(DatasetImage stored)
    {
        RasterImage image = stored.Decode();
        return (image, image.PixelSha256());
    }

    private async Task<ModelTurn> AskAsync(List<ChatMessage> messages, int turn, CancellationToken cancellationToken)
    {
        long clock = options.TimeProvider.GetTimestamp();
        using CancellationTokenSource limit = new(options.RequestTimeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            ChatResponse response = await model.GetResponseAsync(messages, _request, either.Token).ConfigureAwait(false);
            return ModelTurn.Read(response, turn, options.TimeProvider.GetElapsedTime(clock));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The model gave no reply within {options.RequestTimeout.TotalSeconds:0.###} s in turn {turn}.");
        }
    }

    // Only the last call of a reply runs; each native call gets its tool message, and pictures travel in a user message.
    private async Task<Observation> ObserveAsync(RasterImage current, int turn, IReadOnlyList<ToolRequest> requests, CancellationToken cancellationToken)
    {
        ToolRequest request = requests[^1];
        ImageToolResult result = await CallAsync(current, request, cancellationToken).ConfigureAwait(false);
        byte[]? jpeg = result.Success ? result.Image.EncodeJpeg(quality: 95) : null;
        string text = ObservationText(request, result);

        List<ChatMessage> messages = [];
        foreach (ToolRequest other in requests.Where(one => one.CallId is not null))
        {
            string answer = ReferenceEquals(other, request) ? text : "Not run: only the last tool call of a reply is run. Ask again if it is still needed.";
            messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(other.CallId!, answer)]));
        }

        if (jpeg is not null) messages.Add(new ChatMessage(ChatRole.User, [new TextContent(text), new DataContent(jpeg, "image/jpeg")]));
        else if (messages.Count == 0) messages.Add(new ChatMessage(ChatRole.User, text));

        RasterImage next = result.Image ?? current;
        string? code = request.Name == PythonCode.ToolName ? PythonCode.Text(request.Arguments) : null;
        bool bare = request.Arguments.ValueKind == JsonValueKind.Undefined || (code is not null && request.Arguments.GetPropertyCount() == 1);
        ToolCall call = new()
        {
            Turn = turn,
            Name = request.Name.Length == 0 ? "unknown" : request.Name,
            Arguments = bare ? null : request.Arguments,
            Code = code,
            Success = result.Success,
            Message = result.Message,
            ObservationSha256 = result.Success ? next.PixelSha256() : null,
            Replayable = result.Replayable,
            Environment = _tools.GetValueOrDefault(request.Name)?.ResultEnvironment,
        };
        return new Observation(call, next, messages);
    }

    private async ValueTask<ImageToolResult> CallAsync(RasterImage current, ToolRequest request, CancellationToken cancellationToken)
    {
        if (request.Problem is not null) return ImageToolResult.Failed(request.Problem);
        if (!_tools.TryGetValue(request.Name, out ImageTool? tool))
        {
            return ImageToolResult.Failed($"Error: Unknown tool '{request.Name}'. Available: {string.Join(", ", _tools.Keys)}.");
        }

        try
        {
            return await TimedCall.RunAsync(stop => tool.CallAsync(current, request.Arguments, stop).AsTask(), options.ToolTimeout, options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException problem)
        {
            return ImageToolResult.Failed($"Error: {problem.Message}");
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            return ImageToolResult.Failed($"Error: Tool execution failed - {problem.Message}");
        }
    }

    private static string ObservationText(ToolRequest request, ImageToolResult result)
    {
        if (result.Success) return result.Message is null ? "<tool_response><image></tool_response>" : $"<tool_response>{result.Message}\n<image></tool_response>";
        return request.Name == PythonCode.ToolName ? $"<tool_response>{result.Message}</tool_response>" : result.Message ?? "Error: Tool execution failed.";
    }

    private sealed record Observation(ToolCall Call, RasterImage Image, IReadOnlyList<ChatMessage> Messages);
}
