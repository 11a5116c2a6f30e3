using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What the values of a key have in common over all lines.</summary>
internal enum JsonShape
{
    Null, Bool, Int, Float, Text, List, Object, Mixed,
}

/// <summary>The keys of the lines of a file, in the order in which they come up, and the shape of their
/// values.</summary>
internal sealed class JsonColumns
{
    private const int MostColumns = 4096;

    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<(RowKey Key, byte[] Utf8, long LastLine)> _columns = [];

    public IReadOnlyList<RowKey> All => [.. _columns.Select(column => column.Key)];

    /// <summary>The shape that both have: a number with a fraction among whole ones makes all of them such
    /// numbers.</summary>
    public static JsonShape Common(JsonShape one, JsonShape other) => (one, other) switch
    {
        _ when one == other || other == JsonShape.Null => one,
        (JsonShape.Null, _) => other,
        (JsonShape.Int, JsonShape.Float) or (JsonShape.Float, JsonShape.Int) => JsonShape.Float,
        _ => JsonShape.Mixed,
    };

    /// <summary>Takes in one line, checking all of it.</summary>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    /// <exception cref="InvalidDataException">It is not one object, or names a key twice.</exception>
    public void Add(ReadOnlySpan<byte> line, long number)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line)) throw new InvalidDataException("it is not valid UTF-8.");
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidDataException("each line must be one JSON object.");
        for (int position = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; position++)
        {
            int index = IndexOf(ref reader, position);
            (RowKey key, byte[] utf8, long lastLine) = _columns[index];
            if (lastLine == number) throw new InvalidDataException($"the key \"{key.Name}\" appears twice.");
            reader.Read();
            JsonShape shape = Common(key.Shape, Shape(ref reader));
            bool names = Inner(ref reader, key.Pictures) || key.NamesFiles;
            if (shape != key.Shape || names != key.NamesFiles) key = key with { Shape = shape, NamesFiles = names };
            _columns[index] = (key, utf8, number);
        }

        // Anything behind the object makes the reader throw.
        reader.Read();
    }

    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _columns.Count && reader.ValueTextEquals(_columns[expected].Utf8)) return expected;
        string name = reader.GetString()!;
        if (_index.TryGetValue(name, out int index)) return index;
        if (_columns.Count == MostColumns)
        {
            throw new InvalidDataException(
                $"with it there are over {MostColumns:N0} different keys; each key is a column.");
        }

        _index.Add(name, _columns.Count);
        _columns.Add((new(name, JsonShape.Null), Encoding.UTF8.GetBytes(name), 0));
        return _columns.Count - 1;
    }

    /// <summary>Goes through a value; whether an object in it has a key that names a file.</summary>
    private static bool Inner(ref Utf8JsonReader reader, ForeignPictures pictures)
    {
        if (reader.TokenType == JsonTokenType.String) pictures.Add(reader.ValueSpan);
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return false;
        bool isList = reader.TokenType == JsonTokenType.StartArray, names = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName) names |= ImageKey.NamesFile(reader.ValueSpan);
            else if (isList && reader.TokenType == JsonTokenType.String) pictures.Add(reader.ValueSpan);
        }

        return names;
    }

    private static JsonShape Shape(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return JsonShape.Null;
            case JsonTokenType.True or JsonTokenType.False: return JsonShape.Bool;
            case JsonTokenType.StartArray: return JsonShape.List;
            case JsonTokenType.StartObject: return JsonShape.Object;
            case JsonTokenType.Number when reader.TryGetInt64(out _) || reader.TryGetUInt64(out _):
                return JsonShape.Int;
            case JsonTokenType.Number: return JsonShape.Float;
            default:
                // Reading an escaped text finds a surrogate without its other half.
                if (reader.ValueIsEscaped) _ = reader.GetString();
                return JsonShape.Text;
        }
    }
}
