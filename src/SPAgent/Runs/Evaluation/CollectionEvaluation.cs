using System.Text.Json;

namespace SPAgent;

/// <summary>How good the answers to a run's questions are, those of earlier runs into the folder included.</summary>
[TypeFormatterSource]
public sealed record CollectionEvaluation
{
    private const string NoTask = "(no task)", NoTool = "(no tool)", Everything = "all";

    /// <summary>Name of the reward.</summary>
    public required string Reward { get; init; }

    /// <summary>All questions that have a truth; one without an answer counts as wrong, one whose request failed is
    /// left out.</summary>
    public required AccuracyGroup All { get; init; }

    /// <summary>The same by the questions' column <c>task</c>.</summary>
    public required IReadOnlyList<AccuracyGroup> ByTask { get; init; }

    /// <summary>The same by each tool that was called.</summary>
    public required IReadOnlyList<AccuracyGroup> ByTool { get; init; }

    /// <summary>The same by the number of iterations.</summary>
    public required IReadOnlyList<AccuracyGroup> ByIterations { get; init; }

    /// <summary>A line each for all and for each task, tool and number of iterations.</summary>
    public override string ToString() =>
        $"{Reward}: {Line(All)[(Everything.Length + 2)..]}{Lines("by task", ByTask)}{Lines("by tool", ByTool)}"
        + Lines("by iterations", ByIterations);

    /// <summary>Reads what became of questions.</summary>
    /// <param name="scored">What is known of them, by their keys.</param>
    /// <param name="questions">The questions, with their keys.</param>
    /// <param name="reward">The reward that scored.</param>
    internal static CollectionEvaluation Of(IReadOnlyDictionary<string, ScoredAnswer> scored,
        IEnumerable<(CollectionQuestion Question, string Key)> questions, IReward reward)
    {
        List<Outcome> outcomes = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((CollectionQuestion question, string key) in questions)
        {
            if (!scored.TryGetValue(key, out ScoredAnswer? answer) || !seen.Add(key) || !HasTruth(question, reward))
                continue;
            // An answer without a score had no verdict; no answer is a wrong one.
            if (answer.Score is not null || !answer.Answered)
                outcomes.Add(new(question.Task, answer.Score?.Success == true, answer));
        }

        return new()
        {
            Reward = reward.Name,
            All = Group(Everything, outcomes),
            ByTask = Groups(outcomes, outcome => [outcome.Task ?? NoTask]),
            ByTool = Groups(outcomes, outcome => outcome.Answer.Tools.Count > 0 ? [.. outcome.Answer.Tools] : [NoTool]),
            ByIterations = Groups(outcomes, outcome => [FormattableString.Invariant($"{outcome.Answer.Iterations}")]),
        };
    }

    // A reward that asks needs none.
    private static bool HasTruth(CollectionQuestion question, IReward reward) => question.Row is { } row
        && reward.TruthColumns.All(column => RowText.Column(row, column) is { ValueKind: not JsonValueKind.Null } truth
            && (truth.ValueKind != JsonValueKind.String || RowText.Of(truth) is not null));

    private static AccuracyGroup[] Groups(IEnumerable<Outcome> outcomes, Func<Outcome, string[]> names) =>
        [.. outcomes.SelectMany(outcome => names(outcome).Select(name => (Name: name, Outcome: outcome)))
            .GroupBy(named => named.Name, named => named.Outcome)
            .OrderBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Group(group.Key, [.. group]))];

    private static AccuracyGroup Group(string name, IReadOnlyList<Outcome> outcomes) =>
        new() { Name = name, Count = outcomes.Count, Correct = outcomes.Count(outcome => outcome.Correct) };

    private static string Line(AccuracyGroup group) => group.Count == 0 ? $"{group.Name}: none has a truth" : $"{group}";

    private static string Lines(string title, IReadOnlyList<AccuracyGroup> groups) =>
        groups.Count == 0 ? "" : $"\n{title}\n" + string.Join('\n', groups.Select(group => $"  {group}"));

    private sealed record Outcome(string? Task, bool Correct, ScoredAnswer Answer);
}
