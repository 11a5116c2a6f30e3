using System.Text.Json;

namespace SPAgent;

/// <summary>What a reward asked about an answer, what it was told, and what came of it.</summary>
[TypeFormatterSource]
public sealed record Judgement
{
    /// <summary>Name of the reward that asked, such as <c>judge</c>.</summary>
    public required string Reward { get; init; }

    /// <summary>Name of the model that was asked; null where none was.</summary>
    public string? Judge { get; init; }

    /// <summary>SHA-256 of the rubric, lower-case hexadecimal; null without one.</summary>
    public string? RubricSha256 { get; init; }

    /// <summary>
    /// SHA-256 of all that was sent (judge, texts, pictures), lower-case hexadecimal: the same request is not paid for
    /// twice. Null where nothing was sent.
    /// </summary>
    public string? RequestSha256 { get; init; }

    /// <summary>The text that was sent, the system's in front; null where nothing was.</summary>
    public string? Prompt { get; init; }

    /// <summary>The replies in order: a second one where no verdict could be read in the first.</summary>
    public IReadOnlyList<JudgeReply> Replies { get; init; } = [];

    /// <summary>The verdict, from 0 to 1; null where there is none.</summary>
    public double? Score { get; init; }

    /// <summary>Why, in the judge's words; null where it did not say.</summary>
    public string? Reason { get; init; }

    /// <summary>Why there is no verdict; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Fields that this library does not know, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];

    /// <summary>Requests that were sent for the replies, those that were sent again included.</summary>
    public int Requests => Replies.Sum(reply => reply.Attempts ?? 1);

    /// <summary>Tokens of all replies, as the server counts them; never among those of the conversation.</summary>
    public long Tokens => Replies.Sum(reply => reply.Usage?.TotalTokens
        ?? (reply.Usage?.PromptTokens ?? 0) + (reply.Usage?.CompletionTokens ?? 0));
}
