using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// A conversation of some agent as a session: each reply of the model is a sample, with all that was said before it as
/// its prompt. One request at a time.
/// </summary>
internal sealed class RecordedConversation(DataCollector collector, string model)
{
    private readonly List<(ChatRole Role, string Text)> _said = [];
    private readonly List<string> _pictures = [];
    private readonly Dictionary<string, FunctionCallContent> _pending = new(StringComparer.Ordinal);
    private readonly JsonArray _calls = [];
    private readonly JsonObject _results = [];
    private readonly List<string> _made = [];
    private GrowingSession? _session;
    private string? _answer, _refused;
    private bool _isWritten = true;

    /// <summary>Hash of all that was said; null before the first call ended.</summary>
    public string? State { get; set; }

    /// <summary>The name that the server gave it; null for none.</summary>
    public string? ConversationId { get; set; }

    public bool IsBusy { get; set; }

    public bool IsAnswered => _session is not null;

    /// <summary>When the last request ended, as the clock's time stamp.</summary>
    public long LastUsed { get; set; } = collector.Time.GetTimestamp();

    /// <summary>Takes a request and its reply.</summary>
    public void Add(RecordedTurn turn, ChatResponse response, TimeSpan latency)
    {
        _session ??= new GrowingSession(collector, Question(turn.Fresh), turn.Options?.ModelId ?? model);
        foreach (ChatMessage message in turn.Fresh) Hear(message, isOriginal: _session.SampleCount == 0);
        ChatMessage? last = response.Messages.LastOrDefault(message => message.Role == ChatRole.Assistant);
        foreach (ChatMessage message in response.Messages)
        {
            // With tools run in between, a response holds several replies; its counts are of them all.
            if (message.Role == ChatRole.Assistant)
                AddSample(message, turn.Options, message == last ? response : null, latency);
            else
                Hear(message, isOriginal: false);
        }

        string answer = last?.Text.Trim() ?? "";
        bool waits = last?.Contents.OfType<FunctionCallContent>()
            .Any(call => _pending.ContainsKey(call.CallId)) == true;
        (_answer, _isWritten) = (waits || answer.Length == 0 ? null : AnswerText.FindTagged(answer) ?? answer, false);
    }

    /// <summary>Writes the session as far as it went, where it has an answer.</summary>
    /// <exception cref="IOException">It can't be written; it is tried again with the next one.</exception>
    public async Task SaveAsync()
    {
        if (_isWritten || _session is null || _answer is not { } answer) return;
        _refused = null;
        if (collector.Success?.Invoke(_session.Seen(answer)) == false)
        {
            _refused = "the rule of success does not hold";
            return;
        }

        await _session.SaveAsync(answer, new JsonObject
        {
            ["iterations"] = _session.SampleCount,
            ["num_tool_calls"] = _calls.Count,
            ["used_tools"] = new JsonArray([.. _results.Select(result => (JsonNode)result.Key)]),
            ["num_additional_images"] = _made.Count,
        }).ConfigureAwait(false);
        _isWritten = true;
    }

    /// <summary>Ends it: what is not written yet is, and one without an answer leaves a line.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public async Task CloseAsync()
    {
        await SaveAsync().ConfigureAwait(false);
        if (_session is { IsSaved: false })
            await _session.FailAsync(_refused ?? "it ended without an answer").ConfigureAwait(false);
    }

