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

    /// <summary>The reward that was asked for; else the one that a folder of traces was made with; else the
    /// default.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="servers">The judge's servers where it has none of its own; null for none.</param>
    /// <param name="retryUnread">Whether a judge is asked again whose verdict could not be read.</param>
    /// <param name="wrap">What stands between a judge and its model; null for nothing.</param>
    public IReward Create(ParseResult parsed, string? folder = null, IReadOnlyList<ModelServer>? servers = null,
        bool retryUnread = false, Func<IChatClient, IChatClient>? wrap = null)
    {
        JsonNode? run = folder is null ? null : Settings(folder);
        string name = parsed.GetValue(_reward) ?? run?["reward"]?.GetValue<string>() ?? "geoguessr";
        if (name == JudgeArguments.RewardName)
            return _judge.Create(parsed, servers ?? [], retryUnread, wrap, out _client);
        _judge.RefuseFor(parsed, name);
        // What an earlier run of another reward was set to says nothing about this one.
        JsonNode? settings = run?["reward"]?.GetValue<string>() is { } ran && IsAlike(ran, name)
            ? run["reward_settings"] : null;
        string? column = parsed.GetValue(_answerColumn) ?? settings?["answer_column"]?.GetValue<string>();
        double? tolerance = parsed.GetValue(_tolerance);
        if (name != "numeric")
        {
            return tolerance is null ? Rewards.ByName(name, column)
                : throw new ArgumentException($"--tolerance is for --reward numeric, and the reward is {name}.");
        }

        return new NumericReward
        {
            AnswerColumn = column ?? "answer",
            Tolerance = tolerance ?? settings?["tolerance"]?.GetValue<double>() ?? 0,
            RelativeTolerance = settings?["relative_tolerance"]?.GetValue<double>() ?? 0,
        };
    }

    public void Dispose() => _client?.Dispose();

    // The column of a text's truth holds that of a choice and of a number too.
    private static bool IsAlike(string ran, string name) => ran == name || (ran != "box" && name != "box");

    private static JsonNode? Settings(string folder)
    {
        string path = RunFolders.SettingsOf(folder);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonNode.Parse(File.ReadAllText(path));
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(
                $"{path}: not valid JSON ({problem.Message}). Name the reward with --reward.", problem);
        }
    }
}
