namespace SPAgent;

/// <summary>A condition, or a part of one. It holds, does not, or nobody knows, which is null: where a cell is
/// empty.</summary>
internal abstract record WhereCondition
{
    public abstract bool? Holds(ReadOnlySpan<object?> row);

    /// <summary>Refuses what compares different kinds of values.</summary>
    public abstract void Check(string text, ReadOnlySpan<WhereType> columns);
}

/// <summary>All of them hold, or any of them does.</summary>
internal sealed record WhereList(bool All, IReadOnlyList<WhereCondition> Parts) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row)
    {
        bool? result = All;
        foreach (WhereCondition part in Parts)
        {
            bool? one = part.Holds(row);
            if (one == !All) return one;
            if (one is null) result = null;
        }

        return result;
    }

    public override void Check(string text, ReadOnlySpan<WhereType> columns)
    {
        foreach (WhereCondition part in Parts) part.Check(text, columns);
    }
}

internal sealed record WhereNot(WhereCondition Part) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row) => !Part.Holds(row);

    public override void Check(string text, ReadOnlySpan<WhereType> columns) => Part.Check(text, columns);
}

/// <summary>Two values by a sign: <c>=</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</summary>
internal sealed record WhereComparison(WhereOperand Left, string Sign, WhereOperand Right) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row) =>
        WhereOperand.Compare(Left.In(row), Left, Right.In(row), Right) is not { } order ? null : Sign switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };

    public override void Check(string text, ReadOnlySpan<WhereType> columns)
    {
        (WhereType left, WhereType right) = (Left.TypeIn(columns), Right.TypeIn(columns));
        if (left == WhereType.Empty || right == WhereType.Empty) return;
        if (left == WhereType.Flag && right == WhereType.Flag && Sign is not ("=" or "!="))
            throw WhereProblem.At(text, Left.At, $"{Left.Said} {Left.Holds(left)}, which = and != compare");
        RefuseOthers(text, Left, left, Right, right);
    }

    /// <summary>Refuses to compare different kinds.</summary>
    public static void RefuseOthers(
        string text, WhereOperand one, WhereType type, WhereOperand other, WhereType otherType)
    {
        if (type == otherType || (type == WhereType.Time && other.IsTime)
            || (otherType == WhereType.Time && one.IsTime)) return;
        string hint = (type, otherType) switch
        {
            (WhereType.Time, WhereType.Text) or (WhereType.Text, WhereType.Time) =>
                "; a time is written '2026-01-24 14:30'",
            (WhereType.Text, WhereType.Number) when other.Column is null => $"; text is written '{other.Said}'",
            _ => "",
        };
        throw WhereProblem.At(text, other.At,
            $"{one.Said} {one.Holds(type)}, and {other.Said} {other.Holds(otherType)}{hint}");
    }
}

/// <summary>A value is one of several.</summary>
internal sealed record WhereIn(WhereOperand Value, IReadOnlyList<WhereOperand> Values) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row)
    {
        if (Value.In(row) is not { } value) return null;
        foreach (WhereOperand one in Values)
        {
            if (WhereOperand.Compare(value, Value, one.Literal, one) == 0) return true;
        }

        return false;
    }

    public override void Check(string text, ReadOnlySpan<WhereType> columns)
    {
        if (Value.TypeIn(columns) is not (not WhereType.Empty and var type)) return;
        foreach (WhereOperand one in Values)
            WhereComparison.RefuseOthers(text, Value, type, one, one.TypeIn(columns));
    }
}

/// <summary>A text holds another, or begins with it.</summary>
internal sealed record WhereText(WhereOperand Value, bool AtStart, string Sought) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row) => Value.In(row) is not string text ? null
        : AtStart ? text.StartsWith(Sought, StringComparison.Ordinal)
        : text.Contains(Sought, StringComparison.Ordinal);

    public override void Check(string text, ReadOnlySpan<WhereType> columns)
    {
        WhereType type = Value.TypeIn(columns);
        if (type is not (WhereType.Text or WhereType.Empty))
            throw WhereProblem.At(text, Value.At, $"{Value.Said} {Value.Holds(type)}, and only text contains text");
    }
}

/// <summary>A cell is empty.</summary>
internal sealed record WhereNull(WhereOperand Value) : WhereCondition
{
    public override bool? Holds(ReadOnlySpan<object?> row) => Value.In(row) is null;

    public override void Check(string text, ReadOnlySpan<WhereType> columns)
    {
        // Any column may be empty.
    }
}
