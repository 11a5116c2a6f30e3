namespace SPAgent;

/// <summary>The frames of a pack, unpacked when they are asked for; the last few are kept.</summary>
internal sealed class PackFrames(string folder, IReadOnlyList<PackPart> parts, IReadOnlyList<PackFrame[]> frames)
{
    // A raw trace of the largest size, written in base64.
    private const int Largest = 400 << 20;

    private static readonly int s_kept = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly Dictionary<(int, int), Lazy<byte[]>> _known = [];
    private readonly Queue<(int, int)> _order = new();
    private readonly Lock _gate = new();

    /// <summary>What is in a frame. Safe from several threads.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message says which.</exception>
    public byte[] Read(int part, int frame)
    {
        Lazy<byte[]> read;
        lock (_gate)
        {
            if (!_known.TryGetValue((part, frame), out read!))
            {
                _known[(part, frame)] = read = new Lazy<byte[]>(() => Unpack(part, frame));
                _order.Enqueue((part, frame));
                if (_order.Count > s_kept) _known.Remove(_order.Dequeue());
            }
        }

        return read.Value;
    }

    private byte[] Unpack(int part, int number)
    {
        PackFrame frame = frames[part][number];
        try
        {
            if (frame.Unpacked > Largest) throw new InvalidDataException($"it claims {frame.Unpacked:N0} bytes");
            using ReadableFile file = ReadableFile.Open(Path.Combine(folder, parts[part].File));
            byte[] packed = new byte[frame.Length];
            if (frame.Offset + frame.Length > file.Length || file.Fill(packed, frame.Offset) < packed.Length)
                throw new InvalidDataException("the file is shorter");
            return Zstandard.Unpack(packed, frame.Unpacked);
        }
        catch (Exception problem)
            when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"frame {number} of {parts[part].File} is damaged: {problem.Message}", problem);
        }
    }
}
