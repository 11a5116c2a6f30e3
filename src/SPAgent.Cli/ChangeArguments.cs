using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say what is marked.</summary>
internal sealed class ChangeArguments
{
    private readonly Option<bool> _keep = new("--keep") { Description = "It is good to train on." };
    private readonly Option<bool> _drop = new("--drop") { Description = "It is to be left out." };
    private readonly Option<string[]> _tag = new("--tag") { Description = "Add a tag; repeatable." };
    private readonly Option<string[]> _untag = new("--untag") { Description = "Remove a tag; repeatable." };
    private readonly Option<bool> _clear = new("--clear")
    { Description = "Take back verdict, tags, note and answer, before the rest is set." };
    private readonly Option<string?> _note = new("--note") { Description = "A note; '' takes it back." };
    private readonly Option<string?> _answer = new("--answer")
    { Description = "A better answer, for export --use-better-answers; '' takes it back." };
    private readonly Option<string?> _who = new("--who") { Description = "Who marks. Default: your login name." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_keep, _drop, _tag, _untag, _clear, _note, _answer, _who])
            command.Add(option);
    }

    /// <summary>Whether anything is marked.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_keep) || parsed.GetValue(_drop)
        || parsed.GetValue(_clear) || parsed.GetValue(_note) is not null || parsed.GetValue(_answer) is not null
        || parsed.GetValue(_tag) is { Length: > 0 } || parsed.GetValue(_untag) is { Length: > 0 };

    /// <exception cref="ArgumentException">--keep and --drop are both given, or a value is no tag.</exception>
    public LabelChange Of(ParseResult parsed)
    {
        (bool keep, bool drop) = (parsed.GetValue(_keep), parsed.GetValue(_drop));
        if (keep && drop) throw new ArgumentException("--keep and --drop are two verdicts. Give one of them.");
        LabelChange change = new()
        {
            Verdict = keep ? LabelVerdict.Keep : drop ? LabelVerdict.Drop : null,
            Tags = parsed.GetValue(_tag) ?? [],
            Untag = parsed.GetValue(_untag) ?? [],
            Clear = parsed.GetValue(_clear),
            Note = parsed.GetValue(_note),
            Answer = parsed.GetValue(_answer),
        };
        return parsed.GetValue(_who) is { } who ? change with { Who = who } : change;
    }

    /// <summary>What findings are marked as where nothing is said; null for the default of the library.</summary>
    public LabelChange? Dropped(ParseResult parsed) => parsed.GetValue(_who) is null ? null
        : Of(parsed) with { Verdict = LabelVerdict.Drop };
}
