using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say which rows are exported.</summary>
internal sealed class FilterArguments
{
    private readonly Option<bool> _success = new("--success")
    { Description = "Successful sessions, and traces with an answer that could be read, only." };
    private readonly Option<double?> _minReward = new("--min-reward") { Description = "Least reward." };
    private readonly Option<bool> _solved =
        new("--solved") { Description = "Only rows whose reward calls them a success." };
    private readonly Option<string?> _successWhen = SuccessArgument.Create("--solved");
    private readonly Option<bool> _best =
        new("--best-of-row") { Description = "Of several answers to a row the one with the highest reward." };
    private readonly Option<int?> _perRow =
        new("--per-row") { Description = "Most answers to a row, the highest rewards first." };
    private readonly Option<double?> _margin = new("--min-margin")
    {
        Description = "By how much an answer's reward is at least above the worst of its row; "
            + "dpo: above the worse one's.",
    };
    private readonly Option<double?> _similar = new("--max-similar")
    {
        Description = "How similar answers to a row may be, from 0 to 1 (the same): of others the best is taken.",
    };
    private readonly Option<bool?> _tools = new("--tools-used")
    { Description = "true: only rows with tool calls; false: only rows without." };
    private readonly Option<long?> _maxTokens = new("--max-tokens")
    { Description = "Most tokens of the longest request and its reply." };
    private readonly Option<int?> _minTurns = new("--min-turns")
    { Description = "Least turns of a trace or samples of a session." };
    private readonly Option<int?> _maxTurns = new("--max-turns")
    { Description = "Most turns of a trace or samples of a session." };
    private readonly Option<string?> _ids = new("--ids")
    { Description = "Comma-separated session ids, sample ids or trace indices; or @FILE with one a line." };
    private readonly Option<bool> _noFailed = new("--without-failed-calls")
    { Description = "Leave out rows in which a tool call failed." };
    private readonly Option<bool> _proof = new("--require-proof")
    { Description = "Refuse traces whose pictures no recorded hash proves." };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _success, _solved, _successWhen, _minReward, _best, _perRow, _margin, _similar, _tools, _maxTokens,
            _minTurns, _maxTurns, _ids, _noFailed, _proof,
        ];
        foreach (Option option in options) command.Add(option);
    }

    public ExportOptions Apply(ParseResult parsed, ExportOptions options) => options with
    {
        Success = parsed.GetValue(_success) ? true : null,
        Solved = parsed.GetValue(_solved),
        SuccessWhen = SuccessArgument.Of(parsed, _successWhen),
        PerRow = PerRow(parsed),
        MinMargin = parsed.GetValue(_margin),
        MaxSimilar = parsed.GetValue(_similar),
        MinReward = parsed.GetValue(_minReward),
        UsesTools = parsed.GetValue(_tools),
        MaxTokens = parsed.GetValue(_maxTokens),
        MinTurns = parsed.GetValue(_minTurns),
        MaxTurns = parsed.GetValue(_maxTurns),
        Ids = parsed.GetValue(_ids) is { } ids ? Names(ids) : null,
        WithoutFailedCalls = parsed.GetValue(_noFailed),
        RequireProof = parsed.GetValue(_proof),
    };

    private int? PerRow(ParseResult parsed)
    {
        int? most = parsed.GetValue(_perRow);
        if (!parsed.GetValue(_best)) return most;
        if (most is null or 1) return 1;
        throw new ArgumentException(
            $"--best-of-row takes one answer to a row, --per-row {most} takes several. Give one of them.");
    }

    private static HashSet<string> Names(string ids) => ids.StartsWith('@')
        ? [.. File.ReadAllLines(ids[1..]).Select(line => line.Trim()).Where(line => line.Length > 0)]
        : [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
