using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>The messages of a trace, with tool calls apart from the text or inside it.</summary>
internal sealed class TraceConversation
{
    /// <summary>What a run says to a model that neither calls nor answers; traces do not keep it.</summary>
    internal const string GoOn = "Please go on with your analysis, or give your final answer inside <answer></answer> tags.";

    private const string Image = "<image>", CallOpen = "<tool_call>", CallClose = "</tool_call>", ToolsOpen = "<tools>";

    // Asked for their definitions only; the Python tool starts nothing before its first call.
    private static readonly ImageTool[] s_known = [new ZoomInTool(), new RotateTool(), new PythonCodeTool()];

    private readonly Trace _trace;
    private readonly bool _native;
    private readonly bool _reasoning;
    private readonly List<TrainingMessage> _messages = [];

    /// <exception cref="RowRefusedException">The trace keeps no prompt, and none was given.</exception>
    public TraceConversation(Trace trace, ToolStyle style, ExportOptions options)
    {
        (_trace, _native, _reasoning) = (trace, style == ToolStyle.Native, options.Reasoning);
        string user = trace.InitialPrompt?.User is { Length: > 0 } kept ? kept : options.UserPrompt
            ?? throw new RowRefusedException(null, "it keeps no prompt, as older files don't. Give what the user said.");
        JsonElement? tools = Definitions(options);
        if (_native) Tools = tools;
        System = SystemText(trace.InitialPrompt?.System ?? "", tools);
        Question = EncodedText.Of(user.Replace(Image, "", StringComparison.Ordinal).Trim());
        Say(TrainingRole.User, 1, user, images: 1);
        ILookup<int, ToolCall> calls = trace.ToolCalls.ToLookup(call => call.Turn);
        for (int i = 0; i < trace.Turns.Count; i++) Add(trace.Turns[i], [.. calls[trace.Turns[i].Turn]], last: i == trace.Turns.Count - 1);
    }

    public EncodedText System { get; }

    public EncodedText Question { get; }

    public JsonElement? Tools { get; }

    public IReadOnlyList<TrainingMessage> Messages => _messages;

    private void Add(ConversationTurn turn, IReadOnlyList<ToolCall> calls, bool last)
    {
        string text = _native && calls.Count > 0 ? WithoutCalls(turn.Response) : turn.Response;
        if (!_native && calls.Count > 0 && !text.Contains(CallClose, StringComparison.Ordinal)) text = WithCalls(text, calls);
        if (_reasoning && turn.Reasoning is { Length: > 0 } reasoning) text = $"<think>\n{reasoning}\n</think>\n\n{text}";
        _messages.Add(new()
        {
            Role = TrainingRole.Assistant,
            Turn = turn.Turn,
            Text = EncodedText.Of(text),
            Calls = _native ? [.. calls.Select(Call)] : [],
        });
        if (calls.Count > 0)
        {
            string seen = string.Join('\n', calls.Select(call => _native ? Result(call) : Response(call)));
            Say(_native ? TrainingRole.Tool : TrainingRole.User, turn.Turn, seen, calls.Count(call => call.Success));
        }
        else if (!last)
        {
            Say(TrainingRole.User, turn.Turn, GoOn, images: 0);
        }
    }

    private void Say(TrainingRole role, int turn, string text, int images)
    {
        EncodedText encoded = EncodedText.Of(text);
        int inline = Math.Min(images, encoded.Count(TrainingMessage.Placeholder));
        _messages.Add(new() { Role = role, Turn = turn, Text = encoded, InlineImages = inline, LeadingImages = images - inline });
    }

    // As the model was told in the conversation itself.
    private static string Response(ToolCall call) => (call.Name == PythonCode.ToolName, call.Success) switch
    {
        (true, true) => $"<tool_response>{call.Message}\n{Image}</tool_response>",
        (true, false) => $"<tool_response>{call.Message}</tool_response>",
        (false, true) => $"<tool_response>{Image}</tool_response>",
        (false, false) => Failure(call),
    };

    private static string Result(ToolCall call) =>
        !call.Success ? Failure(call) : call.Name == PythonCode.ToolName && call.Message is { Length: > 0 } message ? $"{message}\n{Image}" : Image;

    private static string Failure(ToolCall call) => call.Message ?? "Error: Tool execution failed.";

    private static TrainingCall Call(ToolCall call) => new(call.Name, call.Code is null ? call.Arguments ?? default : PythonCode.Arguments(call.Code));

    private static string WithCalls(string text, IReadOnlyList<ToolCall> calls)
    {
        StringBuilder whole = new(text);
        foreach (ToolCall call in calls)
        {
            if (whole.Length > 0) whole.Append('\n');
            whole.Append(CallOpen).Append('\n').Append(Encoding.UTF8.GetString(Call(call).ToUtf8())).Append('\n').Append(CallClose);
        }

        return whole.ToString();
    }

    private static string WithoutCalls(string text)
    {
        for (int end = text.IndexOf(CallClose, StringComparison.Ordinal); end >= 0; end = text.IndexOf(CallClose, StringComparison.Ordinal))
        {
            int open = text.LastIndexOf(CallOpen, end, StringComparison.Ordinal);
            text = text.Remove(open < 0 ? end : open, end + CallClose.Length - (open < 0 ? end : open));
        }

        return text.Trim();
    }

    private JsonElement? Definitions(ExportOptions options)
    {
        if (_trace.InitialPrompt?.Tools is { ValueKind: JsonValueKind.Array } kept) return kept.GetArrayLength() > 0 ? kept : null;
        HashSet<string> called = [.. _trace.ToolCalls.Select(call => call.Name)];
        ImageTool[] known = [.. ((IEnumerable<ImageTool>)[.. options.Tools, .. s_known]).Where(tool => called.Contains(tool.Name)).DistinctBy(tool => tool.Name)];
        return known.Length > 0 ? ToolDefinitions.Of(known) : null;
    }

    // A trainer puts the tools into the system prompt itself where it gets them apart.
    private EncodedText SystemText(string system, JsonElement? tools)
    {
        bool described = system.Contains(ToolsOpen, StringComparison.Ordinal);
        if (_native && described) return EncodedText.Of(system.Split("\n\n", 2)[0]);
        return EncodedText.Of(!_native && !described && tools is { } known ? Describe(system, known) : system);
    }

    private static string Describe(string system, JsonElement tools)
    {
        StringBuilder text = new(system.Length > 0 ? $"{system}\n\n" : "");
        text.Append("# Tools\n\nSignatures of the functions that can help, one JSON object a line:\n<tools>\n");
        using JsonDocument wrapped = JsonDocument.Parse(ToolDefinitions.Wrapped(tools));
        foreach (JsonElement tool in wrapped.RootElement.EnumerateArray()) text.Append(JsonText.Line(tool)).Append('\n');
        return text.Append("</tools>\n\nTo call one, write {\"name\": …, \"arguments\": {…}} inside <tool_call></tool_call>.").ToString();
    }
}
