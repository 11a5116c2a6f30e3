namespace SPAgent.Serve;

/// <summary>A folder that is served: traces or sessions.</summary>
internal interface IItemSource
{
    string Folder { get; }

    /// <summary>What one is called: trace or session.</summary>
    string Thing { get; }

    /// <summary>The folders that runs write to: one, and one for each shard.</summary>
    /// <exception cref="InvalidDataException">Shards are of different runs.</exception>
    IReadOnlyList<string> Parts { get; }

    /// <summary>The folders that change when an item comes: one, or one for each shard.</summary>
    /// <exception cref="InvalidDataException">Shards are of different runs.</exception>
    IReadOnlyList<string> Watched { get; }

    /// <summary>What is there, by name; without times and lengths where nobody compares them, which is a look at
    /// each file less.</summary>
    IEnumerable<FoundItem> Scan(bool stamped);

    /// <summary>An item with its time and length as they are now; of one that has gone they say nothing.</summary>
    FoundItem Stamp(string name);

    /// <summary>Reads an item for the index. One that can't be read is an item that says so.</summary>
    IndexedItem Read(string name);

    /// <summary>The name of an item by what requests call it; null where the form is wrong.</summary>
    string? NameOf(string id);

    string IdOf(string name);

    /// <summary>The item as an article; null where it is not there.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    Html? Article(string name, CancellationToken cancellationToken);

    byte[]? Picture(string name, int number, CancellationToken cancellationToken);

    /// <summary>What people have marked.</summary>
    LabelStore Labels { get; }

    /// <summary>How many conversations failed, by the log of the folder. Asked by one thread.</summary>
    int Failures();
}

/// <summary>An item as the folder lists it; when its time or length changes it is read again.</summary>
internal readonly record struct FoundItem(string Name, long Time, long Length)
{
    /// <summary>What lies in folders; a name that several of them hold is one item.</summary>
    public static IEnumerable<FoundItem> In(
        IReadOnlyList<string> folders, Func<string, IEnumerable<FoundItem>> scan)
    {
        IEnumerable<FoundItem> all = folders.SelectMany(scan);
        return folders.Count == 1 ? all : all.DistinctBy(item => item.Name);
    }
}
