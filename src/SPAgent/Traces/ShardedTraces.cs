namespace SPAgent;

/// <summary>
/// Traces in the folders of shards, as one collection. Where each lies is known from the last listing; one that it
/// lacks is looked for by its name.
/// </summary>
internal sealed class ShardedTraces : TraceFiles
{
    private volatile Listing? _last;

    public ShardedTraces(string folder) : base(folder) => ShardFolders.SharedSettings(folder);

    public override IReadOnlyList<TraceName> Names() => List().Names;

    public override string PathOf(TraceName name) => Find(name) ?? Path.Combine(Folder, name.File);

    public override Task SaveAsync(Trace trace, CancellationToken cancellationToken)
    {
        string path = Find(TraceName.Of(trace)) ?? throw new IOException(
            $"{Folder}: it holds shards, and none of them holds {TraceName.Of(trace).File}. Save the trace into the "
            + "folder of one of them.");
        return trace.SaveAsync(path, cancellationToken);
    }

    private string? Find(TraceName name) => (_last ?? List()).Find(name)
        ?? Roots().Select(root => Path.Combine(root, name.File)).FirstOrDefault(File.Exists);

    private string[] Roots() => RunFolders.HasTraces(Folder)
        ? [Folder, .. ShardFolders.In(Folder).Select(shard => shard.Folder)]
        : [.. ShardFolders.In(Folder).Select(shard => shard.Folder)];

    private Listing List()
    {
        string[] roots = Roots();
        List<TraceName> names = [];
        List<int> places = [];
        for (int root = 0; root < roots.Length; root++)
        {
            foreach (TraceName name in PlainTraces.In(roots[root]))
            {
                names.Add(name);
                places.Add(root);
            }
        }

        return _last = new Listing(roots, [.. names], [.. places]);
    }

    /// <summary>The names of all shards in order, each with the folder that it lies in.</summary>
    private sealed class Listing
    {
        private readonly string[] _roots;
        private readonly TraceName[] _names;
        private readonly int[] _places;
        private readonly int _count;

        public Listing(string[] roots, TraceName[] names, int[] places)
        {
            (_roots, _names, _places) = (roots, names, places);
            Array.Sort(_names, _places, TraceName.Order);
            for (int i = 0; i < _names.Length; i++)
            {
                if (_count > 0 && _names[_count - 1] == _names[i])
                {
                    DemandSame(At(_count - 1), At(i));
                    continue;
                }

                (_names[_count], _places[_count]) = (_names[i], _places[i]);
                _count++;
            }
        }

        public IReadOnlyList<TraceName> Names => new ArraySegment<TraceName>(_names, 0, _count);

        public string? Find(TraceName name)
        {
            int place = Array.BinarySearch(_names, 0, _count, name, TraceName.Order);
            return place >= 0 ? At(place) : null;
        }

        private string At(int place) => Path.Combine(_roots[_places[place]], _names[place].File);

        private static void DemandSame(string one, string other)
        {
            if (File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other))) return;
            throw new InvalidDataException(
                $"{one} and {other} are answers to the same row and differ. Keep one of them and remove the other.");
        }
    }
}
