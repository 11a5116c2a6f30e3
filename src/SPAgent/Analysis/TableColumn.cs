namespace SPAgent;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name; no two columns of a table share one.</param>
/// <param name="Type">Of its values: bool, long, double, string or DateTime. Any value may be null.</param>
[TypeFormatterSource]
public sealed record TableColumn(string Name, Type Type)
{
    /// <summary>Whether the values are numbers.</summary>
    public bool IsNumber => Type == typeof(long) || Type == typeof(double);
}
