using System.Text.Json;

namespace SPAgent;

/// <summary>The rewards that have a name, and rewards made of several.</summary>
public static class Rewards
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

    /// <summary>
    /// The best score of several rewards. They score in turn until one gives 1, so a judge that costs something stands
    /// behind those that don't. A part whose row holds no truth is passed over; where a part that asks gave no verdict,
    /// there is no score, unless another part gave 1.
    /// </summary>
    /// <param name="parts">At least one; an <see cref="IAsyncReward"/> among them makes the whole one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReward AnyOf(params IReadOnlyList<IReward> parts) => Combined("any_of", parts, weights: null);

    /// <summary>
    /// The weighted mean of several rewards; its answer could be read where each part could read it. Where a part has
    /// no score, the whole has none.
    /// </summary>
    /// <param name="parts">At least one, with weights above 0 that need not add up to 1; an
    /// <see cref="IAsyncReward"/> among them makes the whole one.</param>
    /// <exception cref="ArgumentException">There is none, or a weight is not above 0.</exception>
    public static IReward Weighted(params IReadOnlyList<(IReward Reward, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach ((IReward reward, double weight) in parts)
        {
            if (double.IsFinite(weight) && weight > 0) continue;
            throw new ArgumentException($"The weight of {reward.Name} is {weight}, a number above 0 is expected.",
                nameof(parts));
        }

        return Combined("weighted", [.. parts.Select(part => part.Reward)], [.. parts.Select(part => part.Weight)]);
    }

    private static CombinedReward Combined(string name, IReadOnlyList<IReward> parts, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("There is no reward to combine.", nameof(parts));
        IReward[] all = [.. parts];
        return Array.Exists(all, part => part is IAsyncReward) ? new AskingCombinedReward(name, all, weights)
            : new CombinedReward(name, all, weights);
    }

    private sealed class NoReward : IReward
    {
        public string Name => "none";

        public RewardScore? Score(string response, JsonElement row) => null;
    }
}
