using System.Text.Json;

namespace SPAgent;

/// <summary>Judges the final response to a dataset row. Pure: the same text and row give the same score.</summary>
public interface IReward
{
    /// <summary>Short name, as <c>--reward</c> takes it and <c>run.json</c> keeps it.</summary>
    string Name { get; }

    /// <summary>Columns without which no row can be scored; a distillation stops at once where the dataset lacks one.
    /// None by default.</summary>
    IReadOnlyList<string> TruthColumns => [];

    /// <summary>Scores a response against a row (a JSON object without its image).</summary>
    /// <returns>The score; null when the row holds no truth to compare with.</returns>
    RewardScore? Score(string response, JsonElement row);
}
