using System.IO.Enumeration;

namespace SPAgent;

/// <summary>Traces as files of one folder.</summary>
internal sealed class PlainTraces(string folder) : TraceFiles(folder)
{
    private static readonly EnumerationOptions s_everyFile = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>The names in a folder, in no order.</summary>
    public static IEnumerable<TraceName> In(string folder) =>
        new FileSystemEnumerable<TraceName>(
            folder, (ref entry) => TraceName.Parse(entry.FileName) ?? default, s_everyFile)
        {
            ShouldIncludePredicate = (ref entry) => TraceName.Parse(entry.FileName) is not null && !entry.IsDirectory,
        };

    public override IReadOnlyList<TraceName> Names()
    {
        List<TraceName> names = [.. In(Folder)];
        names.Sort(TraceName.Order);
        return names;
    }

    public override string PathOf(TraceName name) => Path.Combine(Folder, name.File);
}
