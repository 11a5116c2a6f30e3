using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>A file that is one JSON list of objects, one object that holds such a list beside facts about it, or one
/// object that holds the rows themselves, each under a key of its own.</summary>
internal sealed class JsonList : RowSource
{
    private readonly JsonColumns _columns = new();

    /// <exception cref="DatasetException">An item is not one JSON object; the message names its line.</exception>
    public JsonList(DataFile file)
        : base(file)
    {
        long list = Find(file);
        Byte(file, list, out byte first);
        bool isMap = first == '{';
        Items(list + 1, isRoot: isMap || SkipSpace(file, BehindMark(file)) == list, isMap);
        if (!isMap || _columns.All is not [{ Name: "0" }, ..]) return;
        throw new DatasetException(file.Path, "it holds columns, each with its rows by number, as pandas writes them. "
            + "Save rows: to_json(path, orient=\"records\", lines=True).");
    }

    public override IReadOnlyList<RowKey> Keys => _columns.All;

    /// <summary>Whether a file is such a list.</summary>
    /// <exception cref="DatasetException">It holds several.</exception>
    public static bool Opens(DataFile file) => Find(file) >= 0;

    /// <summary>Whether the first letter of a file is that of JSON rows: a brace or a bracket.</summary>
    public static bool Begins(DataFile file) =>
        Byte(file, SkipSpace(file, BehindMark(file)), out byte first) && first is (byte)'{' or (byte)'[';

    /// <summary>Where the bracket of the list stands; negative where there is none.</summary>
    private static long Find(DataFile file)
    {
        long start = SkipSpace(file, BehindMark(file));
        if (!Byte(file, start, out byte first)) return -1;
        if (first == '[') return start;
        bool mayHold = System.IO.Path.GetExtension(file.Path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        return mayHold && first == '{' ? new Member(file).Find(start) : -1;
    }

    private static long SkipSpace(DataFile file, long at)
    {
        while (Byte(file, at, out byte one) && IsSpace(one)) at++;
        return at;
    }

    private static bool Byte(DataFile file, long at, out byte one)
    {
        Span<byte> read = stackalloc byte[1];
        bool any = file.ReadUpTo(at, read) == 1;
        one = read[0];
        return any;
    }

    private static bool IsSpace(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private void Items(long from, bool isRoot, bool isMap)
    {
        Nesting nesting = new(), key = new();
        long start = -1;
        bool isClosed = false, needsComma = false, needsItem = false;
        Scan(from, (one, at) =>
        {
            if (start >= 0)
            {
                if (at - start > LongestRow) throw BadAt(start, $"the item is longer than {LongestRow:N0} bytes.");
                if (nesting.Take(one) > 0) return true;
                Item(start, (int)(at - start) + 1);
                (start, needsComma) = (-1, true);
                return true;
            }

            if (isMap && (key.IsText || (one == '"' && !needsComma)))
            {
                key.Take(one);
                return true;
            }

            if (IsSpace(one) || (isMap && one == ':')) return true;
            if (isClosed) throw BadAt(at, "the list ends, and something stands behind it.");
            if (one == (isMap ? '}' : ']') && !needsItem)
            {
                isClosed = true;
                return isRoot;
            }

            if (one == ',' && needsComma)
            {
                (needsComma, needsItem) = (false, true);
                return true;
            }

            const string rule = "each item of the list must be one JSON object, with a comma behind it.";
            if (one != '{' || needsComma) throw BadAt(at, rule);
            (start, needsItem) = (at, false);
            nesting.Take(one);
            return true;
        });
        if (!isClosed) throw BadAt(Data.Length, "the list is not closed: the file ends too early.");
    }

    private void Item(long start, int length)
    {
        try
        {
            _columns.Add(Json(Data.ReadBytes(start, length)), Count + 1L);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw Bad(LineAt(start) + ((error as JsonException)?.LineNumber ?? 0), error);
        }

        Add(start, length);
    }

    /// <summary>How deep a byte of JSON stands, texts left out of account.</summary>
    private sealed class Nesting
    {
        private bool _isEscaped;
        private int _depth;

        public bool IsText { get; private set; }

        public int Take(byte one)
        {
            if (IsText)
            {
                if (_isEscaped) _isEscaped = false;
                else if (one == '\\') _isEscaped = true;
                else if (one == '"') IsText = false;
            }
            else if (one == '"')
            {
                IsText = true;
            }
            else
            {
                _depth += one is (byte)'{' or (byte)'[' ? 1 : one is (byte)'}' or (byte)']' ? -1 : 0;
            }

            return _depth;
        }
    }

    /// <summary>Finds the one list of objects among the members of an object.</summary>
    private sealed class Member(DataFile file)
        : RowSource(file)
    {
        private readonly List<(string Key, long At)> _lists = [];
        private readonly StringBuilder _key = new();

        public override IReadOnlyList<RowKey> Keys => [];

        /// <summary>Negative where the object is a row itself, or the first of several.</summary>
        public long Find(long start)
        {
            Nesting nesting = new();
            bool isRow = false, isWhole = false, isKey = true, isMap = true, isValue = false;
            int objects = 0;
            long list = -1;
            Scan(start, (one, at) =>
            {
                if (isWhole)
                {
                    isRow |= !IsSpace(one);
                    return !isRow;
                }

                bool wasText = nesting.IsText;
                int depth = nesting.Take(one);
                isWhole = depth == 0;
                if (isValue && !IsSpace(one)) (isMap, isValue, objects) = (isMap && one == '{', false, objects + 1);
                if (list >= 0 && !IsSpace(one))
                {
                    if (one == '{') _lists.Add((_key.ToString(), list));
                    list = -1;
                }

                if (one == '[' && depth == 2 && !wasText) list = at;
                if (depth != 1) return true;
                if (one == ',' && !wasText) isKey = true;
                if (one == ':' && !wasText) (isRow, isKey) = (isRow || _key.ToString() is "image" or "images", false);
                isValue |= one == ':' && !wasText;
                if (isKey && one == '"' && !wasText) _key.Clear();
                else if (isKey && wasText && nesting.IsText && _key.Length < 100) _key.Append((char)one);
                return !isRow;
            });
            if (isRow || !isWhole) return -1;
            if (isMap && objects > 1) return start;
            if (_lists.Count == 0) return -1;
            if (_lists.Count == 1) return _lists[0].At;
            string keys = string.Join(", ", _lists.Select(one => one.Key));
            throw new DatasetException(Path,
                $"it holds several lists of objects ({keys}). Leave the one with the rows.");
        }
    }
}
