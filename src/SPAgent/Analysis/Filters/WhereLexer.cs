using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>Cuts a condition into words, names, numbers, texts and signs.</summary>
internal sealed class WhereLexer(string text)
{
    private static readonly string[] s_signs = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

    private int _at;

    /// <exception cref="ArgumentException">Something is no part of a condition; its place is marked.</exception>
    public IReadOnlyList<WhereToken> Read()
    {
        List<WhereToken> tokens = [];
        while (true)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            if (_at == text.Length) break;
            tokens.Add(Next());
        }

        tokens.Add(new(WhereKind.End, "", text.Length));
        return tokens;
    }

    private WhereToken Next()
    {
        int start = _at;
        if (text[start] == '\'')
        {
            string quoted = Quoted('\'');
            return new(WhereKind.Text, quoted, start, quoted);
        }

        if (text[start] == '`') return new(WhereKind.Column, Quoted('`'), start);
        if (Number() is { } number) return new(WhereKind.Number, text[start.._at], start, number);
        if (NameEnd(start) is var end && end > start)
        {
            _at = end;
            return new(WhereKind.Word, text[start..end], start);
        }

        if (s_signs.FirstOrDefault(sign => text.AsSpan(start).StartsWith(sign, StringComparison.Ordinal)) is { } known)
        {
            _at += known.Length;
            return new(WhereKind.Sign, known, start);
        }

        throw WhereProblem.At(text, start, text[start] == '"' ? "text stands in single quotes"
            : "this is no part of a condition");
    }

    // The quote itself is written twice.
    private string Quoted(char quote)
    {
        StringBuilder inside = new();
        int start = _at++;
        while (true)
        {
            int end = text.IndexOf(quote, _at);
            if (end < 0) throw WhereProblem.At(text, start, $"the {quote} is never closed");
            inside.Append(text, _at, end - _at);
            _at = end + 1;
            if (_at == text.Length || text[_at] != quote) break;
            inside.Append(quote);
            _at++;
        }

        return quote == '`' && inside.Length == 0 ? throw WhereProblem.At(text, start, "a column has a name")
            : inside.ToString();
    }

    // A name may begin with a digit: what goes on as a name is none.
    private object? Number()
    {
        int end = _at;
        if (end < text.Length && text[end] == '-') end++;
        int digits = end;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end < text.Length && text[end] == '.') end++;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (!text.AsSpan(digits, end - digits).ContainsAnyInRange('0', '9')) return null;
        int power = end;
        if (power < text.Length && text[power] is 'e' or 'E')
        {
            power++;
            if (power < text.Length && text[power] is '+' or '-') power++;
            int first = power;
            while (power < text.Length && char.IsAsciiDigit(text[power])) power++;
            if (power > first) end = power;
        }

        if (NameEnd(end) > end) return null;
        ReadOnlySpan<char> written = text.AsSpan(_at, end - _at);
        _at = end;
        return long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? (object)whole : double.Parse(written, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private int NameEnd(int start)
    {
        int end = start;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out Rune rune) && IsOfAName(rune))
            end += rune.Utf16SequenceLength;
        return end;
    }

    // Signs that stand on letters belong to them.
    private static bool IsOfAName(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '@' or '.'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
