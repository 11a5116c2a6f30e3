using System.Text.Json;

namespace SPAgent;

/// <summary>A verdict as a judge wrote it.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="Reason">Why; null where it did not say.</param>
internal sealed record JudgeVerdict(double Score, string? Reason)
{
    private const int LongestQuote = 40;

    /// <summary>Reads a reply that is a verdict and, but for thoughts and a fence, nothing else: a reply may quote the
    /// answer, and an answer may hold a verdict.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="problem">Why there is none; empty where there is one.</param>
    public static JudgeVerdict? Read(JudgeReply reply, out string problem)
    {
        string text = ReplyText.Of(reply.Text).Speech.Trim();
        bool cutShort = Reply.IsCutShort(reply.FinishReason);
        JsonElement read = text.Length == 0 ? default : LooseJson.ReadWhole(text, cutShort)?.Value ?? default;
        if (read.ValueKind != JsonValueKind.Object)
        {
            problem = text.Length == 0 ? "the reply is empty"
                : cutShort ? "the reply was cut off at its limit of tokens" : "the reply is no JSON object";
            return null;
        }

        JsonElement[] scores = [.. read.EnumerateObject().Where(field => field.NameEquals("score"u8))
            .Select(field => field.Value)];
        if (scores.Length != 1)
        {
            problem = scores.Length == 0 ? "the JSON object has no \"score\"" : "the JSON object has several scores";
            return null;
        }

        if (scores[0].ValueKind != JsonValueKind.Number || scores[0].GetDouble() is not (>= 0 and <= 1))
        {
            string seen = scores[0].GetRawText();
            problem = $"its score is {seen[..Math.Min(seen.Length, LongestQuote)]}, a number from 0 to 1 is expected";
            return null;
        }

        problem = "";
        return new(scores[0].GetDouble(), RowText.Of(read, "reason"));
    }
}
