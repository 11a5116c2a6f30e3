namespace SPAgent.Cli;

/// <summary>The traces or the sessions of a folder, to be marked.</summary>
internal abstract class LabelledFolder
{
    /// <summary>What is marked, in one word.</summary>
    public abstract string Thing { get; }

    public abstract LabelStore Labels { get; }

    public abstract IEnumerable<string> Ids();

    public abstract LabelledFolder Where(RecordFilter filter, CancellationToken stop);

    public abstract IReadOnlyList<RecordLabel> LabelFindings(
        Severity least, LabelChange? change, CancellationToken stop);

    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds neither.</exception>
    public static LabelledFolder Open(string path) => RunFolders.HoldsSessions(path)
        ? new OfSessions(SessionStore.Open(path)) : new OfTraces(FolderKind.Traces(path));

    private sealed class OfTraces(TraceStore store) : LabelledFolder
    {
        public override string Thing => "trace";

        public override LabelStore Labels { get; } = store.Labels();

        public override IEnumerable<string> Ids() => TraceName.In(store).Select(name => name.LabelId);

        public override LabelledFolder Where(RecordFilter filter, CancellationToken stop) =>
            new OfTraces(store.Where(filter, stop));

        public override IReadOnlyList<RecordLabel> LabelFindings(
            Severity least, LabelChange? change, CancellationToken stop) => store.LabelFindings(least, change, stop);
    }

    private sealed class OfSessions(SessionStore store) : LabelledFolder
    {
        public override string Thing => "session";

        public override LabelStore Labels { get; } = store.Labels();

        public override IEnumerable<string> Ids() => store.ListSessionIds();

        public override LabelledFolder Where(RecordFilter filter, CancellationToken stop) =>
            new OfSessions(store.Where(filter, stop));

        public override IReadOnlyList<RecordLabel> LabelFindings(
            Severity least, LabelChange? change, CancellationToken stop) => store.LabelFindings(least, change, stop);
    }
}
