using System.Text.Json;

namespace SPAgent;

/// <summary>The traces of a pack, which is only read.</summary>
internal sealed class PackedTraces : TraceFiles
{
    private readonly TraceName[] _names;
    private readonly Place[] _places;
    private readonly PackFrames _frames;

    public PackedTraces(string folder) : base(folder)
    {
        PackManifest manifest = PackManifest.Read(folder);
        string files = Path.Combine(folder, manifest.Files.File);
        // Failures stand in it: without them a run would seem to have had none.
        if (!File.Exists(files))
            throw new InvalidDataException($"{files}: it is of the pack, and is not there. Copy it again.");
        List<PackFrame[]> frames = [];
        List<TraceName> names = new(manifest.Traces);
        List<Place> places = new(manifest.Traces);
        foreach (PackPart part in manifest.Parts)
        {
            (PackFrame[] ofPart, IReadOnlyList<PackedTrace> traces) = PackIndex.Read(folder, part);
            foreach (PackedTrace trace in traces)
            {
                names.Add(trace.Name);
                places.Add(new(frames.Count, trace.Frame, trace.At, trace.Length, trace.Layout));
            }

            frames.Add(ofPart);
        }

        (_names, _places) = ([.. names], [.. places]);
        Array.Sort(_names, _places, TraceName.Order);
        _frames = new PackFrames(folder, manifest.Parts, frames);
    }

    public override IReadOnlyList<TraceName> Names() => _names;

    public override string PathOf(TraceName name) => Path.Combine(Folder, name.File);

    public override bool Contains(TraceName name) => Array.BinarySearch(_names, name, TraceName.Order) >= 0;

    public override Trace Load(TraceName name)
    {
        string path = PathOf(name);
        int place = Array.BinarySearch(_names, name, TraceName.Order);
        if (place < 0)
            throw new TraceException(path, null, $"the pack {Folder} has no such trace", "Name one that it has");
        try
        {
            return Trace.Parse(_places[place].Read(_frames), path);
        }
        catch (InvalidDataException damaged)
        {
            throw new TraceException(
                path, null, damaged.Message, "Copy the pack again, or unpack what is whole of it", damaged);
        }
    }

    public override Task SaveAsync(Trace trace, CancellationToken cancellationToken) =>
        throw new IOException($"{Folder}: it is a pack, which is only read. Unpack it, or name another folder.");

    /// <summary>A file of a pack as it was, from the frame that holds its line.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public static byte[] Restore(byte[] frame, int at, int length, PackedLayout layout)
    {
        if ((long)at + length > frame.Length) throw new InvalidDataException("its line is longer than its frame");
        ReadOnlyMemory<byte> line = frame.AsMemory(at, length);
        if (layout != PackedLayout.Raw) return JsonLayout.Restore(line.Span, layout);
        try
        {
            return JsonElement.Parse(line.Span).GetProperty("base64").GetBytesFromBase64();
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new InvalidDataException("its line is no file", problem);
        }
    }

    private readonly record struct Place(int Part, int Frame, int At, int Length, PackedLayout Layout)
    {
        public byte[] Read(PackFrames frames) => Restore(frames.Read(Part, Frame), At, Length, Layout);
    }
}
