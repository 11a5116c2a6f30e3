using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>A JSON value read from the middle of a text.</summary>
/// <param name="Value">The value.</param>
/// <param name="End">Where the text goes on behind it.</param>
/// <param name="Repairs">What had to be mended, in a few words each; empty for strict JSON.</param>
internal sealed record LooseValue(JsonElement Value, int End, IReadOnlyList<string> Repairs);

/// <summary>
/// Reads JSON as models write it: Python's quotes and words, trailing commas, a brace too few, raw line feeds and unknown escapes in
/// strings. It copies the text and changes only what is wrong, so that the rest keeps its spelling.
/// </summary>
/// <remarks>No package repairs JSON up to the end of one value inside a longer text, and tells what it repaired.</remarks>
internal sealed class LooseJson
{
    private const int MaxDepth = 64;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string _text;
    private readonly bool _cutShort;
    private readonly StringBuilder _out = new();
    private readonly List<string> _repairs = [];
    private int _at;
    private bool _inCall;

    private LooseJson(string text, int at, bool cutShort) => (_text, _at, _cutShort) = (text, at, cutShort);

    /// <summary>Reads the value that begins at <paramref name="at"/>; it ends at its own end, not at a tag inside a string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the value begins.</param>
    /// <param name="cutShort">Whether the text was cut off: then no missing end is mended.</param>
    /// <returns>The value; null where none can be meant.</returns>
    public static LooseValue? Read(string text, int at = 0, bool cutShort = false)
    {
        if (Strict(text, at) is { } strict) return strict;
        LooseJson reader = new(text, at, cutShort);
        try
        {
            if (!reader.Value(0)) return null;
            JsonElement value = JsonText.Parse(Encoding.UTF8.GetBytes(reader._out.ToString()));
            return new(value, reader._at, [.. reader._repairs.Distinct()]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The arguments of a call as Python writes it, <c>(key=value, …)</c>, as an object.</summary>
    public static LooseValue? ReadArguments(string text, int at)
    {
        LooseJson reader = new(text, at, cutShort: true) { _inCall = true };
        if (!reader.Object(1, ')')) return null;
        return new(JsonText.Parse(Encoding.UTF8.GetBytes(reader._out.ToString())), reader._at, ["Python call"]);
    }

    /// <summary>The same for a text that holds one value and nothing else.</summary>
    public static LooseValue? ReadWhole(string text, bool cutShort = false)
    {
        int start = text.Length - text.AsSpan().TrimStart().Length;
        if (Read(text, start, cutShort) is { } read && text.AsSpan(read.End).Trim().Trim("}]").IsWhiteSpace()) return read;
        // Escaped as for a string, and no string around it.
        if (!text.AsSpan(start).StartsWith("{\\\"")) return null;
        return ReadWhole(text.Replace("\\\"", "\"", StringComparison.Ordinal), cutShort) is { } plain ? plain with { Repairs = [.. plain.Repairs, "escaped quotes"] } : null;
    }

    private static LooseValue? Strict(string text, int at)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text[at..]);
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document)) return null;
            document.Dispose();
        }
        catch (JsonException)
        {
            return null;
        }

        ReadOnlyMemory<byte> value = utf8.AsMemory(0, (int)reader.BytesConsumed);
        return new(JsonText.Parse(value), at + Encoding.UTF8.GetCharCount(value.Span), []);
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
            '"' or '\'' => String(inObject: true, isKey: false),
            >= '0' and <= '9' or '-' or '+' or '.' => Number(),
            char c when char.IsLetter(c) => Word(),
            _ => false,
        };
    }

    private bool Object(int depth, char close = '}')
    {
        _at++;
        if (depth == 0 && Peek() == '{') return Doubled();
        _out.Append('{');
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
            if (next == close || (next == '}' && depth > 0)) return Close(']', next == close);
            if (next == ',')
            {
                Skip(Repaired("comma too many"));
                continue;
            }

            if (_at < _text.Length && _text[_at] is '"' or '\'' ? !String(inObject: false, isKey: false) : !Value(depth + 1)) return false;
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
            if (Peek() == close || Peek() == '}' || Ends(Peek())) Repaired("trailing comma").Remove(comma, 1);
            return true;
        }

        if (next == close || next == '}' || Ends(next)) return true;
        if (next is not ('"' or '\'')) return false;
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
        : next == '<' ? _text.AsSpan(_at).StartsWith("</") || _text.AsSpan(_at).StartsWith("<|") || _text.AsSpan(_at).StartsWith("<｜")
        : next == '`' && _text.AsSpan(_at).StartsWith("```");

    private bool Key()
    {
        if (Peek() is '"' or '\'') return String(inObject: true, isKey: true);
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
        if (json is null) return false;
        if (json != word && json[0] != '"') Repaired("Python literal");
        _out.Append(json);
        _at = end;
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
        while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || _text[end] is '+' or '-' or '.' or 'e' or 'E')) end++;
        ReadOnlySpan<char> number = _text.AsSpan(_at, end - _at);
        // A number at the very end of a text that has no end tag may have lost digits.
        if (end >= _text.Length || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return false;
        bool strict = char.IsAsciiDigit(number[^1]) && number[0] is not ('+' or '.') && !number.StartsWith("-.")
            && (number.TrimStart('-') is not ['0', >= '0' and <= '9', ..]);
        if (strict) _out.Append(number);
        else Repaired("number").Append(value.ToString("R", CultureInfo.InvariantCulture));
        _at = end;
        return true;
    }

    private bool String(bool inObject, bool isKey)
    {
        char quote = _text[_at];
        if (quote == '\'') Repaired("single quotes");
        bool tripled = _text.AsSpan(_at).StartsWith(quote == '"' ? "\"\"\"" : "'''");
        if (tripled) Repaired("tripled quotes");
        _at += tripled ? 3 : 1;
        _out.Append('"');
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\\') Escape();
            else if (c == quote && (tripled ? _text.AsSpan(_at).StartsWith(new string(quote, 3)) : EndsString(inObject, isKey)))
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
        bool unicode = next == 'u' && _at + 6 <= _text.Length && _text.AsSpan(_at + 2, 4) is var digits && digits.IndexOfAnyExcept(s_hex) < 0;
        if (unicode || next is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')
        {
            _out.Append(_text, _at, 2);
            _at += 2;
        }
        else if (next == '\'')
        {
            _out.Append('\'');
            _at += 2;
        }
        else
        {
            // A regular expression in code, such as \d: it stands as it is.
            Repaired("unknown escape").Append("\\\\");
            _at++;
        }
    }

    // A quote ends a string where what follows can stand behind one; code inside a string is full of quotes that nobody escaped.
    private bool EndsString(bool inObject, bool isKey)
    {
        int next = Behind(_at + 1);
        if (next >= _text.Length) return true;
        char c = _text[next];
        if (isKey) return c is ':' or '=';
        if (c == '<') return _text.AsSpan(next).StartsWith("</") || _text.AsSpan(next).StartsWith("<|");
        if (c == ']') return !inObject;
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
        if (_text[at] == '}') return true;
        bool quoted = _text[at] is '"' or '\'';
        int end = quoted ? at + 1 : at;
        while (end < _text.Length && end - at < 64 && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-')) end++;
        if (end == at || end >= _text.Length || (quoted && _text[end] != _text[at])) return false;
        end = Behind(quoted ? end + 1 : end);
        return end < _text.Length && (_text[end] == ':' || (_inCall && _text[end] == '='));
    }

    private int Behind(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at])) at++;
        return at;
    }

    // Copies white space, so that the spelling stays.
    private void Blank()
    {
        int end = Behind(_at);
        _out.Append(_text, _at, end - _at);
        _at = end;
        if (!_text.AsSpan(_at).StartsWith("//") && Peek() != '#') return;
        Repaired("comment");
        int line = _text.IndexOf('\n', _at);
        _at = line < 0 ? _text.Length : line;
        Blank();
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void Skip(StringBuilder _) => _at++;

    private StringBuilder Repaired(string what)
    {
        _repairs.Add(what);
        return _out;
    }
}
