using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// One value of JSON that is not strict: Python's quotes and words, trailing commas, a brace too few, raw line feeds
/// and unknown escapes in strings. It copies the text and changes only what is wrong, so that the rest keeps its
/// spelling.
/// </summary>
internal sealed class LooseJsonParser
{
    /// <summary>How deep lists and objects may lie in each other. JSON is written to a depth of 64: there is room for
    /// what is put around a value.</summary>
    public const int MaxDepth = 56;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string _text;
    private readonly bool _cutShort;
    private readonly StringBuilder _out = new();
    private readonly List<string> _repairs = [];
    private int _at;
    private bool _inCall;
    private IReadOnlyList<string> _names = [];

    private LooseJsonParser(string text, int at, bool cutShort) => (_text, _at, _cutShort) = (text, at, cutShort);

    /// <summary>The value that begins at <paramref name="at"/>; null where none can be meant.</summary>
    public static LooseValue? Value(string text, int at, bool cutShort)
    {
        LooseJsonParser parser = new(text, at, cutShort);
        return parser.Value(0) ? parser.Result(parser._repairs) : null;
    }

    /// <summary>The arguments of a call as Python writes it, <c>(key=value, …)</c>, as an object.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the parenthesis opens.</param>
    /// <param name="names">What the first arguments are called that stand there without a name.</param>
    public static LooseValue? Arguments(string text, int at, params IReadOnlyList<string> names)
    {
        LooseJsonParser parser = new(text, at, cutShort: true) { _inCall = true, _names = names };
        return parser.Object(1, ')') ? parser.Result(["Python call"]) : null;
    }

    /// <summary>The members of an object that has no brace before them.</summary>
    public static LooseValue? Members(string text, int at, bool cutShort)
    {
        LooseJsonParser parser = new(text, at - 1, cutShort);
        return parser.Object(1) ? parser.Result([.. parser._repairs, "missing brace"]) : null;
    }

    // Null where it is no JSON even when mended.
    private LooseValue? Result(IReadOnlyList<string> repairs)
    {
        try
        {
            return new(JsonText.Parse(Encoding.UTF8.GetBytes(_out.ToString())), _at, repairs);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Value(int depth)
    {
        Blank();
        if (_at >= _text.Length || depth > MaxDepth) return false;
        return _text[_at] switch
        {
            '{' => Object(depth),
            '[' => List(depth, ']'),
            '(' => List(depth, ')'),
            char quote when IsQuote(quote) => String(inObject: true, isKey: false),
            >= '0' and <= '9' or '-' or '+' or '.' => Number(),
            '<' => MarkedString("<escape>") || MarkedString("<|\"|>"),
            char c when char.IsLetter(c) || c == '_' => Word(),
            _ => false,
        };
    }

    private bool Object(int depth, char close = '}')
    {
        _at++;
        if (depth == 0 && Peek() == '{') return Doubled();
        _out.Append('{');
        int unnamed = 0;
        while (true)
        {
            Blank();
            char next = Peek();
            if (next == close || Ends(next)) return Close('}', next == close);
            if (next == ',')
            {
                Skip(Repaired("comma too many"));
                continue;
            }

            if (close == ')' && unnamed < _names.Count && !BeginsKey(_at))
            {
                _out.Append(JsonSerializer.Serialize(_names[unnamed++], JsonSettings.Line)).Append(':');
                if (IsQuote(next) ? !String(inObject: false, isKey: false) : !Value(depth + 1)) return false;
                if (!Comma(close)) return false;
                continue;
            }

            unnamed = _names.Count;
            if (!Key()) return false;
            Blank();
            if (Peek() is not (':' or '=')) return false;
            if (Peek() == '=' && !_inCall) Repaired("Python literal");
            Skip(_out.Append(':'));
            if (!Value(depth + 1)) return false;
            if (!Comma(close)) return false;
        }
    }

    private bool List(int depth, char close)
    {
        if (close == ')') Repaired("Python literal");
        _at++;
        _out.Append('[');
        while (true)
        {
            Blank();
            char next = Peek();
            // Models close a tuple with a bracket, and a list with a parenthesis.
            bool closes = next == close || (next is ']' or ')' && !_inCall);
            if (closes && next != close) Repaired("wrong bracket");
            if (closes || (next == '}' && depth > 0) || Ends(next)) return Close(']', closes);
            if (next == ',')
            {
                Skip(Repaired("comma too many"));
                continue;
            }

            if (IsQuote(next) ? !String(inObject: false, isKey: false) : !Value(depth + 1)) return false;
            if (!Comma(close)) return false;
        }
    }

    // {{"name": …}}, as prompts written for Python's format show it.
    private bool Doubled()
    {
        Repaired("doubled braces");
        Blank();
        if (!Object(1)) return false;
        Blank();
        if (Peek() == '}') _at++;
        return true;
    }

    // After a member: a comma, the end, or a comma that is missing.
    private bool Comma(char close)
    {
        Blank();
        char next = Peek();
        if (next == ',')
        {
            int comma = _out.Length;
            Skip(_out.Append(','));
            Blank();
            while (Peek() == ',')
            {
                Skip(Repaired("comma too many"));
                Blank();
            }

            if (Peek() == close || Peek() is '}' or ']' or ')' || Ends(Peek()))
                Repaired("trailing comma").Remove(comma, 1);
            return true;
        }

        if (next == close || next is '}' or ']' or ')' || Ends(next)) return true;
        if (!IsQuote(next) && !char.IsAsciiLetterOrDigit(next) && next is not ('-' or '[' or '{' or '_')) return false;
        Repaired("missing comma").Append(',');
        return true;
    }

    private bool Close(char with, bool isThere)
    {
        _out.Append(with);
        if (isThere) _at++;
        else Repaired(with == '}' ? "missing brace" : "missing bracket");
        return true;
    }

    // Where the object must end although its brace is missing: at the end of the text, or at a tag.
    private bool Ends(char next) => next == '\0' ? !_cutShort && _at >= _text.Length
        : next == '<' ? _text.AsSpan(_at).StartsWith("</") || _text.AsSpan(_at).StartsWith("<|") || _text.AsSpan(_at)
            .StartsWith("<｜")
        : next == '`' && _text.AsSpan(_at).StartsWith("```");

    private bool Key()
    {
        if (IsQuote(Peek())) return String(inObject: true, isKey: true);
        int end = _at;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '$')) end++;
        if (end == _at) return false;
        if (!_inCall) Repaired("bare key");
        _out.Append('"').Append(_text, _at, end - _at).Append('"');
        _at = end;
        return true;
    }

