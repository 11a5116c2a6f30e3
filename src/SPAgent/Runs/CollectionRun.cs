using System.Collections.Concurrent;
using System.Diagnostics;

namespace SPAgent;

/// <summary>
/// Asks an agent many questions at once, each a session of its collection. Run again, it goes on where it stopped: a
/// question that is answered or failed already is not paid for again, nor one that stands twice, nor one that another
/// process asks at the same time.
/// </summary>
/// <param name="agent">The agent; it must have a collector.</param>
/// <param name="questions">The questions.</param>
/// <param name="options">How; null for the defaults.</param>
[TypeFormatterSource]
public sealed class CollectionRun(SpatialAgent agent, IReadOnlyList<CollectionQuestion> questions,
    CollectionRunOptions? options = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    private readonly DataCollector _collector = agent.Collector
        ?? throw new ArgumentException("The agent has no collector: give it one, so that sessions are kept.",
            nameof(agent));

    /// <summary>Who is asked.</summary>
    public SpatialAgent Agent => agent;

    /// <summary>What is asked.</summary>
    public IReadOnlyList<CollectionQuestion> Questions => questions;

    /// <summary>How.</summary>
    public CollectionRunOptions Options { get; } = options ?? new();

    /// <summary>Runs until every question has a session or a line in <c>failures.jsonl</c>.</summary>
    /// <param name="progress">
    /// Told at the beginning, each time a question ends, and at the end, one call at a time: <c>Progress.Bar()</c>, or
    /// one of your own.
    /// </param>
    /// <param name="cancellationToken">Stops the run: questions in flight are dropped, writes in flight are
    /// finished.</param>
    /// <exception cref="DistillationException">
    /// Too many questions failed in a row (<see cref="CollectionRunOptions.MaxFailures"/>), the folder is a pack or
    /// holds shards where this is none, or its shards are of another run.
    /// </exception>
    /// <exception cref="ModelException">The key, the model or the address is wrong: no request was paid
    /// for.</exception>
    /// <exception cref="IOException">A session can't be written, for example because the disk is full. Nothing is
    /// booked as failed.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was stopped, or drained (<see cref="CollectionRunOptions.Drain"/>) before its end; running it again goes on.
    /// </exception>
    public async Task<CollectionRunSummary> ExecuteAsync(IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        IReadOnlyList<CollectionQuestion> own = await BeginAsync(cancellationToken).ConfigureAwait(false);
        CollectionTally tally = new(own.Count, _collector.Time, progress, Options.Budget, Agent.Servers,
            RunLog.Of<CollectionRun>(Options.LoggerFactory));
        RunSpending spending = await SpendingAsync(cancellationToken).ConfigureAwait(false);
        Draining draining = new(Options.Drain);
        FailureStreak streak = new(Options.MaxFailures);
        ScoreLog scores = new(_collector.Sessions.Path);
        using QuestionClaims claims = QuestionClaims.Open(_collector);
        using Activity? activity = Telemetry.Run("collect", Agent.ModelName);
        tally.Begin();
        Asking asking = new(this, own, claims, streak, tally, draining, scores, spending);
        // What a run that was stopped held back is no failure of this one.
        _collector.ForgetHeld();
        _collector.HoldsTransient = true;
        string?[] answers;
        try
        {
            answers = await asking.AllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _collector.HoldsTransient = false;
            tally.End();
        }

        streak.End();
        claims.DemandInPlace();
        await _collector.SaveStatisticsAsync(CancellationToken.None).ConfigureAwait(false);
        draining.Demand();
        CollectionRunSummary summary =
            tally.Summary(Path.GetFullPath(_collector.Path), [.. answers.OfType<string>()], spending, Options.Budget);
        if (Options.Reward is { } reward)
        {
            summary = summary with
            { Evaluation = CollectionEvaluation.Of(scores.Read(), own.Zip(asking.Keys), reward) };
        }

        // What a budget stopped is not complete.
        if (Options.Shard is { } shard && summary.StoppedBy is null)
            await EndAsync(shard, summary).ConfigureAwait(false);
        return summary;
    }

    // The questions that are asked here.
    private async Task<IReadOnlyList<CollectionQuestion>> BeginAsync(CancellationToken cancellationToken)
    {
        string folder = _collector.Sessions.Path;
        if (Options.Shard is not { } shard)
        {
            ShardGuard.FolderFor(folder, shard: null);
            return questions;
        }

        if (Path.GetFileName(folder) != shard.FolderName)
        {
            throw new DistillationException(
                $"{folder}: shard {shard} is collected into a folder {shard.FolderName} in that of the collection. "
                + $"Give the agent a collector of {Path.Combine(folder, shard.FolderName)}.");
        }

        ShardGuard.FolderFor(Path.GetDirectoryName(folder)!, shard);
        RunManifest? earlier = await RunManifest.ReadAsync(folder, traces: 0, cancellationToken).ConfigureAwait(false);
        await RunManifest.Of(agent.ModelName, questions, shard, agent.Tools.Select(tool => tool.Name),
            Options.MaxIterations).GuardAsync(folder, earlier, cancellationToken).ConfigureAwait(false);
        ShardEnd.Remove(folder);
        // One that stands twice is asked in one shard alone.
        return [.. Distinct().Where((_, position) => shard.Takes(position))];
    }

    // What earlier runs spent is added up only where it counts: the sessions are read for it.
    private async Task<RunSpending> SpendingAsync(CancellationToken cancellationToken)
    {
        UsageLog log = new(_collector.Sessions.Path);
        TokenCount before = default;
        if (Options.Budget is not null)
        {
            before = log.Read();
            await foreach (CollectedSession session in _collector.Sessions
                .ReadAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                before += TokenCount.Of(session);
            }
        }

        return new(
            Options.Budget, Options.Shard is not null, Agent.MaxTokens, before, log, _collector.Time);
    }

    private IEnumerable<CollectionQuestion> Distinct() =>
        questions.DistinctBy(one => string.Join('\n', [.. one.Images, one.Question]));

    private Task EndAsync(RunShard shard, CollectionRunSummary summary) => new ShardEnd
    {
        Shard = shard.Index,
        Shards = shard.Count,
        Selected = Distinct().Count(),
        Expected = summary.Questions,
        Done = _collector.Sessions.ListSessionIds().Count,
        Failed = summary.Failed + summary.FailedEarlier,
        FinishedAt = _collector.Time.GetUtcNow(),
    }.WriteAsync(_collector.Sessions.Path);

    /// <summary>One execution.</summary>
    private sealed class Asking(CollectionRun run, IReadOnlyList<CollectionQuestion> questions, QuestionClaims claims,
        FailureStreak streak, CollectionTally tally, Draining draining, ScoreLog scores,
        RunSpending spending)
    {
        private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
        private readonly IReadOnlyDictionary<string, ScoredAnswer> _scored =
            run.Options.Reward is null ? new Dictionary<string, ScoredAnswer>() : scores.Read();

        /// <summary>The questions' identities, known when all are asked: their images are read for them once.</summary>
        public string[] Keys { get; } = new string[questions.Count];

        public async Task<string?[]> AllAsync(CancellationToken cancellationToken)
        {
            string?[] answers = new string?[questions.Count];
            ParallelOptions bounds = new()
            { MaxDegreeOfParallelism = run.Options.MaxWorkers, CancellationToken = cancellationToken };
            for (int[] open = [.. Enumerable.Range(0, answers.Length)]; open.Length > 0;)
            {
                ConcurrentBag<int> elsewhere = [];
                await Parallel.ForEachAsync(draining.Until(open), bounds, async (i, stop) =>
                {
                    (bool done, answers[i]) = await TryAskAsync(i, stop).ConfigureAwait(false);
                    if (!done) elsewhere.Add(i);
                }).ConfigureAwait(false);
                // What another process asks is waited for: it may fail to the end, and leave the question to this one.
                open = draining.CutShort || spending.IsSpent ? [] : [.. elsewhere.Order()];
                if (open.Length > 0) await Task.Delay(s_patience, cancellationToken).ConfigureAwait(false);
            }

            return answers;
        }

        // Not done while another process asks the question.
        private async Task<(bool Done, string? Answer)> TryAskAsync(int place, CancellationToken stop)
        {
            CollectionQuestion asked = questions[place];
            string key = Keys[place] ??=
                DataCollector.SourceKey(asked.Question, asked.Images, run.Agent.ModelName);
            if (!_claimed.TryAdd(key, true))
            {
                tally.AddAnsweredEarlier();
                return (true, null);
            }

            if (IsKnown(key)) return (true, null);
            using QuestionClaim? claim = claims.TryTake(key);
            if (claim is null)
            {
                _claimed.TryRemove(key, out _);
                return (false, null);
            }

            // Another look, now that nobody else can ask it.
            return (true, IsKnown(key) ? null : await AskAsync(asked, key, claim, stop).ConfigureAwait(false));
        }

        private bool IsKnown(string key)
        {
            // One whose answer is not kept has been answered all the same.
            bool answered = run._collector.IsKnown(key, countFailed: false)
                || (_scored.TryGetValue(key, out ScoredAnswer? scored) && scored.Answered);
            bool failed = !answered
                && (run.Options.RetryFailed ? claims.HasFailedElsewhere(key) : run._collector.IsKnown(key));
            if (answered) tally.AddAnsweredEarlier();
            if (failed) tally.AddFailedEarlier();
            return answered || failed;
        }

        private async Task<string?> AskAsync(CollectionQuestion asked, string key, QuestionClaim claim,
            CancellationToken stop)
        {
            if (Unfit(asked) is { } unfit) return await UnaskedAsync(asked, key, claim, unfit).ConfigureAwait(false);
            using SpendingShare? share = spending.Begin(new(default, key));
            if (share is null) return null;
            using Activity? activity = Telemetry.Question(key);
            claim.Begin();
            AnswerScoring scoring = new(run.Options.Reward, run.Options.Save, asked, scores);
            try
            {
                AgentResult result = await run.Agent
                    .SolveAsync(asked.Images, asked.Question, run.Options.MaxIterations, memory: null, scoring, share,
                        stop)
                    .ConfigureAwait(false);
                bool kept = run._collector.IsKnown(key, countFailed: false);
                claim.End(answered: kept);
                if (kept) share.Keep();
                tally.TellUnreported(spending, run.Agent.MaxTokens);
                tally.AddHits(share.Hits);
                // What is undecided counts as what may pass: it is asked again.
                Exception? lost = scoring.Undecided is { } undecided ? new TimeoutException(undecided)
                    : result.Answer is null && !kept ? new InvalidDataException("no answer") : null;
                if (lost is not null)
                {
                    activity?.SetStatus(ActivityStatusCode.Error);
                    return Failed(asked, key, lost, result.Tokens);
                }

                Telemetry.Ended("done");
                streak.Answered();
                tally.AddAnswer(result.Tokens, share.Used);
                return result.Answer;
            }
            catch (BudgetSpentException)
            {
                return null;
            }
            catch (Exception problem)
                when (!stop.IsCancellationRequested && !FailureStreak.StopsRun(problem) && problem is not IOException)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
                // A picture that can't be sent.
                if (problem is DatasetException)
                    return await UnaskedAsync(asked, key, claim, problem).ConfigureAwait(false);
                // A question without a line among the failures is another process's to try.
                if (run._collector.IsKnown(key)) claim.End(answered: false);
                return Failed(asked, key, problem);
            }
        }

        // Why it can't be asked. Each picture is read to its end, so that one that can't be costs its question alone.
        private static Exception? Unfit(CollectionQuestion asked)
        {
            if (asked.Images.Count == 0)
            {
                return new InvalidDataException(
                    "the question names no image. Give its row an image, or a list of images.");
            }

            foreach (string image in asked.Images)
            {
                if (!File.Exists(image)) return new FileNotFoundException($"{image}: there is no such image");
                try
                {
                    using FileStream file = File.OpenRead(image);
                    if (file.Length > ImageBytes.MaxBytes)
                    {
                        return new InvalidDataException($"{image}: it has {file.Length:N0} bytes, and an image may "
                            + $"have {ImageBytes.MaxBytes:N0}. Make it smaller.");
                    }

                    file.CopyTo(Stream.Null);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    return new InvalidDataException($"{image}: {problem.Message}", problem);
                }
            }

            return null;
        }

        // What failed before its session began has no line yet.
        private async Task<string?> UnaskedAsync(CollectionQuestion asked, string key, QuestionClaim claim,
            Exception problem)
        {
            if (!run._collector.IsKnown(key))
            {
                await run._collector.FailedAsync(new FailedSession
                {
                    SessionId = run._collector.NewName(run._collector.Now),
                    SourceKey = key,
                    Reason = TerminalText.Message(problem),
                    Time = run._collector.Now,
                }).ConfigureAwait(false);
            }

            claim.End(answered: false);
            return Failed(asked, key, problem);
        }

        private string? Failed(CollectionQuestion asked, string key, Exception problem, long tokens = 0)
        {
            Telemetry.Ended("failed");
            tally.AddFailure(asked.Question, key, problem, tokens);
            streak.Failed(problem, ModelException.MayPass(problem) ? run._collector.BookHeld : () => { });
            return null;
        }
    }
}
