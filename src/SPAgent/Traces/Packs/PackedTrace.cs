using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Where a trace lies in a part of a pack.</summary>
/// <param name="Name">Which trace.</param>
/// <param name="Frame">The frame that holds it, from 0.</param>
/// <param name="At">Where its line begins in the frame, unpacked.</param>
/// <param name="Length">Bytes of the line, without its line feed.</param>
/// <param name="Layout">How the file was laid out.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="Sha256">Hash of the file, in lower-case hexadecimal.</param>
/// <param name="Folder">The folder of the shard that it lay in; empty for the collection's own.</param>
internal sealed record PackedTrace(
    TraceName Name, int Frame, int At, int Length, PackedLayout Layout, long Bytes, string Sha256, string Folder)
{
    /// <summary>Where the file lay in the collection.</summary>
    public string Path => Folder.Length == 0 ? Name.File : $"{Folder}/{Name.File}";

    /// <summary>A line of an index.</summary>
    public string ToLine()
    {
        StringBuilder line = new(200);
        line.Append(CultureInfo.InvariantCulture, $"{{\"row\":{Name.Row},\"rollout\":{Name.Rollout},");
        line.Append(CultureInfo.InvariantCulture, $"\"frame\":{Frame},\"at\":{At},\"length\":{Length},");
        line.Append(CultureInfo.InvariantCulture, $"\"layout\":{(int)Layout},\"bytes\":{Bytes},");
        line.Append(CultureInfo.InvariantCulture, $"\"sha256\":\"{Sha256}\"");
        if (Folder.Length > 0) line.Append(CultureInfo.InvariantCulture, $",\"folder\":\"{Folder}\"");
        return line.Append('}').ToString();
    }

    /// <summary>Reads such a line.</summary>
    /// <exception cref="InvalidDataException">It is none, or names a folder that is no shard's.</exception>
    public static PackedTrace Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement fields = document.RootElement;
            TraceName name = new(fields.GetProperty("row").GetInt32(), fields.GetProperty("rollout").GetInt32());
            string folder = fields.TryGetProperty("folder", out JsonElement given) ? given.GetString()! : "";
            PackedTrace trace = new(name, fields.GetProperty("frame").GetInt32(), fields.GetProperty("at").GetInt32(),
                fields.GetProperty("length").GetInt32(), (PackedLayout)fields.GetProperty("layout").GetInt32(),
                fields.GetProperty("bytes").GetInt64(), fields.GetProperty("sha256").GetString()!, folder);
            bool sound = name is { Row: >= 0, Rollout: >= 1 } && trace is { Frame: >= 0, At: >= 0, Length: >= 0 }
                && Enum.IsDefined(trace.Layout) && (folder.Length == 0 || RunShard.OfFolder(folder) is not null);
            if (sound) return trace;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new InvalidDataException($"a line of it is no entry ({problem.Message})", problem);
        }

        throw new InvalidDataException("a line of it is no entry");
    }
}
