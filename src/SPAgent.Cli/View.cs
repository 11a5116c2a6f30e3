using System.Text;

namespace SPAgent.Cli;

/// <summary>Something to look at. Each way to show it returns the exit code.</summary>
internal abstract class View
{
    // Pictures are looked at by spagent check, which takes longer.
    protected static readonly QualityOptions Quick = new() { Images = false };

    public abstract int Show(bool full, bool asJson, CancellationToken cancellationToken);

    public abstract int ShowFigures(bool asJson, CancellationToken cancellationToken);

    /// <summary>Writes a page; the files of it. What a check found, unreadable items among it, goes into
    /// <paramref name="findings"/>.</summary>
    public abstract Task<IReadOnlyList<string>> WritePageAsync(string page, ImageDataset? dataset,
        List<Finding> findings, CancellationToken cancellationToken);

    /// <summary>Keeps what a check found, and hands it on.</summary>
    protected static IReadOnlyList<Finding> Keep(List<Finding> findings, QualityReport report)
    {
        findings.AddRange(report.Findings);
        return report.Findings;
    }

    protected static PageLine Progress() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>Figures, as text or for the machine.</summary>
    public static int Show<T>(T figures, int unreadable, bool asJson) where T : notnull
    {
        if (asJson) CommandRunner.WriteJson(figures);
        else Console.Write(figures);
        return unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }

    protected static void Write(ReadOnlySpan<byte> utf8) => Console.Out.Write(Encoding.UTF8.GetString(utf8));

    /// <summary>Shows items one by one; for the machine they are streamed into one object.</summary>
    protected static int ShowAll<T>(string name, IEnumerable<(T? Item, string? Problem)> items, Action<T> show,
        bool asJson, CancellationToken cancellationToken) where T : class
    {
        int shown = 0, unreadable = 0;
        if (asJson) Console.Out.Write($"{{\"{name}\":[");
        foreach ((T? item, string? problem) in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item is null)
            {
                unreadable++;
                CommandRunner.Say($"spagent: {problem}");
                continue;
            }

            if (asJson && shown++ > 0) Console.Out.Write(",");
            show(item);
            if (!asJson) Console.WriteLine();
        }

        if (asJson) Console.Out.WriteLine("]}");
        return unreadable > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
    }
}
