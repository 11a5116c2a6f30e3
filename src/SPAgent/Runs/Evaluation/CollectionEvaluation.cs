using System.Text.Json;

namespace SPAgent;

/// <summary>How good the answers to a run's questions are, those of earlier runs into the folder included.</summary>
[TypeFormatterSource]
public sealed record CollectionEvaluation
{
    private const string NoTask = "(no task)", NoTool = "(no tool)", Everything = "all";

    /// <summary>Name of the reward.</summary>
    public required string Reward { get; init; }

    /// <summary>All questions that have a truth; one without an answer counts as wrong, one that could not be asked is
    /// left out.</summary>
    public required AccuracyGroup All { get; init; }

    /// <summary>The same by the questions' column <c>task</c>.</summary>
    public required IReadOnlyList<AccuracyGroup> ByTask { get; init; }

    /// <summary>Kept sessions by each tool that they called.</summary>
    public required IReadOnlyList<AccuracyGroup> ByTool { get; init; }

    /// <summary>Kept sessions by the number of their iterations.</summary>
    public required IReadOnlyList<AccuracyGroup> ByIterations { get; init; }

    /// <summary>A line each for all and for each task, tool and number of iterations.</summary>
    public override string ToString() =>
        $"{Reward}: {Line(All)[(Everything.Length + 2)..]}{Lines("by task", ByTask)}{Lines("by tool", ByTool)}"
        + Lines("by iterations", ByIterations);

    /// <summary>Reads what became of questions.</summary>
    /// <param name="store">The collection.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="model">Name of the model that was asked.</param>
    /// <param name="reward">The reward that scored.</param>
    internal static CollectionEvaluation Of(
        SessionStore store, IReadOnlyList<CollectionQuestion> questions, string model, IReward reward)
    {
        Dictionary<string, CollectionQuestion> wanted = new(StringComparer.Ordinal);
        foreach (CollectionQuestion question in questions)
            wanted.TryAdd(DataCollector.SourceKey(question.Question, question.Images, model), question);
        List<Outcome> outcomes = [];
        foreach (CollectedSession session in store.Read())
        {
            if (session.SourceKey is not { } key || !wanted.Remove(key, out CollectionQuestion? question)) continue;
            if (session.FinalAnswer is null) outcomes.Add(new(question.Task, Correct: false, session));
            else if (Score(session) is { } score) outcomes.Add(new(question.Task, score.Success, session));
        }

        foreach (FailedSession failed in store.ReadFailures())
        {
            // One that was asked to the end; a server that was away says nothing about the answer.
            if (failed.IsTransient || failed.SourceKey is not { } key
                || !wanted.Remove(key, out CollectionQuestion? question) || question.Row is null) continue;
            outcomes.Add(new(question.Task, Correct: false, null));
        }

        Outcome[] kept = [.. outcomes.Where(outcome => outcome.Session is not null)];
        return new()
        {
            Reward = reward.Name,
            All = Group(Everything, outcomes),
            ByTask = Groups(outcomes, outcome => [outcome.Task ?? NoTask]),
            ByTool = Groups(kept, outcome => Tools(outcome.Session!)),
            ByIterations = Groups(kept, outcome => [FormattableString.Invariant($"{Iterations(outcome.Session!)}")]),
        };
    }

    private static RewardScore? Score(CollectedSession session) =>
        session.Metadata.ValueKind == JsonValueKind.Object
            && session.Metadata.TryGetProperty(AnswerScoring.Reward, out JsonElement reward)
            ? RewardScoreConverter.Read(reward) : null;

    private static int Iterations(CollectedSession session) =>
        session.Metadata.TryGetProperty("iterations", out JsonElement count) && count.TryGetInt32(out int iterations)
            ? iterations : session.NumIterations;

    private static string[] Tools(CollectedSession session)
    {
        string[] tools = [.. SessionCall.Of(session).Select(call => call.Tool).Distinct()];
        return tools.Length == 0 ? [NoTool] : tools;
    }

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

    private sealed record Outcome(string? Task, bool Correct, CollectedSession? Session);
}
