namespace SPAgent;

/// <summary>
/// Looks for one kind of flaw in traces, in sessions, or in both. A check of one's own is a small class that overrides
/// what it looks at, or one call of <see cref="OfTraces"/> or <see cref="OfSessions"/>; it goes into
/// <see cref="QualityOptions.Checks"/>.
/// </summary>
[TypeFormatterSource]
public abstract class QualityCheck
{
    /// <summary>Short name in snake case; findings carry it.</summary>
    public abstract string Name { get; }

    /// <summary>What is wrong with a trace; nothing when all is well. Called from several threads at once, so it keeps
    /// nothing.</summary>
    public virtual IEnumerable<Finding> Check(Trace trace) => [];

    /// <summary>What is wrong with a session; nothing when all is well. Called from several threads at once, so it
    /// keeps nothing.</summary>
    public virtual IEnumerable<Finding> Check(CollectedSession session) => [];

    /// <summary>A check in one line: what is wrong with a trace, or null.</summary>
    public static QualityCheck OfTraces(string name, Func<Trace, string?> problem, Severity severity = Severity.Warning,
        string remedy = "") =>
        new Simple(name, problem, _ => null, severity, remedy);

    /// <summary>A check in one line: what is wrong with a session, or null.</summary>
    public static QualityCheck OfSessions(string name, Func<CollectedSession, string?> problem,
        Severity severity = Severity.Warning, string remedy = "") =>
        new Simple(name, _ => null, problem, severity, remedy);

    /// <summary>A finding of this check about a trace.</summary>
    protected Finding Found(Trace trace, Severity severity, string what, string remedy, int? turn = null,
        params string[] evidence) =>
        Found(PlaceOf(trace), severity, what, remedy, turn, evidence);

    /// <summary>A finding of this check about a session; <paramref name="turn"/> is the iteration.</summary>
    protected Finding Found(CollectedSession session, Severity severity, string what, string remedy, int? turn = null,
        params string[] evidence) =>
        Found(PlaceOf(session), severity, what, remedy, turn, evidence);

    /// <summary>The beginning of a text, to quote it in a finding.</summary>
    internal static string Quote(string text) => TerminalText.Line(text.Length <= 80 ? text : text[..80] + "…");

    internal static string PlaceOf(Trace trace) => Path.GetFileName(trace.Source) ?? TraceName.Of(trace).File;

    internal static string PlaceOf(CollectedSession session) => Path.GetFileName(session.Folder);

    private protected static int? LastTurn(Trace trace) => trace.Turns.Count > 0 ? trace.Turns[^1].Turn : null;

    private Finding Found(string place, Severity severity, string what, string remedy, int? turn, string[] evidence) =>
        new()
        {
            Check = Name,
            Severity = severity,
            Place = place,
            Turn = turn,
            What = what,
            Remedy = remedy,
            Evidence = evidence,
        };

    private sealed class Simple(string name, Func<Trace, string?> ofTrace, Func<CollectedSession, string?> ofSession,
        Severity severity, string remedy) : QualityCheck
    {
        public override string Name => name;

        public override IEnumerable<Finding> Check(Trace trace) =>
            ofTrace(trace) is { } what ? [Found(trace, severity, what, remedy)] : [];

        public override IEnumerable<Finding> Check(CollectedSession session) =>
            ofSession(session) is { } what ? [Found(session, severity, what, remedy)] : [];
    }
}
