using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>How a dataset is distilled. The defaults ask where the first 10 rows, drawn at random, were taken, four at
/// a time.</summary>
[TypeFormatterSource]
public sealed record DistillationOptions
{
    /// <summary>Rows to answer; all rows when the dataset has fewer. Default 10; from 1. A larger number later goes on
    /// where a smaller one ended.</summary>
    public int Samples { get; init => field = Ranges.AtLeast(value, 1); } = 10;

    /// <summary>
    /// Answers to each row. Default 1; from 1 to 1,024. The first is asked for as ever; each further one with a seed
    /// made of <see cref="Seed"/>, row and rollout, where the server takes one. A larger number later adds to what a
    /// folder holds.
    /// </summary>
    public int Rollouts { get; init => field = Ranges.Check(value, 1, 1024); } = 1;

    /// <summary>
    /// Successes after which a row is asked no more. Default null: every rollout is asked for; from 1 to 1,024. It
    /// biases pass@k, which such a folder has none of.
    /// </summary>
    public int? StopWhenSolved { get; init => field = value is { } enough ? Ranges.Check(enough, 1, 1024) : null; }

    /// <summary>
    /// What the run and <see cref="StopWhenSolved"/> count as a success. Default null: what
    /// <see cref="RewardScore.Success"/> says.
    /// </summary>
    public SuccessRule? SuccessWhen { get; init; }

    /// <summary>
    /// Whether a run goes on that is refused by default: several rollouts at temperature 0, which would say the same.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>What the folder may cost in all. Default null: no limit. No part of the run's settings: it may
    /// grow.</summary>
    public RunBudget? Budget { get; init; }

    /// <summary>Whether spans of OpenTelemetry hold what was said. Default no: names, counts and times alone.</summary>
    public bool TellContent { get; init; }

    /// <summary>Conversations in flight at once. Default 4; from 1 to 1,024.</summary>
    public int MaxWorkers { get; init => field = Ranges.Check(value, 1, 1024); } = 4;

    /// <summary>Replies that the model may give to one row; the last one ends the conversation, with an answer or
    /// without. Default 10; from 1 to 100.</summary>
    public int MaxTurns { get; init => field = Ranges.Check(value, 1, 100); } = 10;

    /// <summary>Image tools that the model may call. Default zoom in and rotate; an empty list for none.</summary>
    public IReadOnlyList<ImageTool> Tools { get; init; } = [new ZoomInTool(), new RotateTool()];

    /// <summary>How the tools are offered. Default: as the endpoint supports, asked once.</summary>
    public ToolsMode ToolsMode { get; init; } = ToolsMode.Auto;

    /// <summary>What the model is asked. Default <see cref="TaskPrompt.Geolocation"/>.</summary>
    public TaskPrompt Prompt { get; init; } = TaskPrompt.Geolocation;

    /// <summary>Judge of the final response; null for none. Default <see cref="GeoGuessrReward"/> on the columns lat
    /// and lon.</summary>
    public IReward? Reward { get; init; } = new GeoGuessrReward();

    /// <summary>Which rows are taken, and in which order. Default random.</summary>
    public SamplingStrategy Strategy { get; init; } = SamplingStrategy.Random;

    /// <summary>Seed of the random and adaptive strategies, and of further rollouts. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Column that <see cref="SamplingStrategy.Hardest"/> and <see cref="SamplingStrategy.Easiest"/> sort by.
    /// Default <c>locatability_score</c>.</summary>
    public string DifficultyColumn { get; init; } = "locatability_score";

    /// <summary>Sampling temperature of the model. Default 0.7; from 0 to 2.</summary>
    public float Temperature { get; init => field = Ranges.Check(value, 0, 2); } = 0.7f;

    /// <summary>Tokens that one reply may have. Default 2,048; from 1.</summary>
    public int MaxTokens { get; init => field = Ranges.AtLeast(value, 1); } = 2048;

    /// <summary>Time that one request may take, retries included, before its sample counts as failed. Default 30
    /// minutes, since a server may ask to wait; from 1 millisecond to a day.</summary>
    public TimeSpan RequestTimeout
    {
        get; init =>
        field = Ranges.Check(value, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
    } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Time that one tool call may take, the wait for a free sandbox included, before the model is told that it gave no
    /// result. Default 5 minutes; from 1 millisecond to a day. A tool that does not end by itself is left behind; a
    /// sandbox ends its code sooner.
    /// </summary>
    public TimeSpan ToolTimeout
    {
        get; init =>
        field = Ranges.Check(value, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether rows that failed in an earlier run are tried again. Default no: a failure is not paid for twice unasked.
    /// Rows that failed only because the server was away or busy are tried again in any case.
    /// </summary>
    public bool RetryFailed { get; init; }

    /// <summary>In which unit the model gives its boxes. Default null: as the tools say, which is pixels unless they
    /// were made otherwise.</summary>
    public BoxUnits? BoxUnits { get; init; }

    /// <summary>
    /// Smallest side of a crop in pixels: a smaller box grows inside the picture. Default null: 28, which the image
    /// processors of many models demand, or what an earlier run of the folder began with. From 0 (none) to 4096.
    /// </summary>
    public int? MinSide { get; init => field = value is { } side ? Ranges.Check(side, 0, 4096) : null; }

    /// <summary>Pictures that a request shows at most: the first one and the newest ones; with 1 the newest. Default
    /// null: all. From 1.</summary>
    public int? ImageBudget { get; init => field = value is { } pictures ? Ranges.AtLeast(pictures, 1) : null; }

    /// <summary>
    /// Pixels that a picture is sent with at most; a larger one is sent smaller, and boxes count in what was sent.
    /// Default null: as they are. From 1.
    /// </summary>
    public int? MaxPixels { get; init => field = value is { } pixels ? Ranges.AtLeast(pixels, 1) : null; }
    /// <summary>
    /// Failures in a row, of any kind and with no answer between them, that stop the run. Default 20; from 1. The same
    /// refusal of the first three rows stops it too.
    /// </summary>
    public int MaxFailures { get; init => field = Ranges.AtLeast(value, 1); } = 20;

    /// <summary>
    /// The part of the run that is done here, in a folder of its own below the output. Default null: all of it. Not
    /// with <see cref="SamplingStrategy.Adaptive"/>.
    /// </summary>
    public RunShard? Shard { get; init; }

    /// <summary>
    /// Whether rows are asked in batches of the server (<c>/v1/batches</c>), which take up to a day and cost less. For
    /// runs without tools, with <see cref="MaxTurns"/> 1, at one OpenAI-compatible server. Default no.
    /// </summary>
    public bool Batch { get; init; }

    /// <summary>Requests of a batch at most.</summary>
    internal int MaxBatchRequests { get; init; } = 50_000;

    /// <summary>Bytes of its file.</summary>
    internal long MaxBatchBytes { get; init; } = 200_000_000;

    /// <summary>Makes the logger that is told of the run: its begin and end, notes, and each failure by its name and
    /// kind; never what was asked or said. Default null: nobody is told.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>
    /// Told to end: when it is cancelled no further sample is begun, those in flight go on to their end, and the run
    /// ends with an <see cref="OperationCanceledException"/> unless everything is done. Default: never.
    /// </summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Clock of the run. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