    private static string Question(IReadOnlyList<ChatMessage> messages)
    {
        string? question = messages.LastOrDefault(
            message => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text))?.Text;
        return question?.Trim() ?? "(no text)";
    }

    private void AddSample(
        ChatMessage message, ChatOptions? options, ChatResponse? response, TimeSpan latency)
    {
        ToolRequest[] calls = [.. message.Contents.OfType<FunctionCallContent>().Select(call => new ToolRequest
        {
            Name = call.Name,
            Arguments = System.Text.Json.JsonElement.Parse(MessageChain.Json(call.Arguments), JsonText.Deep),
            CallId = call.CallId,
        })];
        string text = ConversationDialect.WithCalls(message.Text, calls);
        string reasoning =
            string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        int iteration = _session!.SampleCount + 1;
        _session.Add(
            new InferenceSample
            {
                SampleId = "",
                Iteration = iteration,
                Images = [.. _pictures],
                Prompt = Prompt(options),
                Response = text,
                Context = default,
                FinishReason = response?.FinishReason?.Value,
                Reasoning = reasoning.Length > 0 ? reasoning : null,
                LatencyMs = response is null ? null : Math.Round(latency.TotalMilliseconds, 1),
            },
            new JsonObject
            {
                ["tool_calls_history"] = _calls.DeepClone(),
                ["tool_results_history"] = _results.DeepClone(),
                ["additional_images_history"] = new JsonArray([.. _made.Select(path => (JsonNode)path)]),
            },
            TokenCount.InSample(response?.Usage));
        foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
            _pending[call.CallId] = call;
        _said.Add((ChatRole.Assistant, text));
    }

    private void Hear(ChatMessage message, bool isOriginal)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>()) Take(result);
        StringBuilder text = new(message.Text);
        foreach (AIContent content in message.Contents)
        {
            if (content is DataContent data && data.HasTopLevelMediaType("image"))
                text.Append(text.Length > 0 ? "\n" : "").Append(Show(data, isOriginal));
            else if (content is UriContent uri) text.Append(text.Length > 0 ? "\n" : "").Append(uri.Uri);
        }

        if (text.Length > 0) _said.Add((message.Role, text.ToString()));
    }

    private void Take(FunctionResultContent result)
    {
        string name = _pending.Remove(result.CallId, out FunctionCallContent? call) ? call.Name : "tool";
        string said = result.Exception is { } problem ? $"Error: {problem.Message}" : MessageChain.ResultText(result);
        JsonObject entry = new() { ["success"] = result.Exception is null, ["result"] = said };
        foreach (DataContent picture in Pictures(result.Result))
        {
            said += $"{(said.Length > 0 ? "\n" : "")}{Show(picture, isOriginal: false)}";
            entry["image"] = _made[^1];
        }

        _results[AgentState.FreeKey(name, _session!.SampleCount, _results.ContainsKey)] = entry;
        _calls.Add(new JsonObject
        {
            ["name"] = name,
            ["arguments"] = JsonNode.Parse(MessageChain.Json(call?.Arguments), documentOptions: JsonText.Deep),
        });
        _said.Add((ChatRole.Tool, $"{name}: {said}"));
    }

    private static IEnumerable<DataContent> Pictures(object? result) => (result switch
    {
        DataContent one => [one],
        IEnumerable<AIContent> several => several.OfType<DataContent>(),
        _ => [],
    }).Where(content => content.HasTopLevelMediaType("image"));

    // Where the picture stands in the text; it is the next of the sample's.
    private string Show(DataContent picture, bool isOriginal)
    {
        string kind = picture.MediaType["image/".Length..];
        string extension = kind switch { "jpeg" => ".jpg", _ => $".{kind.Split('+', '.')[0]}" };
        string path = _session!.AddPicture(picture.Data, extension, isOriginal);
        _pictures.Add(path);
        if (!isOriginal) _made.Add(path);
        return FormattableString.Invariant($"[image {_pictures.Count}]");
    }

    // Who the model is and which tools it has, then one question as it is, or a longer conversation with who said what.
    private string Prompt(ChatOptions? options)
    {
        string?[] system = [options?.Instructions,
            .. _said.Where(said => said.Role == ChatRole.System).Select(said => said.Text)];
        string opening = string.Join("\n\n", system.Where(text => !string.IsNullOrWhiteSpace(text)));
        AIFunctionDeclaration[] tools = [.. options?.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        if (tools.Length > 0)
        {
            opening = ConversationDialect.WithTools(opening, ConversationDialect.Definitions(
                tools.Select(tool => (tool.Name, tool.Description, tool.JsonSchema))));
        }

        (ChatRole Role, string Text)[] rest = [.. _said.Where(said => said.Role != ChatRole.System)];
        string talk = rest is [(var role, var only)] && role == ChatRole.User ? only
            : string.Join("\n\n", rest.Select(said => $"{Name(said.Role)}:\n{said.Text}"));
        return opening.Length > 0 ? $"{opening}\n\n{talk}" : talk;
    }

    private static string Name(ChatRole role) =>
        role == ChatRole.User ? "User" : role == ChatRole.Assistant ? "Assistant"
        : role == ChatRole.Tool ? "Tool" : role.Value;
}
