using System.Collections.Concurrent;

namespace SPAgent.Cli;

/// <summary>Asks many questions at once; one that is answered or failed already is not paid for again, nor one that stands twice.</summary>
internal sealed class CollectionRun(SpatialAgent agent, DataCollector collector, int iterations, bool retryFailed)
{
    private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
    private int _answeredEarlier, _failedEarlier, _failed;

    public async Task<CollectionRunSummary> ExecuteAsync(IReadOnlyList<CollectionQuestion> questions, int workers, CancellationToken cancellationToken)
    {
        string?[] answers = new string?[questions.Count];
        ParallelOptions bounds = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Count, bounds, async (i, stop) => answers[i] = await AskAsync(questions[i], stop));
        await collector.SaveStatisticsAsync(CancellationToken.None);
        string[] given = [.. answers.OfType<string>()];
        return new CollectionRunSummary
        {
            Output = Path.GetFullPath(collector.Path),
            Questions = questions.Count,
            AnsweredEarlier = _answeredEarlier,
            FailedEarlier = _failedEarlier,
            Answered = given.Length,
            Failed = _failed,
            Answers = given,
        };
    }

    private async Task<string?> AskAsync(CollectionQuestion asked, CancellationToken stop)
    {
        string key = DataCollector.SourceKey(asked.Question, asked.Images, agent.ModelName);
        if (!_claimed.TryAdd(key, true) || collector.IsKnown(key, countFailed: false))
        {
            Interlocked.Increment(ref _answeredEarlier);
            return null;
        }

        if (!retryFailed && collector.IsKnown(key))
        {
            Interlocked.Increment(ref _failedEarlier);
            return null;
        }

        if (asked.Images.FirstOrDefault(image => !File.Exists(image)) is { } missing) return Failed(asked, $"{missing}: there is no such image");
        try
        {
            string? answer = (await agent.SolveAsync(asked.Images, asked.Question, iterations, cancellationToken: stop)).Answer;
            return answer ?? Failed(asked, "no answer");
        }
        catch (Exception problem) when (!stop.IsCancellationRequested && problem is not (ModelException { StopsRun: true } or IOException))
        {
            return Failed(asked, problem.Message);
        }
    }

    private string? Failed(CollectionQuestion asked, string reason)
    {
        Interlocked.Increment(ref _failed);
        CommandRunner.Say($"spagent: {asked.Question}: {reason}");
        return null;
    }
}
