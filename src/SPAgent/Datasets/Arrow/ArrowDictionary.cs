namespace SPAgent;

/// <summary>
/// The values that a dictionary-encoded column leads to, as they stand for one batch. A part is opened when a value of
/// it is asked for: parts may hold dictionaries in turn, and a hostile file many parts on each level.
/// </summary>
internal sealed class ArrowDictionary(ArrowStream stream, ArrowField values, long id, int batch)
{
    private readonly IReadOnlyList<ArrowBatchEntry> _entries = stream.DictionaryAt(id, batch);
    private readonly Dictionary<int, ArrowArray> _parts = [];

    /// <summary>The part that holds the value of an index, and where it stands there.</summary>
    /// <exception cref="InvalidDataException">There is no such value.</exception>
    public (ArrowArray Part, long At) Find(long index)
    {
        long at = index;
        for (int i = 0; i < _entries.Count && at >= 0; i++)
        {
            if (at < _entries[i].Rows) return (Part(i), at);
            at -= _entries[i].Rows;
        }

        throw new InvalidDataException($"index {index:N0} leads out of the dictionary. The file is damaged.");
    }

    private ArrowArray Part(int number)
    {
        if (_parts.TryGetValue(number, out ArrowArray? part)) return part;
        return _parts[number] = ArrowBatchReader.LoadValues(stream, values, _entries[number], batch);
    }
}
