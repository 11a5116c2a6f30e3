using System.Collections.Concurrent;

namespace SPAgent.Cli;

/// <summary>Asks many questions at once; one that is answered or failed already is not paid for again, nor one that stands twice.</summary>
internal sealed class CollectionRun(SpatialAgent agent, DataCollector collector, int iterations, bool retryFailed, FailureStreak streak)
{
    private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
    private int _answeredEarlier, _failedEarlier, _failed;

    public async Task<CollectionRunSummary> ExecuteAsync(IReadOnlyList<CollectionQuestion> questions, int workers, CancellationToken cancellationToken)
    {
        collector.HoldsTransient = true;
        string?[] answers = new string?[questions.Count];
        ParallelOptions bounds = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Count, bounds, async (i, stop) => answers[i] = await AskAsync(questions[i], stop));
        streak.End();
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

        if (asked.Images.FirstOrDefault(image => !File.Exists(image)) is { } missing) return Failed(asked, new FileNotFoundException($"{missing}: there is no such image"));
        try
        {
            string? answer = (await agent.SolveAsync(asked.Images, asked.Question, iterations, cancellationToken: stop)).Answer;
            if (answer is null) return Failed(asked, new InvalidDataException("no answer"));
            streak.Answered();
            return answer;
        }
        catch (Exception problem) when (!stop.IsCancellationRequested && !FailureStreak.StopsRun(problem) && problem is not IOException)
        {
            return Failed(asked, problem);
        }
    }

    private string? Failed(CollectionQuestion asked, Exception problem)
    {
        Interlocked.Increment(ref _failed);
        CommandRunner.Say($"spagent: {asked.Question}: {problem.Message}");
        streak.Failed(problem, ModelException.MayPass(problem) ? collector.BookHeld : () => { });
        return null;
    }
}
