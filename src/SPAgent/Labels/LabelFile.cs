namespace SPAgent;

/// <summary>A line that was passed over.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="What">What is wrong with it.</param>
internal sealed record LabelProblem(long Line, string What);

/// <summary>
/// Reads <c>labels.jsonl</c>, which only grows: each call goes on where the last one stopped. What was put in its place
/// or cut is read from the start.
/// </summary>
internal sealed class LabelFile(string path, LabelledRecords records)
{
    // A label is a few hundred bytes; an answer of 100,000 characters takes most when each is escaped.
    private const int LongestLine = 4 << 20, Stretch = 64 << 10, GuardBytes = 64;

    private readonly Dictionary<string, List<LabelLine>> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<LabelProblem> _problems = [];
    private byte[] _guard = [];
    private long _read, _line;

    /// <summary>The lines of each record, unordered.</summary>
    public IReadOnlyDictionary<string, List<LabelLine>> Lines => _lines;

    /// <summary>Lines that were passed over; what stands behind the last line's end is among them.</summary>
    public IReadOnlyList<LabelProblem> Problems => Unfinished is null ? _problems : [.. _problems, Unfinished];

    private LabelProblem? Unfinished { get; set; }

    public string Path => path;

    public bool Knows(string labelId) => _ids.Contains(labelId);

    /// <summary>Reads what was added since the last call.</summary>
    /// <param name="taken">Is given each line that is read, as it stands in the file.</param>
    public void Refresh(Action<LabelLine, ReadOnlyMemory<byte>>? taken = null)
    {
        Unfinished = null;
        if (!File.Exists(path))
        {
            Forget();
            return;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0);
        if (!IsWhereItWas(file)) Forget();
        file.Position = _read;
        Read(file, taken);
        Guard(file);
    }

    private void Read(FileStream file, Action<LabelLine, ReadOnlyMemory<byte>>? taken)
    {
        byte[] buffer = new byte[Stretch];
        int filled = 0;
        bool tooLong = false;
        while (true)
        {
            if (filled == buffer.Length && buffer.Length < LongestLine) Array.Resize(ref buffer, buffer.Length * 2);
            if (filled == buffer.Length)
            {
                // The line is let go piece by piece.
                tooLong = true;
                _read += filled;
                filled = 0;
            }

            int count = file.Read(buffer, filled, buffer.Length - filled);
            if (count == 0) break;
            filled += count;
            int start = 0;
            while (Array.IndexOf(buffer, (byte)'\n', start, filled - start) is >= 0 and int end)
            {
                _line++;
                if (tooLong) _problems.Add(new(_line, $"it is longer than {LongestLine >> 20} MB"));
                else Take(buffer.AsMemory(start, end - start), taken);
                tooLong = false;
                start = end + 1;
            }

            _read += start;
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }

        if (tooLong) Unfinished = new(_line + 1, "it is longer than a label, and unfinished");
        else if (filled > 0) TakeLast(buffer.AsMemory(0, filled), taken);
    }

    private void Take(ReadOnlyMemory<byte> utf8, Action<LabelLine, ReadOnlyMemory<byte>>? taken)
    {
        if (utf8.Span.Trim(" \t\r"u8).IsEmpty) return;
        try
        {
            Add(utf8, taken);
        }
        catch (InvalidDataException problem)
        {
            _problems.Add(new(_line, problem.Message));
        }
    }

    // A line that lacks nothing but its end counts: an editor may have left it so. Half a line of a writer that was
    // killed is no JSON, and whoever writes next ends it.
    private void TakeLast(ReadOnlyMemory<byte> utf8, Action<LabelLine, ReadOnlyMemory<byte>>? taken)
    {
        try
        {
            Add(utf8, taken);
            _read += utf8.Length;
        }
        catch (InvalidDataException)
        {
            Unfinished = new(_line + 1, "it is unfinished");
        }
    }

    private void Add(ReadOnlyMemory<byte> utf8, Action<LabelLine, ReadOnlyMemory<byte>>? taken)
    {
        LabelLine line = LabelLine.Parse(utf8);
        line = line with { Id = records.Spell(line.Id) ?? line.Id };
        taken?.Invoke(line, utf8);
        // A line that stands there twice counts once.
        if (!_ids.Add(line.LabelId)) return;
        if (!_lines.TryGetValue(line.Id, out List<LabelLine>? lines)) _lines[line.Id] = lines = [];
        lines.Add(line);
    }

    private bool IsWhereItWas(FileStream file)
    {
        if (file.Length < _read) return false;
        byte[] now = new byte[_guard.Length];
        file.Position = _read - now.Length;
        return file.ReadAtLeast(now, now.Length, throwOnEndOfStream: false) == now.Length
            && now.AsSpan().SequenceEqual(_guard);
    }

    private void Guard(FileStream file)
    {
        _guard = new byte[Math.Min(_read, GuardBytes)];
        file.Position = _read - _guard.Length;
        file.ReadExactly(_guard);
    }

    private void Forget()
    {
        _lines.Clear();
        _ids.Clear();
        _problems.Clear();
        (_read, _line, _guard) = (0, 0, []);
    }
}
