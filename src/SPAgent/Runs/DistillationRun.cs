using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Takes a dataset through a teacher model, many conversations at once, and writes a trace for each row as soon as it
/// is done. Run again, it goes on where it stopped: what is finished is seen by the names of the files.
/// </summary>
/// <param name="model">The teacher.</param>
/// <param name="dataset">The rows to ask about.</param>
/// <param name="output">Folder for the traces; made when it is absent.</param>
/// <param name="options">How; null for the defaults.</param>
[TypeFormatterSource]
public sealed class DistillationRun(IChatClient model, ImageDataset dataset, string output,
    DistillationOptions? options = null)
{
    /// <summary>The teacher.</summary>
    public IChatClient Model => model;

    /// <summary>The rows to ask about.</summary>
    public ImageDataset Dataset => dataset;

    /// <summary>How.</summary>
    public DistillationOptions Options { get; } = options ?? new DistillationOptions();

    /// <summary>The folder of the traces, as an absolute path.</summary>
    public string Folder { get; } = Path.GetFullPath(output);

    /// <summary>Runs until every sample has a trace or a line in <c>failures.jsonl</c>.</summary>
    /// <param name="progress">Told at the beginning, each time a sample ends, and at the end, one call at a time:
    /// <c>Progress.Bar()</c>, or one of your own.</param>
    /// <param name="cancellationToken">Stops the run: conversations in flight are dropped, writes in flight are
    /// finished.</param>
    /// <exception cref="DistillationException">
    /// The folder belongs to another run, another process is at work in it, or too many rows failed in a row
    /// (<see cref="DistillationOptions.MaxFailures"/>).
    /// </exception>
    /// <exception cref="SandboxRefusedException">The Python tool is among the tools, and this machine has no sandbox
    /// for it.</exception>
    /// <exception cref="ModelException">The key, the model or the address is wrong: no request was paid
    /// for.</exception>
    /// <exception cref="IOException">The folder can't be written, for example because the disk is full. What is written
    /// is whole.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; running it again goes on.</exception>
    public async Task<DistillationSummary> ExecuteAsync(IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Folder);
        using FolderLock claim = ClaimFolder();
        Temporaries.RemoveLeftovers(Folder, Options.TimeProvider);
        SampleFailures failures = new(Folder);
        TraceStore traces = TraceStore.At(Folder);
        HashSet<int> finished = [.. traces.Indices()];
        RunManifest? earlier = await RunManifest.ReadAsync(Folder, finished.Count, cancellationToken)
            .ConfigureAwait(false);
        if (earlier is null) DemandTruth();
        foreach (ImageTool tool in Options.Tools) await tool.PrepareAsync(cancellationToken).ConfigureAwait(false);
        bool native = await OffersToolsNativelyAsync(earlier, cancellationToken).ConfigureAwait(false);
        string modelName = ModelName.Of(model);
        PictureSettings pictures = PictureSettings.Of(Options, legacy: earlier?.IsLegacy ?? false);
        await RunManifest.Of(modelName, native, dataset, Options, pictures, model.GetService<RequestExtras>())
            .GuardAsync(Folder, earlier, cancellationToken).ConfigureAwait(false);

        HashSet<int> failedEarlier = Options.RetryFailed ? [] : [.. failures.Final()];
        IReadOnlyList<int> wanted = [.. SampleSelection.Choose(dataset, Options).DistinctBy(dataset.RowAt)];
        List<int> open =
            [.. wanted.Where(place => dataset.RowAt(place) is var row && !finished.Contains(row)
                && !failedEarlier.Contains(row))];
        int alreadyDone = wanted.Count(place => finished.Contains(dataset.RowAt(place)));

        Conversation conversation = new(model, modelName, Options, native, pictures);
        FailureStreak streak = new(Options.MaxFailures);
        RunTally tally = new(wanted.Count, wanted.Count - open.Count, Options.TimeProvider, progress);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PendingTraces pending = new(traces, tally, Options.MaxWorkers, stop);
        ParallelOptions workers = new()
        { MaxDegreeOfParallelism = Options.MaxWorkers, CancellationToken = stop.Token };
        tally.Begin();
        try
        {
            await Parallel.ForEachAsync(open, workers, (index, end) =>
                AnswerAsync(conversation, index, pending, failures, streak, tally, end)).ConfigureAwait(false);
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
            }
        }

        streak.End();
        if (!claim.IsInPlace)
        {
            throw new IOException($"{Folder}: the folder was removed or replaced while this run wrote into it; what "
                + "it had written there is gone. Run it again.");
        }

        await failures.TidyAsync(traces).ConfigureAwait(false);
        return tally.Summary(Folder, alreadyDone, wanted.Count - open.Count - alreadyDone);
    }

    private async ValueTask AnswerAsync(
        Conversation conversation, int index, PendingTraces pending, SampleFailures failures, FailureStreak streak,
        RunTally tally, CancellationToken stop)
    {
        Trace trace;
        try
        {
            trace = await conversation.RunAsync(dataset[index], dataset, dataset.RowsPath, stop).ConfigureAwait(false);
        }
        catch (Exception problem) when (!stop.IsCancellationRequested && !FailureStreak.StopsRun(problem))
        {
            tally.AddFailure(problem.Message);
            DateTimeOffset time = Options.TimeProvider.GetUtcNow();
            streak.Failed(problem,
                () => failures.Add(dataset.RowAt(index), problem.Message, time, ModelException.MayPass(problem)));
            return;
        }

        await pending.AddAsync(trace).ConfigureAwait(false);
        streak.Answered();
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

    // A run without truth would be paid for and never scored.
    private void DemandTruth()
    {
        if (Options.Reward is not { } reward || dataset.Count == 0) return;
        string[] there = [.. dataset.Columns.Select(column => column.Name)],
            missing = [.. reward.TruthColumns.Except(there)];
        if (missing.Length == 0) return;
        throw new DistillationException(
            $"{dataset.Path}: the reward {reward.Name} needs the column {string.Join(" and ", missing)}, which is not "
            + $"there (columns: {string.Join(", ", there)}). " +
            "Name the column of the truth, or take another reward, or none (--answer-column, --reward).");
    }

    private FolderLock ClaimFolder()
    {
        string path = Path.Combine(Folder, ".lock");
        return FolderLock.TryTake(path) ?? throw new DistillationException(
            $"{Folder}: another process is writing this run. Wait for it, or give this run a folder of its own. If "
                + $"there is none, remove {path}.");
    }
}
