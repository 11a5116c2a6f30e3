using System.Text.Json;

namespace SPAgent;

/// <summary>A frame of a part: some traces packed together, which can be read without the others.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Unpacked">Bytes that it unpacks to.</param>
internal readonly record struct PackFrame(long Offset, int Length, int Unpacked)
{
    /// <summary>The first line of an index: the frames of its part.</summary>
    public static string ToLine(IEnumerable<PackFrame> frames) =>
        $"{{\"frames\":[{string.Join(',', frames.Select(frame =>
            FormattableString.Invariant($"[{frame.Offset},{frame.Length},{frame.Unpacked}]")))}]}}";

    /// <summary>Reads such a line.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static PackFrame[] Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            PackFrame[] frames = [.. document.RootElement.GetProperty("frames").EnumerateArray()
                .Select(frame => new PackFrame(frame[0].GetInt64(), frame[1].GetInt32(), frame[2].GetInt32()))];
            if (Array.TrueForAll(frames, frame => frame is { Offset: >= 0, Length: > 0, Unpacked: >= 0 }))
                return frames;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"its first line tells no frames ({problem.Message})", problem);
        }

        throw new InvalidDataException("its first line tells no frames");
    }
}
