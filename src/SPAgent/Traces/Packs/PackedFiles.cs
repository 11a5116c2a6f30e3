using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The files beside the traces of a collection: <c>files.jsonl.zst</c>, a line for each.</summary>
internal static class PackedFiles
{
    public const string FileName = "files.jsonl.zst";

    /// <summary>Bytes of the largest file that is packed: one of more may be too much for a text of JSON.</summary>
    public const int Largest = 100 << 20;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Writes them; what was written.</summary>
    /// <param name="folder">The folder of the pack.</param>
    /// <param name="files">Where each lies in the collection, with its path.</param>
    /// <exception cref="InvalidDataException">One is too large.</exception>
    public static PackedFile Write(string folder, IReadOnlyList<(string Place, string Path)> files)
    {
        string path = Path.Combine(folder, FileName);
        using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write))
        {
            using (ZstdSharp.CompressionStream packed = new(file, leaveOpen: true))
            {
                foreach ((string place, string from) in files) packed.Write(Line(place, from));
            }

            file.Flush(flushToDisk: true);
        }

        return new() { File = FileName, Count = files.Count, Sha256 = HashOf(path) };
    }

    /// <summary>Reads them one by one, each with where it lay and its bytes.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or one would lie outside of the
    /// collection.</exception>
    public static IEnumerable<(string Place, byte[] Bytes)> Read(string folder, PackedFile files)
    {
        string path = Path.Combine(folder, files.File);
        if (!File.Exists(path) || HashOf(path) != files.Sha256)
            throw new InvalidDataException($"{path}: its hash is not the one of pack.json. Copy it again.");
        using StreamReader lines = new(Zstandard.Read(File.OpenRead(path)), Encoding.UTF8);
        while (lines.ReadLine() is { } line)
        {
            JsonElement fields = JsonElement.Parse(Encoding.UTF8.GetBytes(line));
            string place = fields.GetProperty("path").GetString()!;
            if (!IsInside(place)) throw new InvalidDataException($"{path}: it names a file \"{place}\". Remove it.");
            yield return (place, fields.TryGetProperty("text", out JsonElement text)
                ? s_strict.GetBytes(text.GetString()!) : fields.GetProperty("base64").GetBytesFromBase64());
        }
    }

    /// <summary>The hash of a file, in lower-case hexadecimal.</summary>
    public static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static byte[] Line(string place, string path)
    {
        using RentedFile file = RentedFile.Read(path, Largest);
        JsonObject line = new() { ["path"] = place };
        if (Text(file.Bytes.Span) is { } text) line["text"] = text;
        else line["base64"] = Convert.ToBase64String(file.Bytes.Span);
        return Encoding.UTF8.GetBytes(line.ToJsonString(JsonSettings.Line) + "\n");
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsInside(string place)
    {
        string[] parts = place.Split('/');
        return parts.Length is 1 or 2 && Array.TrueForAll(parts, part => part.Length > 0 && part[0] != '.'
            && part == Path.GetFileName(part)) && (parts.Length == 1 || RunShard.OfFolder(parts[0]) is not null);
    }
}
