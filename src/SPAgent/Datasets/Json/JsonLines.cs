using System.Text.Json;

namespace SPAgent;

/// <summary>A file of one JSON object a line.</summary>
internal sealed class JsonLines : RowSource
{
    private readonly JsonColumns _columns = new();

    /// <exception cref="DatasetException">A line is not one JSON object; the message names it.</exception>
    public JsonLines(DataFile file)
        : base(file) => Scan();

    public override IReadOnlyList<RowKey> Keys => _columns.All;

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
            _columns.Add(PythonNumbers.Replaced(line) is { } plain ? plain : line, number);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw Bad(number, error);
        }

        Add(start, line.Length);
    }

    private void Scan()
    {
        byte[] buffer = new byte[1 << 18];
        long start = 0, number = 0;
        int filled = 0;
        bool isEnd;
        do
        {
            filled += Data.ReadUpTo(start + filled, buffer.AsSpan(filled));
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
        if (buffer.Length < LongestRow)
        {
            Array.Resize(ref buffer, Math.Min(2 * buffer.Length, LongestRow));
            return buffer;
        }

        string seen = $"it is longer than {LongestRow:N0} bytes. Each line must be one JSON object.";
        throw Bad(line, new InvalidDataException(seen));
    }
}
