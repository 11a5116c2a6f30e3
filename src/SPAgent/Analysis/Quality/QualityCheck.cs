namespace SPAgent;

/// <summary>
/// Looks for one kind of flaw in traces. A check of one's own is a small class, or one call of <see cref="OfTraces"/>; it goes into
/// <see cref="QualityOptions.Checks"/>.
/// </summary>
public abstract class QualityCheck
{
    /// <summary>Short name in snake case; findings carry it.</summary>
    public abstract string Name { get; }

    /// <summary>What is wrong with a trace; nothing when all is well. Called from several threads at once, so it keeps nothing.</summary>
    public abstract IEnumerable<Finding> Check(Trace trace);

    /// <summary>A check in one line: what is wrong with a trace, or null.</summary>
    public static QualityCheck OfTraces(string name, Func<Trace, string?> problem, Severity severity = Severity.Warning, string remedy = "") =>
        new Simple(name, problem, severity, remedy);

    /// <summary>A finding of this check about a trace.</summary>
    protected Finding Found(Trace trace, Severity severity, string what, string remedy, int? turn = null, params string[] evidence) => new()
    {
        Check = Name,
        Severity = severity,
        Place = Path.GetFileName(trace.Source) ?? TraceStore.FileName(trace.SampleIndex),
        Turn = turn,
        What = what,
        Remedy = remedy,
        Evidence = evidence,
    };

    /// <summary>The beginning of a text, to quote it in a finding.</summary>
    internal static string Quote(string text) => Printable.Line(text.Length <= 80 ? text : text[..80] + "…");

    private protected static int? LastTurn(Trace trace) => trace.Turns.Count > 0 ? trace.Turns[^1].Turn : null;

    private sealed class Simple(string name, Func<Trace, string?> problem, Severity severity, string remedy) : QualityCheck
    {
        public override string Name => name;

        public override IEnumerable<Finding> Check(Trace trace) => problem(trace) is { } what ? [Found(trace, severity, what, remedy)] : [];
    }
}
