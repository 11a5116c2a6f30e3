using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>What counting and resuming need to know of a saved session, with the stamp of the file that it was read
/// from.</summary>
internal sealed record SessionSummary(long Written, long Length, int Samples, bool Success, string? SourceKey)
{
    // Samples of a session that can't be read.
    private const int Unreadable = -1;

    public bool IsReadable => Samples != Unreadable;

    /// <summary>Whether the file is still the one that was read.</summary>
    public bool IsOf(FileInfo file) =>
        file.Exists ? file.Length == Length && file.LastWriteTimeUtc.Ticks == Written : Written == 0;

    /// <summary>Reads a session's file, without keeping its texts.</summary>
    public static SessionSummary Read(string folder, FileInfo file)
    {
        long written = file.Exists ? file.LastWriteTimeUtc.Ticks : 0, length = file.Exists ? file.Length : 0;
        try
        {
            return ReadFields(File.ReadAllBytes(file.FullName)) is var (samples, success, key)
                ? new SessionSummary(written, length, samples, success, key)
                : Whole(folder, written, length);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException
            or InvalidOperationException)
        {
            // What may pass, such as an error of the network or of permissions, gets a stamp that fits no file: it is
            // read again next time.
            bool lasts = !file.Exists || e is InvalidDataException or InvalidOperationException;
            return new SessionSummary(lasts ? written : -1, length, Unreadable, Success: false, SourceKey: null);
        }
    }

    /// <summary>One line of the index, after the session's name.</summary>
    public string ToLine() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Written}\t{Length}\t{Samples}\t{(Success ? 1 : 0)}\t{SourceKey}");

    /// <summary>Reads <see cref="ToLine"/>; null when it is something else.</summary>
    public static SessionSummary? Parse(ReadOnlySpan<char> line)
    {
        Span<Range> parts = stackalloc Range[6];
        return line.Split(parts, '\t') == 5
            && long.TryParse(line[parts[0]], out long written) && long.TryParse(line[parts[1]], out long length)
            && int.TryParse(line[parts[2]], out int samples) && int.TryParse(line[parts[3]], out int success)
                ? new SessionSummary(written, length, samples, success == 1,
                    line[parts[4]] is { Length: > 0 } key ? key.ToString() : null)
                : null;
    }

    // The full reader takes what the quick one doesn't, such as Python's bare NaN.
    private static SessionSummary Whole(string folder, long written, long length)
    {
        CollectedSession session = SessionReader.Read(folder);
        return new SessionSummary(written, length, session.Samples.Count, session.Success, session.SourceKey);
    }

    private static (int Samples, bool Success, string? SourceKey)? ReadFields(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        int samples = 0;
        bool success = false;
        string? key = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isSuccess = reader.ValueTextEquals("success"u8), isSamples = reader.ValueTextEquals("samples"u8),
                    isMetadata = reader.ValueTextEquals("metadata"u8);
                reader.Read();
                if (isSuccess) success = reader.TokenType == JsonTokenType.True;
                if (isSamples && reader.TokenType == JsonTokenType.StartArray) samples = CountItems(ref reader);
                else if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
                    key = FindText(ref reader, "source_key"u8);
                else reader.Skip();
            }

            return reader.Read() ? null : (samples, success, key);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int CountItems(ref Utf8JsonReader reader)
    {
        int count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }

    private static string? FindText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? text = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            reader.Read();
            if (found && reader.TokenType == JsonTokenType.String) text = reader.GetString();
            else reader.Skip();
        }

        return text;
    }
}
