using System.Text.Json;

namespace SPAgent;

/// <summary>The rewards that have a name.</summary>
public static class Rewards
{
    /// <summary>The names that <see cref="ByName"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["geoguessr", "exact", "choice", "none"];

    /// <summary>Makes a reward by its <see cref="IReward.Name"/>; <c>none</c> never scores.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="answerColumn">Column of the truth for <c>exact</c> and <c>choice</c>, <c>answer</c> by default;
    /// else ignored.</param>
    /// <exception cref="ArgumentException">No reward has that name.</exception>
    public static IReward ByName(string name, string? answerColumn = null) => name switch
    {
        "geoguessr" => new GeoGuessrReward(),
        "exact" => new ExactMatchReward { AnswerColumn = answerColumn ?? "answer" },
        "choice" => new MultipleChoiceReward { AnswerColumn = answerColumn ?? "answer" },
        "none" => new NoReward(),
        _ => throw new ArgumentException($"\"{name}\" is no reward. Take one of {string.Join(", ", Names)}.",
            nameof(name)),
    };

    private sealed class NoReward : IReward
    {
        public string Name => "none";

        public RewardScore? Score(string response, JsonElement row) => null;
    }
}
