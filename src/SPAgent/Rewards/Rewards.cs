using System.Text.Json;

namespace SPAgent;

/// <summary>The rewards that have a name, and rewards made of several.</summary>
public static partial class Rewards
{
    /// <summary>The names that <see cref="ByName"/> knows. <see cref="JudgeReward"/> needs a model and a rubric, and is
    /// not among them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["geoguessr", "exact", "choice", "numeric", "box", "none"];

    /// <summary>Makes a reward by its <see cref="IReward.Name"/>; <c>none</c> never scores.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="answerColumn">Column of the truth for <c>exact</c>, <c>choice</c> and <c>numeric</c>, by default
    /// <c>answer</c>, and for <c>box</c>, by default <c>box</c>; else ignored.</param>
    /// <exception cref="ArgumentException">No reward has that name.</exception>
    public static IReward ByName(string name, string? answerColumn = null) => name switch
    {
        "geoguessr" => new GeoGuessrReward(),
        "exact" => new ExactMatchReward { AnswerColumn = answerColumn ?? "answer" },
        "choice" => new MultipleChoiceReward { AnswerColumn = answerColumn ?? "answer" },
        "numeric" => new NumericReward { AnswerColumn = answerColumn ?? "answer" },
        "box" => new BoxReward { AnswerColumn = answerColumn ?? "box" },
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
