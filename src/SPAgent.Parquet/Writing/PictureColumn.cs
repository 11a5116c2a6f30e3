using System.Buffers;
using System.Text.Json;
using ParquetSharp;

namespace SPAgent;

/// <summary>The bytes of pictures, which are written from where they were read.</summary>
internal sealed class PictureColumn(short most) : LeafColumn(most)
{
    private readonly List<RentedFile> _pictures = [];
    private int _marked;
    private long _bytes;

    public override long Bytes => _bytes;

    public void Add(short repeated, RentedFile picture)
    {
        _pictures.Add(picture);
        _bytes += picture.Bytes.Length;
        Add(repeated);
    }

    public override void Add(short repeated, JsonElement value) =>
        throw new InvalidOperationException("A picture is no JSON.");

    public override void Mark()
    {
        base.Mark();
        _marked = _pictures.Count;
    }

    // Whoever took them gives them back.
    public override void Forget()
    {
        base.Forget();
        foreach (RentedFile picture in _pictures.Skip(_marked)) _bytes -= picture.Bytes.Length;
        _pictures.RemoveRange(_marked, _pictures.Count - _marked);
    }

    public override void Clear()
    {
        base.Clear();
        foreach (RentedFile picture in _pictures) picture.Dispose();
        _pictures.Clear();
        _bytes = 0;
    }

    protected override int Size(int value) => _pictures[value].Bytes.Length;

    protected override unsafe void Write(
        ColumnWriter column, ReadOnlySpan<short> defined, ReadOnlySpan<short> repeated, int first, int count)
    {
        MemoryHandle[] pinned = [.. _pictures.Skip(first).Take(count).Select(picture => picture.Bytes.Pin())];
        try
        {
            ByteArray[] values =
                [.. pinned.Select((memory, i) => new ByteArray((nint)memory.Pointer, Size(first + i)))];
            ((ColumnWriter<ByteArray>)column).WriteBatch(defined.Length, defined, repeated, values);
        }
        finally
        {
            foreach (MemoryHandle memory in pinned) memory.Dispose();
        }
    }
}
