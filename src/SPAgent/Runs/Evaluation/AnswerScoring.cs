using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Scores the answer to a question, and says whether its session is kept.</summary>
/// <param name="reward">The judge; null for none.</param>
/// <param name="saved">Which sessions are kept.</param>
/// <param name="question">The question, with its truth.</param>
/// <param name="log">Where scores go, whether a session is kept or not.</param>
internal sealed class AnswerScoring(
    IReward? reward, SavedSessions saved, CollectionQuestion question, ScoreLog log)
{
    /// <summary>Field of a session's metadata.</summary>
    public const string Reward = "reward", Task = "task", Problem = "reward_problem";

    public SavedSessions Saved => saved;

    /// <summary>Why the answer was not decided on; null where it was. The question stays open.</summary>
    public string? Undecided { get; set; }

    /// <summary>The score; null where there is no truth, or no verdict.</summary>
    /// <returns>The score, and why there is none although a reward was asked.</returns>
    public async Task<(RewardScore? Score, string? Problem)> ScoreAsync(
        string? answer, CancellationToken cancellationToken)
    {
        if (reward is null || answer is null || question.Row is not { } row) return (null, null);
        string response = $"<answer>{answer}</answer>";
        try
        {
            if (reward is not IAsyncReward asking) return (reward.Score(response, row), null);
            RewardContext context = new() { Row = row, Answer = response };
            return (await asking.ScoreAsync(context, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception problem)
        {
            // A reward that throws, or a judge that is down, costs its verdict, not the session that was paid for.
            return (null, TerminalText.Message(problem));
        }
    }

    /// <summary>Writes down what became of the question.</summary>
    public void Note(string sourceKey, bool answered, RewardScore? score, int iterations, IEnumerable<string> tools)
    {
        if (reward is not null) log.Add(new(sourceKey, answered, score, iterations, [.. tools.Distinct()]));
    }

    /// <summary>Adds what is known to a session's metadata.</summary>
    public void AddTo(JsonObject metadata, RewardScore? score, string? problem)
    {
        if (question.Task is { } task) metadata[Task] = task;
        if (score is not null) metadata[Reward] = JsonSerializer.SerializeToNode(score, JsonSettings.Line);
        if (problem is not null) metadata[Problem] = problem;
    }
}
