using System.Collections.Concurrent;

namespace SPAgent.Cli;

/// <summary>
/// Asks many questions at once; one that is answered or failed already is not paid for again, nor one that stands twice, nor one that
/// another process asks at the same time.
/// </summary>
internal sealed class CollectionRun(SpatialAgent agent, DataCollector collector, int iterations, bool retryFailed, FailureStreak streak)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
    private readonly FailureReasons _reasons = new();
    private int _answeredEarlier, _failedEarlier;

    public async Task<CollectionRunSummary> ExecuteAsync(IReadOnlyList<CollectionQuestion> questions, int workers, CancellationToken cancellationToken)
    {
        collector.HoldsTransient = true;
        string?[] answers = new string?[questions.Count];
        using QuestionClaims claims = QuestionClaims.Open(collector);
        ParallelOptions bounds = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        for (int[] open = [.. Enumerable.Range(0, questions.Count)]; open.Length > 0;)
        {
            ConcurrentBag<int> elsewhere = [];
            await Parallel.ForEachAsync(open, bounds, async (i, stop) =>
            {
                (bool done, answers[i]) = await TryAskAsync(questions[i], claims, stop);
                if (!done) elsewhere.Add(i);
            });
            // What another process asks is waited for: it may fail to the end, and leave the question to this one.
            open = [.. elsewhere.Order()];
            if (open.Length > 0) await Task.Delay(s_patience, cancellationToken);
        }

        streak.End();
        claims.DemandInPlace();
        await collector.SaveStatisticsAsync(CancellationToken.None);
        string[] given = [.. answers.OfType<string>()];
        return new CollectionRunSummary
        {
            Output = Path.GetFullPath(collector.Path),
            Questions = questions.Count,
            AnsweredEarlier = _answeredEarlier,
            FailedEarlier = _failedEarlier,
            Answered = given.Length,
            Failed = _reasons.Count,
            Answers = given,
            CommonestFailure = given.Length == 0 && _answeredEarlier == 0 ? _reasons.Commonest : null,
        };
    }

    // Not done while another process asks the question.
    private async Task<(bool Done, string? Answer)> TryAskAsync(CollectionQuestion asked, QuestionClaims claims, CancellationToken stop)
    {
        string key = DataCollector.SourceKey(asked.Question, asked.Images, agent.ModelName);
        if (!_claimed.TryAdd(key, true))
        {
            Interlocked.Increment(ref _answeredEarlier);
            return (true, null);
        }

        if (IsKnown(key, claims)) return (true, null);
        if (asked.Images.FirstOrDefault(image => !File.Exists(image)) is { } missing) return (true, Failed(asked, new FileNotFoundException($"{missing}: there is no such image")));
        using QuestionClaim? claim = claims.TryTake(key);
        if (claim is null)
        {
            _claimed.TryRemove(key, out _);
            return (false, null);
        }

        // Another look, now that nobody else can ask it.
        return (true, IsKnown(key, claims) ? null : await AskAsync(asked, key, claim, stop));
    }

    private bool IsKnown(string key, QuestionClaims claims)
    {
        bool answered = collector.IsKnown(key, countFailed: false);
        bool failed = !answered && (retryFailed ? claims.HasFailedElsewhere(key) : collector.IsKnown(key));
        if (answered) Interlocked.Increment(ref _answeredEarlier);
        if (failed) Interlocked.Increment(ref _failedEarlier);
        return answered || failed;
    }

    private async Task<string?> AskAsync(CollectionQuestion asked, string key, QuestionClaim claim, CancellationToken stop)
    {
        claim.Begin();
        try
        {
            string? answer = (await agent.SolveAsync(asked.Images, asked.Question, iterations, cancellationToken: stop)).Answer;
            claim.End(answered: answer is not null);
            if (answer is null) return Failed(asked, new InvalidDataException("no answer"));
            streak.Answered();
            return answer;
        }
        catch (Exception problem) when (!stop.IsCancellationRequested && !FailureStreak.StopsRun(problem) && problem is not IOException)
        {
            // A question without a line among the failures is another process's to try.
            if (collector.IsKnown(key)) claim.End(answered: false);
            return Failed(asked, problem);
        }
    }

    private string? Failed(CollectionQuestion asked, Exception problem)
    {
        _reasons.Add(problem.Message);
        CommandRunner.Say($"spagent: {asked.Question}: {problem.Message}");
        streak.Failed(problem, ModelException.MayPass(problem) ? collector.BookHeld : () => { });
        return null;
    }
}
