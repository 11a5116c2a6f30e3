using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>The options that name a reward.</summary>
internal sealed class RewardArguments : IDisposable
{
    private static readonly string[] Names = [.. Rewards.Names, JudgeArguments.RewardName];

    private readonly Option<string?> _reward = new("--reward")
    {
        Description = $"Judge of the answer: {string.Join(", ", Names)}. Default: the run's own, else geoguessr."
    };
    private readonly Option<string?> _answerColumn = new("--answer-column")
    {
        Description = "Column that holds the truth for exact, choice, numeric and box. Default: the run's own, else "
            + "answer, for box box."
    };
    private readonly Option<double?> _tolerance = new("--tolerance")
    { Description = "How far a number may be from the truth for numeric. Default: the run's own, else 0." };
    private readonly JudgeArguments _judge = new();

    private IChatClient? _client;

    public RewardArguments() => _reward.AcceptOnlyFromAmong(Names);

    public void AddTo(Command command)
    {
        command.Options.Add(_reward);
        command.Options.Add(_answerColumn);
        command.Options.Add(_tolerance);
        _judge.AddTo(command);
    }

    /// <summary>Whether a reward was named.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_reward) is not null;

    /// <summary>Whether a judge is to see the pictures.</summary>
    public bool SendsPictures(ParseResult parsed) => _judge.SendsPictures(parsed);

    /// <summary>Refuses what belongs to a reward, for a command that scores nothing unless one is named, and what it
    /// can't show a judge.</summary>
    public void RefuseUnused(ParseResult parsed)
    {
        if (IsNamed(parsed))
        {
            _judge.RefuseMore(parsed);
            return;
        }

        Option[] others = [_answerColumn, _tolerance, .. _judge.Options];
        if (Array.Find(others, option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new ArgumentException($"{given.Name} needs --reward.");
    }

    /// <summary>The reward that was asked for; else the one that a folder of traces was made with; else the default.
    /// Settings of the run hold, except for those on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="servers">The judge's servers where it has none of its own; null for none.</param>
    /// <param name="retryUnread">Whether a judge is asked again whose verdict could not be read.</param>
    /// <param name="wrap">What stands between a judge and its model; null for nothing.</param>
    public IReward Create(ParseResult parsed, string? folder = null, IReadOnlyList<ModelServer>? servers = null,
        bool retryUnread = false, Func<IChatClient, IChatClient>? wrap = null)
    {
        string? source = folder is null ? null : RunFolders.SettingsOf(folder);
        JsonObject? run = source is null ? null : Read(source);
        string? ran = run?["reward"]?.GetValue<string>();
        string name = parsed.GetValue(_reward) ?? ran ?? "geoguessr";
        if (name == JudgeArguments.RewardName)
            return _judge.Create(parsed, servers ?? [], retryUnread, wrap, out _client);
        _judge.RefuseFor(parsed, name);
        JsonObject settings = Settings(run?["reward_settings"] as JsonObject, ran, name);
        if (parsed.GetValue(_answerColumn) is { } column) settings["answer_column"] = column;
        if (Tolerance(parsed, name) is { } tolerance) settings["tolerance"] = tolerance;
        return RunReward.Make(name, settings, source ?? "the command line");
    }

    public void Dispose() => _client?.Dispose();

    // What a run of another reward was set to says nothing about this one, but where the truth is: the column of a
    // text's holds that of a choice and of a number too.
    private static JsonObject Settings(JsonObject? ofRun, string? ran, string name)
    {
        if (ofRun is null || ran is null) return [];
        if (ran == name) return ofRun;
        bool isAlike = ran != "box" && name != "box";
        return isAlike && ofRun["answer_column"] is { } column ? new() { ["answer_column"] = column.DeepClone() } : [];
    }

    private double? Tolerance(ParseResult parsed, string reward)
    {
        if (parsed.GetValue(_tolerance) is not { } tolerance) return null;
        if (reward != "numeric")
            throw new ArgumentException($"--tolerance is for --reward numeric, and the reward is {reward}.");
        return tolerance is >= 0 and < double.PositiveInfinity ? tolerance
            : throw new ArgumentException($"--tolerance is a number from 0, not {tolerance}.");
    }

    private static JsonObject? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(
                $"{path}: not valid JSON ({problem.Message}). Name the reward with --reward.", problem);
        }
    }
}
