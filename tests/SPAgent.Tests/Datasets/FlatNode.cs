using System.Buffers.Binary;
using System.Text;

namespace SPAgent.Tests;

/// <summary>A flatbuffer table to be written: slots with numbers, texts, tables and vectors, all behind the
/// table.</summary>
internal sealed class FlatNode
{
    private readonly SortedDictionary<int, (byte[] Inline, Func<FlatOutput, int>? Target)> _slots = [];

    public FlatNode Byte(int slot, byte value) => Inline(slot, [value]);

    public FlatNode Short(int slot, short value) => Inline(slot, BitConverter.GetBytes(value));

    public FlatNode Int(int slot, int value) => Inline(slot, BitConverter.GetBytes(value));

    public FlatNode Long(int slot, long value) => Inline(slot, BitConverter.GetBytes(value));

    public FlatNode Text(int slot, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        return Behind(slot, output => output.Vector(bytes.Length, 1, [.. bytes, 0]));
    }

    public FlatNode Table(int slot, FlatNode table) => Behind(slot, table.Write);

    /// <summary>A vector of structs of 64-bit numbers.</summary>
    public FlatNode Longs(int slot, int numbersInStruct, params long[] numbers)
    {
        byte[] bytes = new byte[8 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), numbers[i]);
        return Behind(slot, output => output.Vector(numbers.Length / numbersInStruct, 8, bytes));
    }

    public FlatNode Tables(int slot, params FlatNode[] tables) => Behind(slot, output =>
    {
        int start = output.Vector(tables.Length, 4, new byte[4 * tables.Length]);
        for (int i = 0; i < tables.Length; i++) output.Follow(start + 4 + (4 * i), tables[i].Write);
        return start;
    });

    /// <summary>The buffer that has this table as its root.</summary>
    public byte[] ToBytes()
    {
        var output = new FlatOutput();
        output.Append(new byte[4]);
        output.Follow(0, Write);
        output.Align(8);
        return output.ToArray();
    }

    private FlatNode Inline(int slot, byte[] bytes)
    {
        _slots[slot] = (bytes, null);
        return this;
    }

    private FlatNode Behind(int slot, Func<FlatOutput, int> target)
    {
        _slots[slot] = (new byte[4], target);
        return this;
    }

    private int Write(FlatOutput output)
    {
        int slots = _slots.Count == 0 ? 0 : _slots.Keys.Max() + 1;
        output.Align(8);
        int list = output.Length;
        output.Append(new byte[4 + (2 * slots)]);
        output.Align(8);
        int table = output.Length;
        output.Append(BitConverter.GetBytes(table - list));
        var fields = new List<(int At, Func<FlatOutput, int> Target)>();
        foreach ((int slot, (byte[]? inline, Func<FlatOutput, int>? target)) in _slots)
        {
            output.Align(inline.Length);
            output.Put(list + 4 + (2 * slot), (ushort)(output.Length - table));
            if (target is not null) fields.Add((output.Length, target));
            output.Append(inline);
        }

        output.Put(list, (ushort)(4 + (2 * slots)));
        output.Put(list + 2, (ushort)(output.Length - table));
        foreach ((int at, Func<FlatOutput, int>? target) in fields) output.Follow(at, target);
        return table;
    }
}
