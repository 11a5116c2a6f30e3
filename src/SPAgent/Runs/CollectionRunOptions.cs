using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>How a <see cref="CollectionRun"/> asks its questions.</summary>
[TypeFormatterSource]
public sealed record CollectionRunOptions
{
    /// <summary>Iterations of a question. Default 3; from 1 to 1,000.</summary>
    public int MaxIterations { get; init => field = Ranges.Check(value, 1, 1000); } = 3;

    /// <summary>Questions in flight at once. Default 4; from 1 to 1,024.</summary>
    public int MaxWorkers { get; init => field = Ranges.Check(value, 1, 1024); } = 4;

    /// <summary>
    /// Failures in a row, of any kind and with no answer between them, that stop the run. Default 20; from 1. The same
    /// refusal of the first three questions stops it too.
    /// </summary>
    public int MaxFailures { get; init => field = Ranges.Check(value, 1, int.MaxValue); } = 20;

    /// <summary>
    /// Whether questions that failed in an earlier run are asked again. Default no. Those that failed only because the
    /// server was away or busy are asked again in any case.
    /// </summary>
    public bool RetryFailed { get; init; }

    /// <summary>Judge of the answers, by the truth of <see cref="CollectionQuestion.Row"/>. Default null: none.</summary>
    public IReward? Reward { get; init; }

    /// <summary>Which sessions are kept. Default those with an answer.</summary>
    public SavedSessions Save { get; init; }

    /// <summary>
    /// What the folder may cost in all; of processes that collect into it at once, each counts what was there when it
    /// began. Default null: no limit.
    /// </summary>
    public RunBudget? Budget { get; init; }

    /// <summary>
    /// The part of the questions that is asked here. The agent's collector then writes to the folder that
    /// <see cref="RunShard.FolderName"/> names, in that of the collection. Default null: all of them.
    /// </summary>
    public RunShard? Shard { get; init; }

    /// <summary>Makes the logger that is told of the run: its begin and end, notes, and each failure by its name and
    /// kind; never what was asked or said. Default null: nobody is told.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>
    /// Told to end: when it is cancelled no further question is begun, those in flight go on to their end, and the run
    /// ends with an <see cref="OperationCanceledException"/> unless everything is done. Default: never.
    /// </summary>
    public CancellationToken Drain { get; init; }
}
