using System.Text.Json;
using ParquetSharp;

namespace SPAgent;

/// <summary>Values of a column with their levels, waiting for their group to be full.</summary>
/// <param name="most">Level of definition of a value that is there.</param>
internal abstract class LeafColumn(short most)
{
    // A page of the Hub's files: a picture is found by reading no more than this, or itself.
    private const int PageBytes = 1 << 20;
    private const int PageRows = 1000;

    private readonly List<short> _defined = [], _repeated = [];
    private int _marked;

    /// <summary>Bytes of the values.</summary>
    public abstract long Bytes { get; }

    /// <exception cref="InvalidOperationException">It is another kind of value.</exception>
    public abstract void Add(short repeated, JsonElement value);

    public void AddNull(short repeated, short defined)
    {
        _repeated.Add(repeated);
        _defined.Add(defined);
    }

    /// <summary>Remembers how much is there.</summary>
    public virtual void Mark() => _marked = _defined.Count;

    /// <summary>Goes back to <see cref="Mark"/>.</summary>
    public virtual void Forget()
    {
        _defined.RemoveRange(_marked, _defined.Count - _marked);
        _repeated.RemoveRange(_marked, _repeated.Count - _marked);
    }

    public virtual void Clear()
    {
        _defined.Clear();
        _repeated.Clear();
    }

    /// <summary>Writes the values, some rows at a time: a page ends with a row.</summary>
    public void WriteTo(ColumnWriter column)
    {
        short[] defined = [.. _defined], repeated = [.. _repeated];
        int value = 0;
        for (int first = 0; first < defined.Length;)
        {
            int end = first, values = 0, rows = 0;
            long bytes = 0;
            while (end < defined.Length && bytes < PageBytes && rows < PageRows)
            {
                do
                {
                    if (defined[end] == most) bytes += Size(value + values++);
                    end++;
                }
                while (end < defined.Length && repeated[end] > 0);
                rows++;
            }

            ReadOnlySpan<short> nested = column.ColumnDescriptor.MaxRepetitionLevel > 0
                ? repeated.AsSpan(first..end) : [];
            Write(column, defined.AsSpan(first..end), nested, value, values);
            value += values;
            first = end;
        }
    }

    protected void Add(short repeated) => AddNull(repeated, most);

    /// <summary>Bytes of a value.</summary>
    protected abstract int Size(int value);

    /// <summary>Writes some of the values with their levels.</summary>
    protected abstract void Write(
        ColumnWriter column, ReadOnlySpan<short> defined, ReadOnlySpan<short> repeated, int first, int count);
}
