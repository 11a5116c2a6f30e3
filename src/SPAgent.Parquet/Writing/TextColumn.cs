using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using ParquetSharp;

namespace SPAgent;

/// <summary>Texts, one behind another.</summary>
internal sealed class TextColumn(short most) : LeafColumn(most)
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = new byte[1024];
    private int _length, _marked;

    public override long Bytes => _length;

    public void Add(short repeated, ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length - _length < utf8.Length)
        {
            Array.Resize(ref _bytes,
                (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)_length + utf8.Length)));
        }

        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
        _ends.Add(_length);
        Add(repeated);
    }

    public void Add(short repeated, string text) => Add(repeated, System.Text.Encoding.UTF8.GetBytes(text));

    public override void Add(short repeated, JsonElement value)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String && !raw.Contains((byte)'\\')) Add(repeated, raw[1..^1]);
        else Add(repeated, value.GetString()!);
    }

    public override void Mark()
    {
        base.Mark();
        _marked = _ends.Count;
    }

    public override void Forget()
    {
        base.Forget();
        _ends.RemoveRange(_marked, _ends.Count - _marked);
        _length = _marked > 0 ? _ends[^1] : 0;
    }

    public override void Clear()
    {
        base.Clear();
        _ends.Clear();
        _length = 0;
    }

    protected override int Size(int value) => _ends[value] - Start(value);

    protected override unsafe void Write(
        ColumnWriter column, ReadOnlySpan<short> defined, ReadOnlySpan<short> repeated, int first, int count)
    {
        ByteArray[] values = new ByteArray[count];
        using MemoryHandle pinned = _bytes.AsMemory().Pin();
        for (int i = 0; i < count; i++)
        {
            values[i] = new ByteArray((nint)pinned.Pointer + Start(first + i), Size(first + i));
        }

        ((ColumnWriter<ByteArray>)column).WriteBatch(defined.Length, defined, repeated, values);
    }

    private int Start(int value) => value > 0 ? _ends[value - 1] : 0;
}
