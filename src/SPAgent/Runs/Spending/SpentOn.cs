using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>What tokens were spent on: an answer to a row, or a question of a collection.</summary>
/// <param name="Answer">The answer; of no meaning where there is a question.</param>
/// <param name="Question">Identity of the question; null for an answer to a row.</param>
internal readonly record struct SpentOn(TraceName Answer, string? Question = null)
{
    /// <summary>The beginning of its line in the log.</summary>
    public JsonObject Line()
    {
        if (Question is not null) return new() { ["source_key"] = Question };
        JsonObject line = new() { ["sample_index"] = Answer.Row };
        if (Answer.Rollout > 1) line["rollout"] = Answer.Rollout;
        return line;
    }
}
