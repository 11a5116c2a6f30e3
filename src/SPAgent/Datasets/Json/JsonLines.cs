using System.Text.Json;

namespace SPAgent;

/// <summary>
/// A file of one JSON object a line. Opening checks every line and keeps where each begins, 12 bytes a line; a line is parsed
/// when it is asked for, so a file of a million lines stays on disk.
/// </summary>
internal sealed class JsonLines
{
    private const int LongestLine = 100 << 20;

    private readonly DataFile _file;
    private readonly List<long> _starts = [];
    private readonly List<int> _lengths = [];

    private JsonLines(DataFile file)
    {
        _file = file;
        Scan();
    }

    public string Path => _file.Path;

    /// <summary>Lines that hold an object; blank ones are none.</summary>
    public int Count => _starts.Count;

    public JsonColumns Columns { get; } = new();

    /// <exception cref="DatasetException">A line is not one JSON object; the message names it.</exception>
    public static JsonLines Open(string path) => new(DataFile.Open(path));

    /// <summary>The object of a line, by its index among the lines that hold one. The caller disposes it.</summary>
    /// <exception cref="DatasetException">The file changed since it was opened, or an inner object names a key twice.</exception>
    public JsonDocument Read(int index)
    {
        try
        {
            byte[] line = _file.ReadBytes(_starts[index], _lengths[index]);
            line = PythonNumbers.Replaced(line) ?? line;
            return JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw Bad(LineOf(index), error);
        }
    }

    /// <summary>Number of the line in the file, from 1. Reads the file up to there: for messages.</summary>
    public long LineOf(int index)
    {
        long line = 1;
        byte[] buffer = new byte[65_536];
        for (long at = 0; at < _starts[index];)
        {
            int read = _file.ReadUpTo(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, _starts[index] - at)));
            if (read == 0) break;
            line += buffer.AsSpan(0, read).Count((byte)'\n');
            at += read;
        }

        return line;
    }

    private DatasetException Bad(long line, Exception error)
    {
        // The reader counts lines as well, from 0 and within this one, behind the sentences that tell something.
        string seen = error.Message.Split([" LineNumber:", " Path:"], 2, default)[0];
        if (error is JsonException json) seen = $"it is not valid JSON at byte {json.BytePositionInLine + 1}: {seen}";
        return new(Path, $"line {line}: {seen}", error) { Line = line };
    }

    private void Take(ReadOnlySpan<byte> line, long start, long number)
    {
        if (number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
            start += 3;
        }

        if (line.Trim(" \t\r"u8).IsEmpty) return;
        try
        {
            Columns.Add(PythonNumbers.Replaced(line) is { } plain ? plain : line, number);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw Bad(number, error);
        }

        if (Count == Array.MaxLength) throw new DatasetException(Path, $"it has more than {Array.MaxLength:N0} lines.");
        _starts.Add(start);
        _lengths.Add(line.Length);
    }

    private void Scan()
    {
        byte[] buffer = new byte[1 << 18];
        long start = 0, number = 0;
        int filled = 0;
        bool isEnd;
        do
        {
            filled += _file.ReadUpTo(start + filled, buffer.AsSpan(filled));
            isEnd = filled < buffer.Length;
            int used = 0;
            while (used < filled)
            {
                int length = buffer.AsSpan(used, filled - used).IndexOf((byte)'\n');
                if (length < 0 && !isEnd) break;
                if (length < 0) length = filled - used;
                Take(buffer.AsSpan(used, length), start + used, ++number);
                used = Math.Min(used + length + 1, filled);
            }

            start += used;
            filled -= used;
            buffer.AsSpan(used, filled).CopyTo(buffer);
            if (filled == buffer.Length) buffer = Grown(buffer, number + 1);
        }
        while (!isEnd);
    }

    private byte[] Grown(byte[] buffer, long line)
    {
        if (buffer.Length < LongestLine)
        {
            Array.Resize(ref buffer, Math.Min(2 * buffer.Length, LongestLine));
            return buffer;
        }

        throw Bad(line, new InvalidDataException($"it is longer than {LongestLine:N0} bytes. Each line must be one JSON object."));
    }
}
