namespace SPAgent;

/// <summary>
/// A condition over the columns of a table, such as <c>distance@km &lt; 50 and country = 'Japan'</c>.
/// </summary>
internal sealed class WhereExpression
{
    private const int MostNamed = 3;

    private readonly WhereCondition _condition;
    private readonly string _text;
    private readonly IReadOnlyList<KeyValuePair<string, int>> _columns;

    private WhereExpression(string text, WhereCondition condition, IReadOnlyList<KeyValuePair<string, int>> columns) =>
        (_text, _condition, _columns) = (text, condition, columns);

    /// <summary>The columns that it names, each once.</summary>
    public IReadOnlyList<string> Columns => [.. _columns.Select(column => column.Key)];

    /// <exception cref="ArgumentException">It is no condition; the message marks the place.</exception>
    public static WhereExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WhereParser parser = new(text, new WhereLexer(text).Read());
        WhereCondition condition = parser.Read();
        return new(text, condition, parser.Columns);
    }

    /// <summary>Whether it holds; null where a cell that it asks for is empty.</summary>
    /// <param name="row">The value of each of <see cref="Columns"/>: text, long, double, bool, DateTime or
    /// null.</param>
    public bool? Holds(ReadOnlySpan<object?> row) => _condition.Holds(row);

    /// <summary>Refuses a condition that compares different kinds of values.</summary>
    /// <param name="types">The type of each of <see cref="Columns"/>; null where it holds nothing.</param>
    /// <exception cref="ArgumentException">It does; the message marks the place.</exception>
    public void Check(IReadOnlyList<Type?> types) => _condition.Check(_text, [.. types.Select(type =>
        type is null ? WhereType.Empty
        : type == typeof(string) ? WhereType.Text
        : type == typeof(bool) ? WhereType.Flag
        : type == typeof(DateTime) ? WhereType.Time
        : WhereType.Number)]);

    /// <summary>The name of each of <see cref="Columns"/> in a table: the very name, else the only one that is the same
    /// but for case and signs.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public IReadOnlyList<string> NamesIn(IReadOnlyCollection<string> names) => [.. _columns.Select(column =>
        LooseNames.Find(names, column.Key) ?? throw WhereProblem.At(_text, column.Value,
            $"there is no column {column.Key}; the nearest are "
            + string.Join(", ", NearNames.Of(names.Order(StringComparer.Ordinal), column.Key, MostNamed))))];
}
