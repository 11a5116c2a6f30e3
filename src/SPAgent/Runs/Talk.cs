using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A conversation so far: what was said, what was called, which pictures there are.</summary>
internal sealed class Talk(IReadOnlyList<ConversationPicture> ofRow)
{
    private readonly List<ConversationPicture> _pictures = [.. ofRow];
    private readonly HashSet<string> _callIds = new(StringComparer.Ordinal);

    /// <summary>What each request asks for beside its messages.</summary>
    public required ChatOptions Request { get; init; }

    /// <summary>What it spends.</summary>
    public required SpendingShare Share { get; init; }

    public List<ChatMessage> Messages { get; } = [];

    public List<ConversationTurn> Turns { get; } = [];

    public List<ToolCall> Calls { get; } = [];

    /// <summary>All pictures in the order in which they were sent.</summary>
    public IReadOnlyList<ConversationPicture> Pictures => _pictures;

    /// <summary>What a call acts on that names no picture: the newest result, before any the first picture.</summary>
    public ConversationPicture Current => _pictures.Count > ofRow.Count ? _pictures[^1] : _pictures[0];

    /// <summary>Requests that were sent; null where the client does not count.</summary>
    public int? Attempts { get; set; }

    /// <summary>Why it was cut short; null where it was not.</summary>
    public string? EndedBy { get; set; }

    public void Add(ConversationPicture made) => _pictures.Add(made);

    /// <summary>
    /// The reply with each native call as it was understood, under an id that no earlier call has: servers refuse an id
    /// that comes twice, and templates parse the arguments of the history.
    /// </summary>
    public Reply Distinct(Reply reply, int turn)
    {
        if (reply.NativeCalls.Count == 0) return reply;
        string[] ids = [.. reply.NativeCalls.Select((call, index) => IdOf(call.CallId, turn, index))];
        return reply with
        {
            Calls = [.. reply.Calls.Select((call, index) => call with { CallId = ids[index] })],
            NativeCalls =
                [.. reply.NativeCalls.Select((call, index) => Understood(call, reply.Calls[index], ids[index]))],
        };
    }

    private string IdOf(string given, int turn, int index)
    {
        if (given.Length > 0 && _callIds.Add(given)) return given;
        // Nine letters and digits, which every server takes.
        for (int number = index; ; number++)
        {
            string id = FormattableString.Invariant($"call{turn:000}{number:00}");
            if (_callIds.Add(id)) return id;
        }
    }

    private static FunctionCallContent Understood(FunctionCallContent call, ToolRequest request, string id)
    {
        bool isSame = id == call.CallId && request.Name == call.Name && call.Exception is null;
        if (isSame) return call;
        Dictionary<string, object?>? arguments = null;
        if (request.Problem is null && request.Arguments.ValueKind == JsonValueKind.Object)
        {
            arguments = [];
            foreach (JsonProperty argument in request.Arguments.EnumerateObject())
                arguments[argument.Name] = argument.Value;
        }

        return new FunctionCallContent(id, request.Name, call.Exception is null ? call.Arguments : arguments)
        { AdditionalProperties = call.AdditionalProperties };
    }

    /// <summary>Tells the model what came of its call.</summary>
    public void Answer(Reply reply, ToolRequest request, ImageToolResult result, ConversationPicture? made)
    {
        if (reply.NativeCalls.Count == 0)
        {
            string seen = ConversationDialect.Observation(request.Name, result.Success, result.Message);
            Messages.Add(made is null ? new(ChatRole.User, seen)
                : new(ChatRole.User, [new TextContent(seen), made.Content]));
            return;
        }

        foreach (ToolRequest call in reply.Calls)
        {
            string answer = ReferenceEquals(call, request)
                ? ConversationDialect.ToolMessage(result.Success, result.Message) : ConversationDialect.NotRun;
            Messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId!, answer)]));
        }

        if (made is not null)
            Messages.Add(new(ChatRole.User, [new TextContent(ConversationDialect.ShownPicture), made.Content]));
    }
}
