using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Formats.Golden;

/// <summary>
/// A model that goes through <see cref="Lessons"/>, one for each conversation in turn, and does what real ones do:
/// failed and torn calls, several at once, words around a call, reasoning, no answer, a lost connection.
/// </summary>
internal sealed class Teacher(bool native = false, int first = 0) : IChatClient
{
    private sealed record Call(string Tool, string Arguments);

    private sealed record Reply(string Words, string? Reasoning = null, params Call[] Calls);

    private static readonly Reply[][] Lessons =
    [
        [
            new("The sign may help.\nI look closer.", "A shop, “Boulangerie”.", Zoom("[10, 20, 310, 220]")),
            new("It leans.", null, Rotate("-4.5")),
            new("<think>French, and a dome.</think>\nParis.\n\n$\\boxed{48.8566, 2.3522}$"),
        ],
        [
            new("Here.", null, Zoom("[50, 50, 50, 50]")),
            new("", null, new Call("image_enhance_tool", """{"factor": 2}""")),
            new("Again.", null, Zoom("[900.5, 600, 2000, 2000]")),
            new("$\\boxed{35.6, 139.7}$", "東京 🗼"),
        ],
        [
            new("Both at once.", null, Zoom("[0, 0, 100, 100]"), Rotate("90")),
            new("Without a box.", null, new Call("image_zoom_in_tool", """{"label": "a \"quoted\" word\n"}""")),
            new("$\\boxed{40.7, -74.0}$"),
        ],
        [
            new("Are there cars?", null, new Call("detector_tool", """{"kind": "car"}""")),
            new("And planes?", null, new Call("detector_tool", """{"kind": "plane"}""")),
            new("$\\boxed{52.37, 4.9}$"),
        ],
        [
            new("I am not sure yet."),
            new("<tool_call>\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2\n</tool_call>"),
            new("It can't be told. \\boxed{unknown}"),
        ],
        [new("Once more.", "Hm.", Zoom("[0, 0, 400, 300]"))],
        [],
        [new("A literal <image> and </tool_call> in the words.\t\u2028\n$\\boxed{-22.9, -43.2}$")],
        [new("Upright?", null, Rotate("180")), new("$\\boxed{-33.9, 18.4}$")],
    ];

    private int _lesson = first - 1;

    public static int Count => Lessons.Length;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        int turn = messages.Count(message => message.Role == ChatRole.Assistant);
        if (turn == 0) _lesson++;
        Reply[] lesson = Lessons[_lesson];
        if (lesson.Length == 0) throw new HttpRequestException("The server closed the \"connection\".");
        Reply reply = lesson[Math.Min(turn, lesson.Length - 1)];
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, [.. Contents(reply, turn)]))
        {
            FinishReason = native && reply.Calls.Length > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new() { InputTokenCount = 400 + turn, OutputTokenCount = 50, TotalTokenCount = 450 + turn },
        };
        return Task.FromResult(response);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("taught", defaultModelId: "teacher") : null;

    public void Dispose() { }

    private IEnumerable<AIContent> Contents(Reply reply, int turn)
    {
        if (reply.Reasoning is { } reasoning) yield return new TextReasoningContent(reasoning);
        string calls = string.Concat(reply.Calls.Select(
            call => $"\n<tool_call>\n{{\"name\": \"{call.Tool}\", \"arguments\": {call.Arguments}}}\n</tool_call>"));
        if ((native ? reply.Words : reply.Words + calls) is { Length: > 0 } text) yield return new TextContent(text);
        if (!native) yield break;
        foreach ((int index, Call call) in reply.Calls.Index())
        {
            var arguments = JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments);
            yield return new FunctionCallContent($"call_{turn}_{index}", call.Tool, arguments);
        }
    }

    private static Call Zoom(string box) =>
        new("image_zoom_in_tool", $$"""{"bbox_2d": {{box}}, "label": "the sign"}""");

    private static Call Rotate(string angle) => new("image_rotate_tool", $$"""{"angle": {{angle}}}""");
}
