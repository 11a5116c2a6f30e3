using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// Separated values (CSV, TSV) with a header. A field in quotes may hold separators, line feeds and doubled quotes; an
/// empty one is null. A column has one type: numbers where all its fields are, <c>true</c> and <c>false</c> likewise,
/// else text as it stands.
/// </summary>
internal sealed class SeparatedRows : RowSource
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly byte _separator;
    private readonly string[] _names;
    private readonly JsonShape[] _shapes;
    private readonly ForeignPictures[] _pictures;

    /// <summary>Opens a file with the separator that its name says, or with the one that its header has in its place:
    /// spreadsheets write semicolons where a comma stands in numbers. Blanks beside a bar are none of the
    /// field.</summary>
    /// <exception cref="DatasetException">A row has other fields than the header, or a quote is not closed.</exception>
    public static SeparatedRows Open(DataFile file, char usual) => new(file, Separator(file, usual) ?? usual);

    /// <summary>The separator that the header has; null where it has none.</summary>
    public static char? Separator(DataFile file, char usual)
    {
        Span<byte> begin = stackalloc byte[4096];
        begin = begin[..file.ReadUpTo(0, begin)];
        ReadOnlySpan<byte> header = begin.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and int end ? begin[..end] : begin;
        // Bars with a blank behind each separate names that may hold what is usual.
        int bars = header.Count("| "u8), first = header.IndexOf((byte)usual);
        bool isBar = bars > header.Count((byte)usual) && bars == header.Count((byte)'|')
            && !header.Contains((byte)'"') && (first < 0 || header.IndexOf((byte)'|') < first);
        if (isBar) return '|';
        foreach (char separator in (ReadOnlySpan<char>)[usual, '\t', ';', '|', ','])
        {
            if (header.Contains((byte)separator)) return separator;
        }

        return null;
    }

    private SeparatedRows(DataFile file, char separator)
        : base(file)
    {
        _separator = (byte)separator;
        List<string?>? header = null;
        (string[] Names, JsonShape[] Shapes, ForeignPictures[] Pictures) columns = ([], [], []);
        Rows((start, length) =>
        {
            List<string?> fields = FieldsAt(start, length);
            if (header is null)
            {
                header = fields;
                columns.Names = Names(fields);
                columns.Shapes = new JsonShape[fields.Count];
                columns.Pictures = [.. fields.Select(_ => new ForeignPictures())];
                return;
            }

            if (fields.Count != header.Count)
            {
                string seen = $"it has {fields.Count} fields; the header has {header.Count}.";
                string rule = fields.Count > header.Count ? "Put a field that holds a separator in quotes."
                    : "Write a separator for each field, also for one that is empty.";
                throw BadAt(start, $"{seen} {rule}");
            }

            for (int i = 0; i < fields.Count; i++)
            {
                if (fields[i] is not { } text) continue;
                columns.Shapes[i] = Common(columns.Shapes[i], ShapeOf(text));
                columns.Pictures[i].Add(text);
            }

            Add(start, length);
        });
        (_names, _shapes, _pictures) = columns;
    }

    public override IReadOnlyList<RowKey> Keys =>
        [.. _names.Select((name, i) => new RowKey(name, _shapes[i]) { Pictures = _pictures[i] })];

    /// <summary>Gives each column the type that it has over all files together.</summary>
    public static void Unify(IEnumerable<RowSource> files)
    {
        SeparatedRows[] tables = [.. files.OfType<SeparatedRows>()];
        foreach (IGrouping<string, (SeparatedRows Table, int At)> column in tables
            .SelectMany(table => table._names.Select((name, at) => (Name: name, table, at)))
            .GroupBy(one => one.Name, one => (one.table, one.at)))
        {
            JsonShape shape = column.Select(one => one.Table._shapes[one.At]).Aggregate(Common);
            foreach ((SeparatedRows table, int at) in column) table._shapes[at] = shape;
        }
    }

    protected override byte[] Json(byte[] row)
    {
        List<string?> fields = Fields(row);
        if (fields.Count != _names.Length) throw new InvalidDataException("its fields are others: the file changed.");
        ArrayBufferWriter<byte> json = new(row.Length + 64);
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            for (int i = 0; i < fields.Count; i++)
            {
                writer.WritePropertyName(_names[i]);
                Write(writer, fields[i], _shapes[i]);
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, string? text, JsonShape shape)
    {
        if (text is null) writer.WriteNullValue();
        else if (shape == JsonShape.Text) writer.WriteStringValue(text);
        else if (bool.TryParse(text, out bool flag)) writer.WriteBooleanValue(flag);
        else if (long.TryParse(text, CultureInfo.InvariantCulture, out long whole)) writer.WriteNumberValue(whole);
        else if (ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong large)) writer.WriteNumberValue(large);
        else if (Number(text) is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    /// <summary>Texts win: a column of numbers and texts is one of texts.</summary>
    private static JsonShape Common(JsonShape one, JsonShape other) =>
        JsonColumns.Common(one, other) is var shape && shape == JsonShape.Mixed ? JsonShape.Text : shape;

    private static JsonShape ShapeOf(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out _)
            || ulong.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return IsPadded(text) ? JsonShape.Text : JsonShape.Int;
        }

        // So does pandas write what is absent, in whatever column.
        if (text is "NaN" or "nan") return JsonShape.Null;
        if (Number(text) is not null) return IsPadded(text) ? JsonShape.Text : JsonShape.Float;
        return bool.TryParse(text, out _) && text.AsSpan().Trim().Length == text.Length ? JsonShape.Bool
            : JsonShape.Text;
    }

    /// <summary>A code such as 00123, which would lose its zeros.</summary>
    private static bool IsPadded(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().Trim().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && Digits.Contains(digits[1]);
    }

    /// <summary>A number that double holds; null for other texts, and for whole ones that would lose digits.</summary>
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
        && text.AsSpan().ContainsAny(".eE") ? number : null;

    private string[] Names(List<string?> header)
    {
        // As pandas names them: the index that it writes has no name.
        string[] names = [.. header.Select((name, at) => name ?? $"Unnamed: {at}")];
        string? twin = names.CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key;
        return twin is null ? names : throw BadAt(0, $"the column \"{twin}\" appears twice.");
    }

    private List<string?> FieldsAt(long start, int length)
    {
        try
        {
            return Fields(Data.ReadBytes(start, length));
        }
        catch (InvalidDataException error)
        {
            throw Bad(LineAt(start), error);
        }
    }

    /// <summary>Finds the rows: a line feed ends one, unless it stands in quotes.</summary>
    private void Rows(Action<long, int> take)
    {
        long start = BehindMark(Data), quote = -1;
        bool isBlank = true, opens = true, mayClose = false;
        Scan(start, (one, at) =>
        {
            if (at - start > LongestRow)
            {
                string seen = $"the row is longer than {LongestRow:N0} bytes; is a quote not closed?";
                throw BadAt(quote >= 0 ? quote : start, seen);
            }

            if (mayClose) (mayClose, quote) = one == '"' ? (false, quote) : (false, -1);
            else if (quote >= 0 && one == '"') mayClose = true;
            if (quote >= 0) return true;
            if (one == '"' && opens)
            {
                (quote, opens, isBlank) = (at, false, false);
                return true;
            }

            opens = one == _separator || one == '\n';
            isBlank &= one is (byte)'\r' or (byte)'\n' or (byte)' ';
            if (one != '\n') return true;
            if (!isBlank) take(start, (int)(at - start));
            (start, isBlank) = (at + 1, true);
            return true;
        });
        if (quote >= 0 && !mayClose) throw BadAt(quote, "a quote that opens here is not closed.");
        if (!isBlank) take(start, (int)(Data.Length - start));
    }

    private List<string?> Fields(ReadOnlySpan<byte> row)
    {
        bool isUtf8 = System.Text.Unicode.Utf8.IsValid(row);
        if (!isUtf8) throw new InvalidDataException("it is not valid UTF-8. Save the file as UTF-8.");
        if (row is [.., (byte)'\r']) row = row[..^1];
        List<string?> fields = [];
        for (; ; )
        {
            int length = row is [(byte)'"', ..] ? Quoted(row) : row.IndexOf(_separator);
            if (length < 0) length = row.Length;
            ReadOnlySpan<byte> field = row[..length];
            bool isQuoted = field is [(byte)'"', ..];
            if (!isQuoted && field.Contains((byte)'\r'))
            {
                throw new InvalidDataException(
                    "a carriage return stands without a line feed. End rows with a line feed.");
            }

            string text = Encoding.UTF8.GetString(isQuoted ? field[1..^1] : field);
            if (isQuoted) text = text.Replace("\"\"", "\"", StringComparison.Ordinal);
            else if (_separator == '|') text = text.Trim();
            fields.Add(text.Length == 0 ? null : text);
            if (length == row.Length) return fields;
            row = row[(length + 1)..];
        }
    }

    /// <summary>Length of the field in quotes that a row begins with.</summary>
    private int Quoted(ReadOnlySpan<byte> row)
    {
        int end = 1;
        for (; ; )
        {
            int next = row[end..].IndexOf((byte)'"');
            if (next < 0) throw new InvalidDataException("a quote is not closed.");
            end += next + 1;
            if (end == row.Length || row[end] == _separator) return end;
            const string seen = "a field goes on behind its closing quote. Write a quote inside as two.";
            if (row[end] != '"') throw new InvalidDataException(seen);
            end++;
        }
    }
}
