using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Takes a dataset through a teacher model, many conversations at once, and writes a trace for each answer to a row as
/// soon as it is done. Run again, it goes on where it stopped: what is finished is seen by the names of the files.
/// </summary>
/// <param name="model">The teacher.</param>
/// <param name="dataset">The rows to ask about.</param>
/// <param name="output">Folder for the traces; made when it is absent.</param>
/// <param name="options">How; null for the defaults.</param>
[TypeFormatterSource]
public sealed class DistillationRun(IChatClient model, ImageDataset dataset, string output,
    DistillationOptions? options = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    // What a run leaves beside traces once it asks.
    private static readonly string[] s_ofAsking =
        [SampleFailures.FileName, UsageLog.FileName, AdaptiveDraw.FileName, BatchFolder.Name];

    /// <summary>The teacher.</summary>
    public IChatClient Model => model;

    /// <summary>The rows to ask about.</summary>
    public ImageDataset Dataset => dataset;

    /// <summary>How.</summary>
    public DistillationOptions Options { get; } = options ?? new DistillationOptions();

    /// <summary>The folder of the traces, as an absolute path: of a shard the one in the output that is named after
    /// it.</summary>
    public string Folder { get; } = options?.Shard is { } shard
        ? Path.Combine(Path.GetFullPath(output), shard.FolderName) : Path.GetFullPath(output);

    /// <summary>Who holds the conversations; null: this run itself.</summary>
    internal IAnswerSource? Elsewhere { get; set; }

    /// <summary>Runs until every sample has a trace or a line in <c>failures.jsonl</c>.</summary>
    /// <param name="progress">Told at the beginning, each time a sample ends, and at the end, one call at a time:
    /// <c>Progress.Bar()</c>, or one of your own.</param>
    /// <param name="cancellationToken">Stops the run: conversations in flight are dropped, writes in flight are
    /// finished.</param>
    /// <exception cref="DistillationException">
    /// The folder belongs to another run or is a pack, its shards are of another run, another process is at work in it,
    /// or too many rows failed in a row (<see cref="DistillationOptions.MaxFailures"/>).
    /// </exception>
    /// <exception cref="SandboxRefusedException">The Python tool is among the tools, and this machine has no sandbox
    /// for it.</exception>
    /// <exception cref="ModelException">The key, the model or the address is wrong: no request was paid
    /// for.</exception>
    /// <exception cref="IOException">The folder can't be written, for example because the disk is full. What is written
    /// is whole.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was stopped, or drained (<see cref="DistillationOptions.Drain"/>) before its end; running it again goes on.
    /// </exception>
    public async Task<DistillationSummary> ExecuteAsync(IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        RunDemands.Check(model, Options, Elsewhere);
        ShardGuard.FolderFor(output, Options.Shard);
        bool made = !Directory.Exists(Folder);
        Directory.CreateDirectory(Folder);
        try
        {
            return await RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refusal) when (refusal is DistillationException or DatasetException
            && made && !Directory.EnumerateFileSystemEntries(Folder).Any())
        {
            // What was refused leaves nothing behind.
            Directory.Delete(Folder);
            throw;
        }
    }

    private async Task<DistillationSummary> RunAsync(
        IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using FolderLock claim = await ClaimFolderAsync(cancellationToken).ConfigureAwait(false);
        Temporaries.RemoveLeftovers(Folder, Options.TimeProvider);
        SampleFailures failures = new(Folder);
        TraceStore traces = TraceStore.At(Folder);
        HashSet<TraceName> finished = [.. traces.Names()];
        RunManifest? earlier = await RunManifest.ReadAsync(Folder, finished.Count, cancellationToken)
            .ConfigureAwait(false);
        // A run that came to ask nothing, because it was refused, binds no other to its settings. Of one that others
        // answer the answers may be under way.
        if (Elsewhere is null && finished.Count == 0
            && !s_ofAsking.Any(name => Path.Exists(Path.Combine(Folder, name)))) earlier = null;
        if (earlier is null) RunDemands.CheckTruth(dataset, Options);
        RowScores scores = new(Options.SuccessWhen);
        HashSet<TraceName> failedForGood = Options.RetryFailed ? [] : [.. failures.Final()];
        RolloutWork work = new(dataset, Options, finished, failedForGood);
        (IReadOnlyList<int> known, int rows, int selected, IEnumerable<IReadOnlyList<int>> rounds) =
            Select(work, traces, scores);
        if (Elsewhere is null)
        {
            foreach (ImageTool tool in Options.Tools) await tool.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        bool native = await OffersToolsNativelyAsync(earlier, cancellationToken).ConfigureAwait(false);
        string modelName = ModelName.Of(model);
        PictureSettings pictures = PictureSettings.Of(Options, earlier);
        await RunManifest.Of(modelName, native, dataset, Options, pictures, model.GetService<RequestExtras>())
            .GuardAsync(Folder, earlier, cancellationToken).ConfigureAwait(false);

        if (!Options.Batch) BatchFolder.DemandNone(Folder);
        int total = (int)Math.Min((long)rows * Options.Rollouts, int.MaxValue);
        int alreadyDone = work.Finished(known), failedEarlier = work.Failed(known);
        if (Options.Shard is not null && alreadyDone + failedEarlier < total) ShardEnd.Remove(Folder);

        BatchJob? batch = Options.Batch ? new(model, Folder, Options) : null;
        Conversation conversation = new(batch?.Replies ?? model, modelName, Options, native, pictures);
        FailureStreak streak = new(batch is null ? Options.MaxFailures : null);
        RunSpending spending = Spending(traces);
        RunTally tally = new(total, alreadyDone + failedEarlier, Success(), Options.TimeProvider, progress,
            Options.Budget, model.GetService<EndpointPool>(), RunLog.Of<DistillationRun>(Options.LoggerFactory));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int atOnce = Elsewhere?.Window ?? Options.MaxWorkers;
        using PendingTraces pending = new(traces, tally, atOnce, stop);
        using ElsewhereAnswers? elsewhere = Elsewhere is null ? null : new(Elsewhere, spending);
        ParallelOptions workers = new()
        { MaxDegreeOfParallelism = atOnce, CancellationToken = stop.Token };
        Draining draining = new(Options.Drain);
        if (Elsewhere is not null)
            await BeginElsewhereAsync(Elsewhere, tally, cancellationToken).ConfigureAwait(false);
        bool complete = false;
        if (Elsewhere is { } source) tally.Queue = () => source.Status;
        using Activity? activity = Telemetry.Run("distill", modelName);
        tally.Begin();
        try
        {
            RowAsking asking = new(conversation, dataset, work, traces, scores, pending, failures, streak, tally,
                spending, draining, Options, elsewhere);
            foreach (IReadOnlyList<int> round in draining.Until(batch?.Rounds(rounds) ?? rounds))
            {
                IEnumerable<RowTask> open = batch is null ? work.Open(round)
                    : await batch.AnswerableAsync(work.Open(round), asking.FirstRequest, tally, stop.Token)
                        .ConfigureAwait(false);
                await Parallel.ForEachAsync(draining.Until(open), workers, asking.AskAsync).ConfigureAwait(false);
            }

            complete = !draining.CutShort && spending.Reason is null;
        }
        finally
        {
            // However it ended, what was answered is written; a failure to write is the cause of the end, and wins.
            try
            {
                await pending.FinishAsync().ConfigureAwait(false);
            }
            finally
            {
                tally.End();
                if (Elsewhere is not null) await Elsewhere.EndAsync(complete).ConfigureAwait(false);
            }
        }

        streak.End();
        if (!claim.IsInPlace)
        {
            throw new IOException($"{Folder}: the folder was removed or replaced while this run wrote into it; what "
                + "it had written there is gone. Run it again.");
        }

        await failures.TidyAsync(traces).ConfigureAwait(false);
        draining.Demand();
        batch?.Settle(name => finished.Contains(name) || failedForGood.Contains(name));
        DistillationSummary summary = tally.Summary(Folder, alreadyDone, failedEarlier, spending, Options.Budget);
        batch?.Demand(summary.Done);
        // What a budget stopped is not complete.
        if (Options.Shard is { } shard && summary.StoppedBy is null)
            await EndAsync(shard, selected, traces, summary).ConfigureAwait(false);
        return summary;
    }

    // What earlier runs spent is added up only where it counts: the traces are read for it.
    private RunSpending Spending(TraceStore traces)
    {
        UsageLog log = new(Folder);
        TokenCount before = Options.Budget is null ? default
            : traces.TryRead().Select(read => read.Trace).OfType<Trace>()
                .Aggregate(log.Read(), (sum, trace) => sum + TokenCount.Of(trace));
        return new(Options.Budget, Options.Shard is not null, Options.MaxTokens, before, log, Options.TimeProvider,
            bySample: Elsewhere is not null);
    }

    private async Task BeginElsewhereAsync(IAnswerSource source, RunTally tally, CancellationToken cancellationToken) =>
        await source.BeginAsync(new AnswerOrder
        {
            Folder = Folder,
            Settings = await File.ReadAllTextAsync(Path.Combine(Folder, RunManifest.FileName), cancellationToken)
                .ConfigureAwait(false),
            Dataset = dataset,
            RowsPath = dataset.RowsPath,
            Tell = tally.Tell,
        }, cancellationToken).ConfigureAwait(false);

    private Task EndAsync(RunShard shard, int selected, TraceStore traces, DistillationSummary summary) =>
        new ShardEnd
        {
            Shard = shard.Index,
            Shards = shard.Count,
            Selected = selected,
            Rollouts = Options.Rollouts,
            Expected = summary.Total,
            Done = traces.Names().Count,
            Failed = summary.Failed + summary.FailedEarlier,
            FinishedAt = Options.TimeProvider.GetUtcNow(),
        }.WriteAsync(Folder);

    // The places that are known to be taken, how many rows there will be in the end, here and in all shards, and all
    // of them here in rounds.
    private (IReadOnlyList<int> Known, int Rows, int Selected, IEnumerable<IReadOnlyList<int>> Rounds) Select(
        RolloutWork work, TraceStore traces, RowScores scores)
    {
        if (Options.Strategy != SamplingStrategy.Adaptive)
        {
            int[] wanted = [.. SampleSelection.Choose(dataset, Options).DistinctBy(dataset.RowAt)];
            int[] own = Options.Shard is { } shard
                ? [.. wanted.Where((_, position) => shard.Takes(position))] : wanted;
            return (own, own.Length, wanted.Length, [own]);
        }

        AdaptiveDraw draw = AdaptiveDraw.Open(Folder, dataset, Options);
        int[] recorded = [.. draw.Recorded];
        foreach (TraceName name in recorded.SelectMany(place => work.FinishedOf(dataset.RowAt(place))))
        {
            if (traces.TryLoad(name).Trace is { } trace) scores.Add(trace);
        }

        return (recorded, draw.Rows, draw.Rows, draw.Rounds(scores.Mean));
    }

    // What a run began with it goes on with: an endpoint is asked once.
    private async Task<bool> OffersToolsNativelyAsync(RunManifest? earlier, CancellationToken cancellationToken) =>
        Options.ToolsMode switch
        {
            ToolsMode.Native => true,
            ToolsMode.Prompt => false,
            _ when earlier is not null => earlier.OffersToolsNatively,
            _ => Options.Tools.Count > 0 && model.GetService<ToolsProbe>() is { } probe
                && await probe.SupportsToolsAsync(cancellationToken).ConfigureAwait(false),
        };

    // Counted where there are several answers to a row, or a rule was given.
    private SuccessRule? Success() => Options.SuccessWhen ?? (Options.Rollouts > 1 ? SuccessRule.Default : null);

    private async Task<FolderLock> ClaimFolderAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(Folder, FolderLock.FileName);
        // Who only looks whether a shard is at work holds the lock for a moment.
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if (FolderLock.TryTake(path) is { } taken) return taken;
            await Task.Delay(s_patience, cancellationToken).ConfigureAwait(false);
        }

        throw new DistillationException(
            $"{Folder}: another process is writing this run. Wait for it, or give this run a folder of its own. If "
                + $"there is none, remove {path}.");
    }
}
