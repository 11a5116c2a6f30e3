namespace SPAgent;

/// <summary>Reads a condition; docs/filters.md has its grammar. Nothing of it is ever run as code.</summary>
internal sealed class WhereParser(string text, IReadOnlyList<WhereToken> tokens)
{
    private const int Deepest = 100;

    private static readonly string[] s_words =
        ["and", "or", "not", "in", "is", "null", "contains", "starts", "true", "false"];

    private static readonly string[] s_signs = ["=", "!=", "<", "<=", ">", ">="];

    private readonly OrderedDictionary<string, int> _columns = new(StringComparer.Ordinal);
    private int _next, _depth;

    /// <summary>The columns that were named, with the place of each.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Columns => [.. _columns];

    private WhereToken Here => tokens[_next];

    /// <exception cref="ArgumentException">It is no condition; the place is marked.</exception>
    public WhereCondition Read()
    {
        if (Here.Kind == WhereKind.End) throw Wrong("it says nothing");
        WhereCondition whole = Any();
        return Here.Kind == WhereKind.End ? whole : throw Wrong("\"and\", \"or\" or the end is expected");
    }

    private WhereCondition Any() => Parts("or", false, All);

    private WhereCondition All() => Parts("and", true, One);

    private WhereCondition Parts(string word, bool all, Func<WhereCondition> read)
    {
        WhereCondition first = read();
        if (!Here.Is(word)) return first;
        List<WhereCondition> parts = [first];
        while (Took(word)) parts.Add(read());
        return new WhereList(all, parts);
    }

    private WhereCondition One()
    {
        if (!Here.Is("not") && !Here.Is("(")) return Test();
        // Brackets and "not" alone go deeper.
        if (++_depth > Deepest) throw Wrong($"brackets and \"not\" stand in each other more than {Deepest} deep");
        WhereCondition inside;
        if (Took("not"))
        {
            inside = new WhereNot(One());
        }
        else
        {
            int open = Here.At;
            _next++;
            inside = Any();
            if (!Took(")")) throw WhereProblem.At(text, open, "the bracket is never closed");
        }

        _depth--;
        return inside;
    }

    private WhereCondition Test()
    {
        WhereOperand value = Operand();
        if (Array.Find(s_signs, Here.Is) is { } sign)
        {
            _next++;
            return new WhereComparison(value, sign, Operand());
        }

        if (Took("is"))
        {
            bool not = Took("not");
            if (!Took("null")) throw Wrong("\"null\" is expected");
            WhereNull isNull = new(value);
            return not ? new WhereNot(isNull) : isNull;
        }

        bool negated = Took("not");
        WhereCondition test = Took("in") ? In(value)
            : Took("contains") ? new WhereText(value, AtStart: false, Text())
            : Took("starts") ? Took("with") ? new WhereText(value, AtStart: true, Text())
                : throw Wrong("\"with\" is expected")
            : throw Wrong($"{string.Join(' ', s_signs)}, in, contains, starts with or is is expected");
        return negated ? new WhereNot(test) : test;
    }

    private WhereIn In(WhereOperand value)
    {
        if (!Took("(")) throw Wrong("a bracket with values is expected");
        List<WhereOperand> values = [];
        do
        {
            WhereOperand one = Operand();
            values.Add(one.Column is null ? one
                : throw WhereProblem.At(text, one.At, "a number, a text, true or false is expected"));
        }
        while (Took(","));
        return Took(")") ? new WhereIn(value, values) : throw Wrong("\",\" or \")\" is expected");
    }

    private string Text()
    {
        if (Here.Kind != WhereKind.Text) throw Wrong("a text in single quotes is expected");
        return tokens[_next++].Text;
    }

    private WhereOperand Operand()
    {
        WhereToken token = Here;
        string said = token.Kind switch
        {
            WhereKind.Text => $"'{token.Text.Replace("'", "''", StringComparison.Ordinal)}'",
            WhereKind.Column => $"`{token.Text.Replace("`", "``", StringComparison.Ordinal)}`",
            _ => token.Text,
        };
        if (token.Kind is WhereKind.Number or WhereKind.Text)
        {
            _next++;
            return new(said, token.At, null, token.Value);
        }

        if (token.Is("true") || token.Is("false"))
        {
            _next++;
            return new(said, token.At, null, token.Is("true"));
        }

        if (token.Is("null")) throw Wrong("an empty cell is found by \"is null\"");
        bool reserved = token.Kind == WhereKind.Word && s_words.Any(token.Is);
        if (reserved || token.Kind is WhereKind.Sign or WhereKind.End)
        {
            throw Wrong("a column, a number, a text in single quotes, true or false is expected"
                + (reserved ? $" (a column of this name is written `{token.Text}`)" : ""));
        }

        _next++;
        if (!_columns.ContainsKey(token.Text)) _columns.Add(token.Text, token.At);
        return new(said, token.At, _columns.IndexOf(token.Text), null);
    }

    private bool Took(string word)
    {
        if (!Here.Is(word)) return false;
        _next++;
        return true;
    }

    private ArgumentException Wrong(string what) => WhereProblem.At(text, Here.At, what);
}