    private bool Word()
    {
        int end = _at;
        while (end < _text.Length && char.IsLetter(_text[end])) end++;
        string word = _text[_at..end];
        string? json = word switch
        {
            "true" or "false" or "null" => word,
            "True" => "true",
            "False" => "false",
            "None" or "undefined" => "null",
            // As a word it reaches the tool, which names it in its refusal.
            "NaN" or "Infinity" => $"\"{word}\"",
            _ => null,
        };
        if (json is null) return BareWord();
        if (json != word && json[0] != '"') Repaired("Python literal");
        _out.Append(json);
        _at = end;
        return true;
    }

    // Words of a line that nobody quoted, or that lack their first quote.
    private bool BareWord()
    {
        int end = _at;
        while (end < _text.Length
            && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '.' or ' ')) end++;
        while (_text[end - 1] == ' ') end--;
        int behind = end < _text.Length && IsQuote(_text[end]) ? end + 1 : end;
        int next = Behind(behind);
        bool isWhole = behind > end || (next < _text.Length && _text[next] is ',' or '}' or ']')
            || (behind < _text.Length && _text[behind] is '\n' or '\r');
        if (_inCall || !isWhole) return false;
        Repaired("unquoted word").Append('"').Append(_text, _at, end - _at).Append('"');
        _at = behind;
        return true;
    }

    // A string between marks of its own, as Gemma writes it.
    private bool MarkedString(string mark)
    {
        if (!_text.AsSpan(_at).StartsWith(mark)
            || _text.IndexOf(mark, _at + mark.Length, StringComparison.Ordinal) is not (>= 0 and int end)) return false;
        string value = _text[(_at + mark.Length)..end];
        _out.Append(JsonSerializer.Serialize(value, JsonSettings.Line));
        _at = end + mark.Length;
        return true;
    }

    private bool Number()
    {
        if (string.CompareOrdinal(_text, _at, "-Infinity", 0, 9) == 0)
        {
            _out.Append("\"-Infinity\"");
            _at += 9;
            return true;
        }

        int end = _at;
        while (end < _text.Length
            && (char.IsAsciiDigit(_text[end]) || _text[end] is '+' or '-' or '.' or 'e' or 'E')) end++;
        ReadOnlySpan<char> number = _text.AsSpan(_at, end - _at);
        // A number at the very end of a text that has no end tag may have lost digits.
        if (end >= _text.Length
            || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return false;
        bool strict = char.IsAsciiDigit(number[^1]) && number[0] is not ('+' or '.') && !number.StartsWith("-.")
            && !number.Contains(".e", StringComparison.OrdinalIgnoreCase)
            && (number.TrimStart('-') is not ['0', >= '0' and <= '9', ..]);
        if (strict) _out.Append(number);
        else Repaired("number").Append(value.ToString("R", CultureInfo.InvariantCulture));
        _at = end;
        return true;
    }

    private bool String(bool inObject, bool isKey)
    {
        char open = _text[_at], quote = ClosingQuote(open);
        if (_text.AsSpan(_at).StartsWith("```")) return false;
        if (quote != '"') Repaired(quote == '\'' ? "single quotes" : "other quotes");
        bool tripled = _text.AsSpan(_at).StartsWith(quote == '"' ? "\"\"\"" : "'''");
        if (tripled) Repaired("tripled quotes");
        _at += tripled ? 3 : 1;
        _out.Append('"');
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\\') Escape();
            else if (c == quote
                && (tripled ? _text.AsSpan(_at).StartsWith(new string(quote, 3)) : EndsString(inObject, isKey)))
            {
                _at += tripled ? 3 : 1;
                _out.Append('"');
                return true;
            }
            else
            {
                Plain(c, quote);
                _at++;
            }
        }

        return false;
    }

    private void Plain(char c, char quote)
    {
        if (c == quote && c == '"') Repaired("quotes inside a string");
        if (c < ' ') Repaired("line break inside a string");
        _ = c switch
        {
            '"' => _out.Append("\\\""),
            '\n' => _out.Append("\\n"),
            '\r' => _out.Append("\\r"),
            '\t' => _out.Append("\\t"),
            < ' ' => _out.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            _ => _out.Append(c),
        };
    }

    private void Escape()
    {
        char next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        bool unicode = next == 'u' && _at + 6 <= _text.Length && _text.AsSpan(_at + 2, 4) is var digits
            && digits.IndexOfAnyExcept(s_hex) < 0;
        if (unicode || next is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')
        {
            _out.Append(_text, _at, 2);
            _at += 2;
        }
        else if (next is '\'' or '_')
        {
            // Markdown escapes underscores.
            if (next == '_') Repaired("unknown escape");
            _out.Append(next);
            _at += 2;
        }
        else
        {
            // A regular expression in code, such as \d: it stands as it is.
            Repaired("unknown escape").Append("\\\\");
            _at++;
        }
    }

    // A quote ends a string where what follows can stand behind one; code inside a string is full of quotes that nobody
    // escaped.
    private bool EndsString(bool inObject, bool isKey)
    {
        int next = Behind(_at + 1);
        if (next >= _text.Length) return true;
        char c = Peek(next);
        if (isKey) return c is ':' or '=';
        if (c == '<') return _text.AsSpan(next).StartsWith("</") || _text.AsSpan(next).StartsWith("<|");
        if (c == ']') return !inObject || _text[_at] is '”' or '’' or '»';
        if (c == ')') return _inCall || !inObject;
        if (c == '`') return _text.AsSpan(next).StartsWith("```");
        if (c == '}')
        {
            int behind = Behind(next + 1);
            return behind >= _text.Length || _text[behind] is '}' or ',' or ']' or '<' or '[' or '`' or '{';
        }

        if (c == ',') return !inObject || BeginsKey(Behind(next + 1));
        return inObject && BeginsKey(next);
    }

    private bool BeginsKey(int at)
    {
        if (at >= _text.Length) return false;
        if (_text[at] == '}' || _text.AsSpan(at).StartsWith("/*") || _text.AsSpan(at).StartsWith("//")) return true;
        bool quoted = IsQuote(_text[at]);
        int end = quoted ? at + 1 : at;
        while (end < _text.Length && end - at < 64
            && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-')) end++;
        if (end == at || end >= _text.Length || (quoted && _text[end] != ClosingQuote(_text[at])))
            return false;
        end = Behind(quoted ? end + 1 : end);
        return end < _text.Length && (Peek(end) == ':' || (_inCall && _text[end] == '='));
    }

    private int Behind(int at)
    {
        while (at < _text.Length && LooseJson.IsBlank(_text[at])) at++;
        return at;
    }

    // Copies white space, so that the spelling stays, and leaves comments out.
    private void Blank()
    {
        while (true)
        {
            for (; _at < _text.Length && LooseJson.IsBlank(_text[_at]); _at++)
                _out.Append(_text[_at] is '\n' or '\r' or '\t' ? _text[_at] : ' ');
            ReadOnlySpan<char> rest = _text.AsSpan(_at);
            string? until = rest.StartsWith("//") || rest.StartsWith("#") ? "\n" : rest.StartsWith("/*") ? "*/"
                : rest.StartsWith("...") ? "..." : null;
            if (until is null) return;
            Repaired("comment");
            int behind = _text.IndexOf(until, _at, StringComparison.Ordinal);
            _at = behind < 0 ? _text.Length : until == "\n" ? behind : behind + until.Length;
        }
    }

    private char Peek() => Peek(_at);

    // Full width punctuation, which models mix in, is what it stands for.
    private char Peek(int at) => at >= _text.Length ? '\0' : _text[at] switch { '：' => ':', '，' => ',', char c => c };

    private static bool IsQuote(char c) => c is '"' or '\'' or '“' or '`' or '‘' or '«';

    private static char ClosingQuote(char open) => open switch { '“' => '”', '‘' => '’', '«' => '»', _ => open };

    private void Skip(StringBuilder _) => _at++;

    private StringBuilder Repaired(string what)
    {
        if (!_repairs.Contains(what)) _repairs.Add(what);
        return _out;
    }
}
