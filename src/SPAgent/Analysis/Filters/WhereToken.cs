namespace SPAgent;

/// <summary>What a stretch of a condition is.</summary>
internal enum WhereKind
{
    /// <summary>A column's bare name, or a word of the grammar.</summary>
    Word,

    /// <summary>A column's name in backticks.</summary>
    Column,
    Number,
    Text,
    Sign,
    End,
}

/// <summary>A stretch of a condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is meant: a name, a sign, a text without its quotes.</param>
/// <param name="At">Where it begins, from 0.</param>
/// <param name="Value">The value of a number or a text.</param>
internal readonly record struct WhereToken(WhereKind Kind, string Text, int At, object? Value = null)
{
    /// <summary>Whether it is a word of the grammar, in any case, or a sign.</summary>
    public bool Is(string word) => Kind is WhereKind.Word or WhereKind.Sign
        && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}
