namespace SPAgent;

/// <summary>Reads tool calls and answers in the text of a model.</summary>
public static class ModelReply
{
    /// <summary>
    /// Every call between the marks that models put around them (<c>&lt;tool_call&gt;{json}&lt;/tool_call&gt;</c> and
    /// its kin), in order, but for those that stand in a thought; one that can't be read is there with a
    /// <see cref="ToolRequest.Problem"/>.
    /// </summary>
    public static IReadOnlyList<ToolRequest> ToolCalls(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. CallReader.Read(ReplyText.Of(text).Sought, []).Select(found => found.Call)];
    }

    /// <summary>
    /// The answer behind the thought: the text in the last <c>&lt;answer&gt;…&lt;/answer&gt;</c> (in capitals or not)
    /// that holds any, else in the last <c>\boxed{…}</c> that is closed (braces may nest), without a LaTeX text
    /// command, trimmed; null when there is none. A reply that is all thought is looked through as it
    /// stands. Rewards look the same way.
    /// </summary>
    public static string? Answer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AnswerText.Find(text) is { Length: > 0 } answer ? answer : null;
    }
}
