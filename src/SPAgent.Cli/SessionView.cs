namespace SPAgent.Cli;

/// <summary>One session.</summary>
internal sealed class SessionView(CollectedSession session) : View
{
    public override int Show(bool full, bool asJson, CancellationToken cancellationToken)
    {
        Print(session, full, asJson);
        return CommandRunner.Done;
    }

    public override int ShowFigures(bool asJson, CancellationToken cancellationToken) =>
        throw new ArgumentException("--batch sums up a collection. Give the folder that the collector wrote to.");

    public override Task<IReadOnlyList<string>> WritePageAsync(string page, ImageDataset? dataset,
        List<Finding> findings, CancellationToken cancellationToken) =>
        SessionPage.WriteAsync(session, page, new SessionPageOptions
        { Findings = Keep(findings, QualityReport.Check(session, Quick, cancellationToken)) }, cancellationToken);

    public static void Print(CollectedSession session, bool full, bool asJson)
    {
        if (asJson) Write(session.ToUtf8());
        else Console.WriteLine(SessionText.Of(session, full));
    }
}

/// <summary>A collection of sessions.</summary>
internal sealed class CollectionView(SessionStore store) : View
{
    public override int Show(bool full, bool asJson, CancellationToken cancellationToken) =>
        ShowAll("sessions", Read(), session => SessionView.Print(session, full, asJson), asJson, cancellationToken);

    public override int ShowFigures(bool asJson, CancellationToken cancellationToken)
    {
        SessionStatistics figures = store.Statistics(cancellationToken);
        return Show(figures, figures.Unreadable, asJson);
    }

    public override Task<IReadOnlyList<string>> WritePageAsync(string page, ImageDataset? dataset,
        List<Finding> findings, CancellationToken cancellationToken) =>
        SessionPage.WriteAsync(store, page,
            new SessionPageOptions
            {
                Findings = Keep(findings, QualityReport.Check(store, Quick, cancellationToken)),
                Progress = Progress(),
            },
                    cancellationToken);

    private IEnumerable<(CollectedSession? Session, string? Problem)> Read()
    {
        foreach (string name in store.ListSessionIds())
        {
            CollectedSession? session = null;
            string? problem = null;
            try
            {
                session = store.Load(name);
            }
            catch (Exception broken)
                when (broken is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                problem = TerminalText.Message(broken);
            }

            yield return (session, problem);
        }
    }
}
