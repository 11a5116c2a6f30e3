using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What a model sent in one turn: the part that a trace keeps, the tool calls in it, and what goes back as history.</summary>
/// <param name="Turn">For the trace.</param>
/// <param name="Requests">Tool calls, native ones or those in the text.</param>
/// <param name="Contents">For the next request.</param>
/// <param name="Attempts">Requests that the reply took; null where the client does not say.</param>
internal sealed record ModelTurn(ConversationTurn Turn, IReadOnlyList<ToolRequest> Requests, IList<AIContent> Contents, int? Attempts)
{
    public static ModelTurn Read(ChatResponse response, int turn, TimeSpan latency)
    {
        List<AIContent> contents = [.. response.Messages.Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Contents)];
        string text = string.Concat(contents.OfType<TextContent>().Select(content => content.Text));
        string reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        List<FunctionCallContent> native = [.. contents.OfType<FunctionCallContent>()];

        ConversationTurn read = new()
        {
            Turn = turn,
            Response = text,
            Usage = response.Usage is { } usage ? Usage(usage) : null,
            FinishReason = response.FinishReason?.Value,
            Reasoning = reasoning.Length > 0 ? reasoning : null,
            LatencyMs = (long)Math.Round(Told<double>(response, "latency_ms") ?? latency.TotalMilliseconds),
        };
        return new ModelTurn(read, native.Count > 0 ? [.. native.Select(ToolRequest.Of)] : ModelReply.ToolCalls(text), History(text, native), Told<int>(response, "attempts"));
    }

    // A client that retries knows better than the clock around it.
    private static T? Told<T>(ChatResponse response, string name) where T : struct =>
        response.AdditionalProperties?.TryGetValue(name, out object? value) == true && value is T told ? told : null;

    private static TokenUsage Usage(UsageDetails usage) => new()
    {
        PromptTokens = usage.InputTokenCount,
        CompletionTokens = usage.OutputTokenCount,
        TotalTokens = usage.TotalTokenCount ?? usage.InputTokenCount + usage.OutputTokenCount,
    };

    private static IList<AIContent> History(string text, List<FunctionCallContent> native) =>
        text.Length > 0 || native.Count == 0 ? [new TextContent(text), .. native] : [.. native];
}
