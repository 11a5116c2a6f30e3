using System.Runtime.InteropServices;
using System.Text.Json;
using ParquetSharp;

namespace SPAgent;

/// <summary>Values of a fixed length.</summary>
internal abstract class PlainColumn<T>(short most) : LeafColumn(most) where T : unmanaged
{
    private readonly List<T> _values = [];
    private int _marked;

    public override long Bytes => _values.Count * (long)Marshal.SizeOf<T>();

    public override void Add(short repeated, JsonElement value)
    {
        _values.Add(Of(value));
        Add(repeated);
    }

    public override void Mark()
    {
        base.Mark();
        _marked = _values.Count;
    }

    public override void Forget()
    {
        base.Forget();
        _values.RemoveRange(_marked, _values.Count - _marked);
    }

    public override void Clear()
    {
        base.Clear();
        _values.Clear();
    }

    protected abstract T Of(JsonElement value);

    protected override int Size(int value) => 8;

    protected override void Write(
        ColumnWriter column, ReadOnlySpan<short> defined, ReadOnlySpan<short> repeated, int first, int count) =>
        ((ColumnWriter<T>)column).WriteBatch(
            defined.Length, defined, repeated, CollectionsMarshal.AsSpan(_values).Slice(first, count));
}

internal sealed class FlagColumn(short most) : PlainColumn<bool>(most)
{
    protected override bool Of(JsonElement value) => value.GetBoolean();
}

internal sealed class WholeColumn(short most) : PlainColumn<long>(most)
{
    protected override long Of(JsonElement value) => value.GetInt64();
}

// Parquet keeps the bits, and says of the column that they have no sign.
internal sealed class UnsignedColumn(short most) : PlainColumn<long>(most)
{
    protected override long Of(JsonElement value) => unchecked((long)value.GetUInt64());
}

internal sealed class NumberColumn(short most) : PlainColumn<double>(most)
{
    protected override double Of(JsonElement value) => value.GetDouble();
}
