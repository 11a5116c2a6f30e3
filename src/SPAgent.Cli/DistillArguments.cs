using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say what is distilled and how: of a run, and of a worker held against it.</summary>
/// <param name="required">Whether a run is to be made of them alone.</param>
internal sealed class DistillArguments(bool required) : IDisposable
{
    private static readonly DistillationOptions Defaults = new();

    private readonly DatasetArguments _dataset = new(required: required);
    private readonly Option<string> _output = new("--output")
    { Description = "Folder for the traces.", Required = required };
    private readonly Option<int> _samples = new("--samples")
    { Description = "Rows to answer.", DefaultValueFactory = _ => Defaults.Samples };
    private readonly Option<int> _rollouts = new("--rollouts")
    {
        Description = "Answers to each row, from 1 to 1024.",
        DefaultValueFactory = _ => Defaults.Rollouts,
    };
    private readonly Option<int?> _stopWhenSolved = new("--stop-when-solved")
    {
        Description = "Successes after which a row is asked no more.",
    };
    private readonly Option<string?> _successWhen = SuccessArgument.Create("--stop-when-solved and the summary");
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Go on although all rollouts would say the same (temperature 0).",
    };
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Conversations in flight at once, from 1 to 1024.",
        DefaultValueFactory = _ => Defaults.MaxWorkers
    };
    private readonly Option<int> _turns = new("--turns")
    { Description = "Replies that the model may give to a row.", DefaultValueFactory = _ => Defaults.MaxTurns };
    private readonly Option<SamplingStrategy> _strategy = new Option<SamplingStrategy>("--strategy")
    {
        Description = "random, hardest, easiest, order or adaptive.",
        DefaultValueFactory = _ => Defaults.Strategy,
    }.Named();
    private readonly Option<string> _difficulty = new("--difficulty-column")
    {
        Description = "Column for hardest, easiest and adaptive.",
        DefaultValueFactory = _ => Defaults.DifficultyColumn,
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the random and adaptive strategies, of rollouts and of the simulated model.",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<string> _tools = new("--tools")
    {
        Description = "Comma-separated: zoom, rotate, python; or none.",
        DefaultValueFactory = _ => "zoom,rotate"
    };
    private readonly Option<bool> _codeTwice = new("--run-code-twice")
    { Description = "Run each Python call a second time and note whether it gives the same pixels." };
    private readonly Option<ToolsMode> _toolsMode = new Option<ToolsMode>("--tools-mode")
    { Description = "auto, native or prompt.", DefaultValueFactory = _ => ToolsMode.Auto }.Named();
    private readonly Option<string> _prompt = new("--prompt")
    {
        Description = "geolocation, or a text file; {column} stands for a row's value.",
        DefaultValueFactory = _ => "geolocation"
    };
    private readonly Option<float> _temperature = new("--temperature")
    { Description = "From 0 to 2.", DefaultValueFactory = _ => Defaults.Temperature };
    private readonly Option<int> _maxFailures = new("--max-failures")
    {
        Description = "Failures in a row, without an answer between them, that stop the run.",
        DefaultValueFactory = _ => Defaults.MaxFailures
    };
    private readonly Option<bool> _batch = new("--batch")
    {
        Description = "Ask by the server's batches (/v1/batches), within a day and for less; with --tools none and "
            + "--turns 1. Run again to go on waiting.",
    };
    private readonly Option<bool> _retryFailed = new("--retry-failed")
    { Description = "Try rows again that failed in an earlier run." };
    private readonly ModelArguments _model = new(required);
    private readonly BudgetArguments _budget = new();
    private readonly TelemetryArguments _telemetry = new();
    private readonly RewardArguments _reward = new();
    private readonly PictureArguments _pictures = new();

    private Option[] Own =>
        [_output, _samples, _rollouts, _stopWhenSolved, _successWhen, _force, _workers, _turns, _strategy,
            _difficulty, _seed, _tools, _codeTwice, _toolsMode, _prompt, _temperature, _maxFailures,
            _retryFailed, .. required ? [_batch] : Array.Empty<Option>()];

    /// <summary>The options of the model.</summary>
    public ModelArguments Model => _model;

    public void AddTo(Command command)
    {
        _dataset.AddTo(command);
        foreach (Option option in Own) command.Options.Add(option);
        _model.AddTo(command);
        _budget.AddTo(command);
        _telemetry.AddTo(command);
        _reward.AddTo(command);
        _pictures.AddTo(command);
    }

    /// <summary>Begins to tell what is done, where that is asked for.</summary>
    public IDisposable? StartTelemetry(ParseResult parsed) => _telemetry.Start(parsed);

    /// <summary>The folder for the traces.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Conversations at once.</summary>
    public int Workers(ParseResult parsed) => Ranges.Check(parsed.GetValue(_workers), 1, 1024, "Workers");

    /// <summary>The dataset; null without one.</summary>
    public ImageDataset? Dataset(ParseResult parsed) => _dataset.Open(parsed);

    /// <summary>Opens all that the options name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="shard">The part; null for the whole.</param>
    /// <param name="drain">Ends the run early.</param>
    /// <param name="given">The prompt that counts without <c>--prompt</c>; null for the default.</param>
    /// <param name="servers">The servers of a judge that has none of its own; null for those named.</param>
    public (ToolSet Tools, DistillationOptions Options) Create(ParseResult parsed, RunShard? shard,
        CancellationToken drain, TaskPrompt? given = null, IReadOnlyList<ModelServer>? servers = null)
    {
        string name = parsed.GetValue(_prompt)!;
        if (parsed.GetResult(_prompt) is { Implicit: false }) given = null;
        ToolSet tools = ToolSet.Create(parsed.GetValue(_tools)!, parsed.GetValue(_codeTwice));
        return (tools, _pictures.Apply(parsed, new DistillationOptions()
        {
            Samples = parsed.GetValue(_samples),
            Rollouts = parsed.GetValue(_rollouts),
            StopWhenSolved = parsed.GetValue(_stopWhenSolved),
            SuccessWhen = SuccessArgument.Of(parsed, _successWhen),
            Force = parsed.GetValue(_force),
            MaxWorkers = parsed.GetValue(_workers),
            MaxTurns = parsed.GetValue(_turns),
            Strategy = parsed.GetValue(_strategy),
            DifficultyColumn = parsed.GetValue(_difficulty)!,
            Seed = parsed.GetValue(_seed),
            Tools = tools.Tools,
            ToolsMode = parsed.GetValue(_toolsMode),
            Prompt = given
                ?? (name == TaskPrompt.Geolocation.Name ? TaskPrompt.Geolocation : TaskPrompt.FromFile(name)),
            Reward = _reward.Create(parsed, servers: servers ?? _model.NamedServers(parsed)),
            Temperature = parsed.GetValue(_temperature),
            MaxTokens = _budget.LongestReply(parsed),
            RequestTimeout = _model.Patience(parsed, Defaults.RequestTimeout),
            TellContent = _telemetry.TellsContent(parsed),
            Budget = _budget.Create(parsed, _model.Name(parsed)),
            MaxFailures = parsed.GetValue(_maxFailures),
            RetryFailed = parsed.GetValue(_retryFailed),
            Batch = parsed.GetResult(_batch) is not null && parsed.GetValue(_batch),
            Shard = shard,
            Drain = drain,
        }));
    }

    /// <summary>Says where there is less than was asked for.</summary>
    public void TellOfRows(ParseResult parsed, ImageDataset rows)
    {
        int samples = parsed.GetValue(_samples);
        if (parsed.GetResult(_samples) is not { Implicit: false } || samples <= rows.Count) return;
        CommandRunner.Say($"spagent: --samples {samples} is more than there is: the dataset has {rows.Count} rows, "
            + "all of them are taken.");
    }

    /// <summary>Ends what a reward holds.</summary>
    public void Dispose() => _reward.Dispose();
}
