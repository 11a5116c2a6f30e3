using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options of a run that a scheduler starts, stops and judges by its exit code.</summary>
internal sealed class RunArguments
{
    private const int DefaultDrain = 20, LongestDrain = 86_400;

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "i/n: only part i of n, counted from 0, into a folder of its own below the output.",
    };

    private readonly Option<bool> _failuresOk = new("--failures-ok")
    {
        Description = "End with 0 although some samples failed, as long as the run came to its end.",
    };

    private readonly Option<int> _drain = new("--drain")
    {
        Description = "Seconds that conversations in flight get after SIGTERM, from 0 to 86400.",
        DefaultValueFactory = _ => DefaultDrain,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_shard, _failuresOk, _drain]) command.Add(option);
    }

    /// <summary>Adds <c>--drain</c> alone, for what has no parts.</summary>
    public void AddDrainTo(Command command) => command.Add(_drain);

    /// <summary>Which part; null for the whole.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public RunShard? Shard(ParseResult parsed) =>
        parsed.GetValue(_shard) is { } text ? RunShard.Parse(text) : null;

    /// <summary>What conversations in flight get after SIGTERM.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside its range.</exception>
    public TimeSpan Drain(ParseResult parsed) =>
        TimeSpan.FromSeconds(Ranges.Check(parsed.GetValue(_drain), 0, LongestDrain, "Drain"));

    /// <summary>The exit code of a run that came to its end.</summary>
    public int ExitCode(ParseResult parsed, bool failed) =>
        failed && !parsed.GetValue(_failuresOk) ? CommandRunner.FoundFailures : CommandRunner.Done;
}
