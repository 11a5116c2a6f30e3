namespace SPAgent.Serve;

/// <summary>What is marked of a folder's items. Marks lie in a file that only grows; what it says of an item goes into
/// the index beside it.</summary>
internal sealed class MarkedItems(IItemSource source, IndexDatabase database)
{
    private Dictionary<string, RecordLabel>? _marks;
    private (DateTime Time, long Length) _read;

    /// <summary>Whether the index says what the file says.</summary>
    public bool AreCurrent => _marks is not null && _read == Now();

    /// <summary>Notes that the index has lost marks.</summary>
    public void Forget() => _marks = null;

    /// <summary>Brings the index up to date; true where marks changed.</summary>
    public bool Update()
    {
        (DateTime, long) now = Now();
        if (_marks is not null && now == _read) return false;
        using IndexWriter writer = new(database);
        if (_marks is null) writer.Unmark();
        Dictionary<string, RecordLabel> before = _marks ?? [],
            after = source.Labels.All().ToDictionary(label => label.Id, StringComparer.Ordinal);
        foreach (string id in before.Keys.Union(after.Keys))
        {
            RecordLabel label = after.GetValueOrDefault(id) ?? new RecordLabel { Id = id };
            if (before.TryGetValue(id, out RecordLabel? was) && was.At == label.At && was.Verdict == label.Verdict
                && was.Tags.SequenceEqual(label.Tags)) continue;
            if (source.NameOf(id) is { } name) writer.Mark(name, label);
        }

        writer.Commit();
        bool changed = _marks is not null || after.Count > 0;
        (_marks, _read) = (after, now);
        return changed;
    }

    private (DateTime Time, long Length) Now()
    {
        FileInfo file = new(source.Labels.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
