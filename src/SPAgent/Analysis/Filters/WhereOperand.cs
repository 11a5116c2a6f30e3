using System.Globalization;

namespace SPAgent;

/// <summary>What a column holds, as a condition compares it.</summary>
internal enum WhereType
{
    /// <summary>Nothing but empty cells: compared with anything, nothing is true.</summary>
    Empty,
    Text,
    Number,
    Flag,
    Time,
}

/// <summary>A column or a value in a condition.</summary>
/// <param name="Said">As it was written.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Column">The column, by its place among the columns that the condition names; null for a
/// value.</param>
/// <param name="Literal">The value: text, a whole number, a number, or true or false.</param>
internal sealed record WhereOperand(string Said, int At, int? Column, object? Literal)
{
    // A text beside a column of times is read once.
    private readonly Lazy<DateTime?> _time = new(() => Literal is string text && DateTime.TryParse(text,
        CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
        out DateTime time) ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null);

    public bool IsTime => _time.Value is not null;

    /// <summary>The value in a row; null where there is none.</summary>
    public object? In(ReadOnlySpan<object?> row) => Column is { } column ? row[column] : Literal;

    public WhereType TypeIn(ReadOnlySpan<WhereType> columns) => Column is { } column ? columns[column] : Literal switch
    {
        string => WhereType.Text,
        bool => WhereType.Flag,
        _ => WhereType.Number,
    };

    public string Holds(WhereType type) => type switch
    {
        WhereType.Text => Column is null ? "is text" : "holds text",
        WhereType.Number => Column is null ? "is a number" : "holds numbers",
        WhereType.Flag => Column is null ? "is true or false" : "holds true or false",
        WhereType.Time => "holds times",
        _ => "is empty",
    };

    /// <summary>How two values stand to each other; null where one is empty or they are of different kinds.</summary>
    public static int? Compare(object? one, WhereOperand of, object? other, WhereOperand ofOther) => (one, other) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        (DateTime a, string) when ofOther._time.Value is { } b => a.CompareTo(b),
        (string, DateTime b) when of._time.Value is { } a => a.CompareTo(b),
        (long or double, long or double) => Convert.ToDouble(one, CultureInfo.InvariantCulture)
            .CompareTo(Convert.ToDouble(other, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
