using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>The index of a part: its frames, then a line for each trace in order.</summary>
internal static class PackIndex
{
    /// <summary>The bytes of the file, packed.</summary>
    public static byte[] Write(IReadOnlyList<PackFrame> frames, IReadOnlyList<PackedTrace> traces)
    {
        StringBuilder text = new(traces.Count * 180);
        text.Append(PackFrame.ToLine(frames)).Append('\n');
        foreach (PackedTrace trace in traces) text.Append(trace.ToLine()).Append('\n');
        using ZstdSharp.Compressor packer = Zstandard.Packer();
        return packer.Wrap(Encoding.UTF8.GetBytes(text.ToString())).ToArray();
    }

    /// <summary>Reads an index, and holds it against its hash.</summary>
    /// <exception cref="InvalidDataException">It is damaged, and with it the part.</exception>
    public static (PackFrame[] Frames, IReadOnlyList<PackedTrace> Traces) Read(string folder, PackPart part)
    {
        string path = Path.Combine(folder, part.Index);
        try
        {
            byte[] packed = File.ReadAllBytes(path);
            if (Convert.ToHexStringLower(SHA256.HashData(packed)) != part.IndexSha256)
                throw new InvalidDataException("its hash is not the one of pack.json");
            using StreamReader lines = new(Zstandard.Read(new MemoryStream(packed)), Encoding.UTF8);
            PackFrame[] frames = PackFrame.Parse(Encoding.UTF8.GetBytes(lines.ReadLine() ?? ""));
            List<PackedTrace> traces = new(part.Traces);
            while (lines.ReadLine() is { } line) traces.Add(PackedTrace.Parse(Encoding.UTF8.GetBytes(line)));
            if (traces.Count != part.Traces || traces.Exists(trace => trace.Frame >= frames.Length))
                throw new InvalidDataException("it holds other traces than pack.json says");
            return (frames, traces);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException
            or ZstdSharp.ZstdException)
        {
            throw new InvalidDataException(
                $"{path}: the index of {part.File} is damaged or can't be read: {problem.Message}. Copy it again.",
                problem);
        }
    }
}
