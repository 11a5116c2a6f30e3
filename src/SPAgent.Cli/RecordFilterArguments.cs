using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say which traces or sessions of a folder are meant; five commands have them.</summary>
internal sealed class RecordFilterArguments
{
    private readonly Option<string[]> _label = new("--label")
    { Description = "Only those labelled keep, drop, none (neither) or tag:T; repeatable, all must hold." };
    private readonly Option<string[]> _withoutLabel = new("--without-label")
    { Description = "Leave out those labelled keep, drop or tag:T; repeatable." };
    private readonly Option<string?> _withoutFindings = new("--without-findings")
    { Description = "Leave out those of which check finds something: error, warning (or worse), information (any)." };
    private readonly Option<string?> _where = new("--where")
    {
        Description = "Only those that a condition over the columns of the table holds for, such as "
            + "\"distance@km < 50 and country = 'Japan'\"."
    };

    public void AddTo(Command command)
    {
        command.Add(_label);
        command.Add(_withoutLabel);
        command.Add(_withoutFindings);
        command.Add(_where);
    }

    /// <summary>The filter; one that takes all where no option is given.</summary>
    /// <exception cref="ArgumentException">An option is no filter.</exception>
    public RecordFilter Of(ParseResult parsed) => new()
    {
        Labels = parsed.GetValue(_label) ?? [],
        WithoutLabels = parsed.GetValue(_withoutLabel) ?? [],
        WithoutFindings = parsed.GetValue(_withoutFindings) is { } level ? Level("--without-findings", level) : null,
        Where = parsed.GetValue(_where),
    };

    /// <summary>Whether one of the options is given.</summary>
    public bool IsGiven(ParseResult parsed) =>
        AsksForLabels(parsed) || parsed.GetValue(_withoutFindings) is not null || parsed.GetValue(_where) is not null;

    /// <summary>Whether an option that asks for labels is given.</summary>
    public bool AsksForLabels(ParseResult parsed) =>
        (parsed.GetValue(_label) ?? []).Length + (parsed.GetValue(_withoutLabel) ?? []).Length > 0;

    /// <summary>A severity by its name.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Severity Level(string option, string name) =>
        name.ToLowerInvariant() switch
        {
            "error" => Severity.Error,
            "warning" => Severity.Warning,
            "information" => Severity.Information,
            _ => throw new ArgumentException($"{option} knows error, warning and information, not \"{name}\"."),
        };
}
