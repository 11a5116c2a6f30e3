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
        ReceivedReply reply = ReceivedReply.Of(response);
        ConversationTurn read = new()
        {
            Turn = turn,
            Response = reply.Text,
            Usage = reply.Usage is null ? null : new TokenUsage
            {
                PromptTokens = reply.Usage.InputTokenCount,
                CompletionTokens = reply.Usage.OutputTokenCount,
                TotalTokens = reply.TotalTokens,
            },
            FinishReason = reply.FinishReason,
            Reasoning = reply.Reasoning,
            LatencyMs = (long)Math.Round(Told<double>(response, "latency_ms") ?? latency.TotalMilliseconds),
        };
        IReadOnlyList<ToolRequest> requests = reply.Calls.Count > 0 ? [.. reply.Calls.Select(ToolRequest.Of)] : ModelReply.ToolCalls(reply.Text);
        return new ModelTurn(read, requests, History(reply), Told<int>(response, "attempts"));
    }

    // A client that retries knows better than the clock around it.
    private static T? Told<T>(ChatResponse response, string name) where T : struct =>
        response.AdditionalProperties?.TryGetValue(name, out object? value) == true && value is T told ? told : null;

    private static IList<AIContent> History(ReceivedReply reply) =>
        reply.Text.Length > 0 || reply.Calls.Count == 0 ? [new TextContent(reply.Text), .. reply.Calls] : [.. reply.Calls];
}
