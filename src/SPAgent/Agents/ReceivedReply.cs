using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The parts of a reply: what a conversation and an agent read in it alike.</summary>
internal sealed record ReceivedReply
{
    /// <summary>The text; empty where there is none.</summary>
    public required string Text { get; init; }

    /// <summary>Native tool calls.</summary>
    public required IReadOnlyList<FunctionCallContent> Calls { get; init; }

    /// <summary>What came apart from the text as reasoning; null where there is none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Why the model stopped, as its server says it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Token counts; null where the server gives none.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>All tokens, added up where the server does not.</summary>
    public long? TotalTokens => Usage?.TotalTokenCount ?? Usage?.InputTokenCount + Usage?.OutputTokenCount;

    public static ReceivedReply Of(ChatResponse response)
    {
        List<AIContent> contents = [.. response.Messages.Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Contents)];
        string reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        return new ReceivedReply
        {
            Text = string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
            Calls = [.. contents.OfType<FunctionCallContent>()],
            Reasoning = reasoning.Length > 0 ? reasoning : null,
            FinishReason = response.FinishReason?.Value,
            Usage = response.Usage,
        };
    }
}
