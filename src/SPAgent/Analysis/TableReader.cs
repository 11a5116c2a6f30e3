using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace SPAgent;

/// <summary>A table as a database reader, forward only.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Its base class is enumerable, it is no collection.")]
internal sealed class TableReader(IReadOnlyList<TableColumn> columns, object?[][] rows) : DbDataReader
{
    private int _row = -1;
    private bool _closed;

    public override int FieldCount => columns.Count;

    public override bool HasRows => rows.Length > 0;

    public override bool IsClosed => _closed;

    public override int RecordsAffected => -1;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => !_closed && ++_row < rows.Length;

    public override bool NextResult() => false;

    public override void Close() => _closed = true;

    public override string GetName(int ordinal) => columns[ordinal].Name;

    public override Type GetFieldType(int ordinal) => columns[ordinal].Type;

    public override string GetDataTypeName(int ordinal) => columns[ordinal].Type.Name;

    public override int GetOrdinal(string name)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == name) return i;
        }

        throw new ArgumentException($"There is no column \"{name}\".", nameof(name));
    }

    public override object GetValue(int ordinal) => rows[_row][ordinal] ?? DBNull.Value;

    public override bool IsDBNull(int ordinal) => rows[_row][ordinal] is null;

    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, columns.Count);
        for (int i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override double GetDouble(int ordinal) => Convert.ToDouble(GetValue(ordinal));

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);

    public override byte GetByte(int ordinal) => Convert.ToByte(GetValue(ordinal));

    public override short GetInt16(int ordinal) => Convert.ToInt16(GetValue(ordinal));

    public override int GetInt32(int ordinal) => Convert.ToInt32(GetValue(ordinal));

    public override float GetFloat(int ordinal) => Convert.ToSingle(GetValue(ordinal));

    public override decimal GetDecimal(int ordinal) => Convert.ToDecimal(GetValue(ordinal));

    public override char GetChar(int ordinal) => throw Unsupported();

    public override Guid GetGuid(int ordinal) => throw Unsupported();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw Unsupported();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw Unsupported();

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    private static NotSupportedException Unsupported() =>
        new("A table holds bool, long, double, string and DateTime values.");
}
