using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>The messages of a trace as they were said, with tool calls apart from the text or inside it.</summary>
internal sealed class TraceConversation
{
    // Asked for their definitions only.
    private static readonly ImageTool[] s_known = [new ZoomInTool(), new RotateTool(), new SandboxedPython()];

    private readonly Trace _trace;
    private readonly ExportOptions _options;
    private readonly bool _native;
    private readonly ReplayedImages _images;
    private readonly ToolSignature[] _signatures;
    private readonly List<TrainingMessage> _messages = [];

    /// <exception cref="RowRefusedException">The trace keeps no prompt, and none was given.</exception>
    public TraceConversation(Trace trace, ToolStyle style, ReplayedImages images, ExportOptions options)
    {
        (_trace, _native, _images, _options) = (trace, style == ToolStyle.Native, images, options);
        string user = trace.InitialPrompt?.User is { Length: > 0 } kept ? kept : options.UserPrompt
            ?? throw new RowRefusedException(null,
                "it keeps no prompt, as older files don't. Give what the user said.");
        JsonElement? tools = Definitions();
        _signatures = tools is { } known ? [.. ToolDefinitions.Signatures(known)] : [];
        if (_native) Tools = tools;
        DeclaredTools = tools is null ? null : _signatures.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        System = EncodedText.Of(SystemText(trace.InitialPrompt?.System ?? "", tools));
        Question = EncodedText.Of(user.Replace(ConversationDialect.Image, "", StringComparison.Ordinal).Trim());
        Say(TrainingRole.User, 1, ConversationDialect.Marked(user, images.OfRow), images.OfRow);
        ILookup<int, (ToolCall Call, int Index)> calls = trace.ToolCalls.Select((call, index) => (call, index))
            .ToLookup(call => call.call.Turn);
        for (int i = 0; i < trace.Turns.Count; i++)
            Add(trace.Turns[i], [.. calls[trace.Turns[i].Turn]], last: i == trace.Turns.Count - 1);
    }

    public EncodedText System { get; }

    public EncodedText Question { get; }

    public JsonElement? Tools { get; }

    /// <summary>Names of the tools that the row declares, as a parameter or in its prompt; null where nothing says
    /// which there are.</summary>
    public IReadOnlySet<string>? DeclaredTools { get; }

    public IReadOnlyList<TrainingMessage> Messages => _messages;

    private void Add(ConversationTurn turn, IReadOnlyList<(ToolCall Call, int Index)> calls, bool last)
    {
        // A reply of nothing at all was not sent back: the same was asked again.
        if (calls.Count == 0 && !last && string.IsNullOrWhiteSpace(turn.Response)) return;
        TrainingCall[] made = [.. calls.Select(call => Call(call.Call, call.Index))];
        string text = Spoken(turn, made);
        if (_options.Reasoning && turn.Reasoning is { Length: > 0 } reasoning && turn.TakenFrom is null)
            text = $"<think>\n{reasoning}\n</think>\n\n{text}";
        _messages.Add(new()
        {
            Role = TrainingRole.Assistant,
            Turn = turn.Turn,
            Text = EncodedText.Of(text),
            Calls = _native ? made : [],
            IsMistake = calls.Any(call => !call.Call.Success),
        });
        if (calls.Count > 0)
        {
            string seen = string.Join('\n', calls.Select(call => Seen(call.Call)));
            string[] told =
                [.. calls.Select(call => ConversationDialect.ToolMessage(call.Call.Success, call.Call.Message))];
            Say(_native ? TrainingRole.Tool : TrainingRole.User, turn.Turn, seen,
                calls.Count(call => call.Call.Success), told);
        }
        else if (!last)
        {
            Say(TrainingRole.User, turn.Turn, ConversationDialect.GoOn, images: 0);
        }
    }

    // The words of a turn, with its calls in them or without, and without what the model made up behind them.
    private string Spoken(ConversationTurn turn, TrainingCall[] calls)
    {
        if (calls.Length == 0) return turn.Response;
        string speech = ReplyText.Of(turn.Response).Sought;
        IReadOnlyList<FoundCall> found = Reply.Real(speech, CallReader.Read(speech, _signatures));
        string written = found.Count == 0 ? turn.Response
            : string.IsNullOrWhiteSpace(turn.Response[found[^1].End..]) ? turn.Response
            : turn.Response[..found[^1].End];
        if (!_native && found.Count > 0 && _options.BoxUnits is null) return written;
        if (!_native && calls.Any(call => call.Arguments.ValueKind == JsonValueKind.Undefined))
            throw new RowRefusedException(turn.Turn, "a tool call in it could not be read, so it has no arguments");
        string words = found.Reverse().DistinctBy(call => call.Start)
            .Aggregate(written, (text, call) => text.Remove(call.Start, Math.Min(call.End, text.Length) - call.Start))
            .Trim();
        return _native ? words : calls.Aggregate(words, (text, call) =>
            $"{(text.Length > 0 ? text + "\n" : "")}{ConversationDialect.Call(Encoding.UTF8.GetString(call.ToUtf8()))}");
    }

    private void Say(TrainingRole role, int turn, string text, int images, params string[] told)
    {
        EncodedText encoded = EncodedText.Of(text);
        int inline = Math.Min(images, encoded.Count(TrainingMessage.Placeholder));
        _messages.Add(new()
        {
            Role = role,
            Turn = turn,
            Text = encoded,
            Told = [.. told.Select(EncodedText.Of)],
            InlineImages = inline,
            LeadingImages = images - inline,
        });
    }

    private string Seen(ToolCall call)
    {
        if (!_native) return ConversationDialect.Observation(call.Name, call.Success, call.Message);
        if (!call.Success) return ConversationDialect.ToolMessage(false, call.Message);
        return call.Message is { Length: > 0 } message ? $"{message}\n{ConversationDialect.Image}"
            : ConversationDialect.Image;
    }

    private TrainingCall Call(ToolCall call, int index) =>
        new(call.Name, call.Code is not null ? PythonCode.Arguments(call.Code)
            : _images.Boxes.Arguments(call, index, _options.BoxUnits));

    private JsonElement? Definitions()
    {
        if (_trace.InitialPrompt?.Tools is { ValueKind: JsonValueKind.Array } kept)
            return kept.GetArrayLength() > 0 ? ToolDefinitions.InUnits(kept, _options.BoxUnits) : null;
        HashSet<string> called = [.. _trace.ToolCalls.Select(call => call.Name)];
        ImageTool[] known = [.. ((IEnumerable<ImageTool>)[.. _options.Tools, .. s_known])
            .Where(tool => called.Contains(tool.Name)).DistinctBy(tool => tool.Name)
            .Select(tool => tool.With(_options.BoxUnits, minSide: null))];
        return known.Length > 0 ? ToolDefinitions.Of(known) : null;
    }

    // A trainer puts the tools into the system prompt itself where it gets them apart.
    private string SystemText(string system, JsonElement? tools)
    {
        bool described = ConversationDialect.DescribesTools(system);
        if (_native) return described && tools is not null ? ConversationDialect.WithoutTools(system) : system;
        if (tools is not { } known || (described && _options.BoxUnits is null)) return system;
        return ConversationDialect.WithTools(described ? ConversationDialect.WithoutTools(system) : system,
            ToolDefinitions.Parsed(ToolDefinitions.Wrapped(known)));
    }
}
