using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>A JSON value read from the middle of a text.</summary>
/// <param name="Value">The value.</param>
/// <param name="End">Where the text goes on behind it.</param>
/// <param name="Repairs">What had to be mended, in a few words each; empty for strict JSON.</param>
internal sealed record LooseValue(JsonElement Value, int End, IReadOnlyList<string> Repairs);

/// <summary>
/// Reads JSON as models write it: Python's quotes and words, trailing commas, a brace too few, raw line feeds and
/// unknown escapes in strings. It copies the text and changes only what is wrong, so that the rest keeps its spelling.
/// </summary>
/// <remarks>No package repairs JSON up to the end of one value inside a longer text, and tells what it
/// repaired.</remarks>
internal sealed partial class LooseJson
{
    private const int MaxDepth = 64;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> s_structure = SearchValues.Create("{}[]\"");
    private static readonly SearchValues<char> s_inString = SearchValues.Create("\"\\\n\r\t");
    private static readonly SearchValues<char> s_behindScalar = SearchValues.Create(" \t\r\n,:;]})<");

    private readonly string _text;
    private readonly bool _cutShort;
    private readonly StringBuilder _out = new();
    private readonly List<string> _repairs = [];
    private int _at;
    private bool _inCall;

    private LooseJson(string text, int at, bool cutShort) => (_text, _at, _cutShort) = (text, at, cutShort);

    /// <summary>Reads the value that begins at <paramref name="at"/>; it ends at its own end, not at a tag inside a
    /// string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the value begins.</param>
    /// <param name="cutShort">Whether the text was cut off: then no missing end is mended.</param>
    /// <returns>The value; null where none can be meant.</returns>
    public static LooseValue? Read(string text, int at = 0, bool cutShort = false)
    {
        if (Strict(text, at) is { } strict) return strict;
        if (Escaped(text, at, cutShort) is { } escaped) return escaped;
        LooseJson reader = new(text, at, cutShort);
        try
        {
            if (!reader.Value(0)) return null;
            JsonElement value = JsonText.Parse(Encoding.UTF8.GetBytes(reader._out.ToString()));
            return new(value, reader._at, [.. reader._repairs]);
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

    /// <summary>The members of an object that has no brace before them.</summary>
    public static LooseValue? ReadMembers(string text, int at, bool cutShort)
    {
        LooseJson reader = new(text, at - 1, cutShort);
        if (!reader.Object(1)) return null;
        return new(JsonText.Parse(Encoding.UTF8.GetBytes(reader._out.ToString())), reader._at,
            [.. reader._repairs, "missing brace"]);
    }

    /// <summary>The same for a text that holds one value and nothing else.</summary>
    public static LooseValue? ReadWhole(string text, bool cutShort = false)
    {
        int start = text.Length - text.AsSpan().TrimStart().Length;
        if (text.AsSpan(start).StartsWith("```"))
        {
            return Unfenced(text) is var code && code != text && ReadWhole(code, cutShort) is { } inside
                ? inside with { Repairs = [.. inside.Repairs, "fence around it"] } : null;
        }

        if (Read(text, start, cutShort) is not { } read) return null;
        string behind = text[read.End..].Trim().Trim(['}', ']', ' ']);
        if (behind.Length == 0) return read;
        // Marks that end a turn, or the same value once more.
        bool isMark = behind is ['<', .., '>'] && behind.Length < 64 && !behind.Contains('{');
        if (isMark) return read with { Repairs = [.. read.Repairs, "mark behind it"] };
        if (read.Value.ValueKind != JsonValueKind.Object || behind[0] != '{'
            || Strict(text[read.End..].Trim(), 0) is not { } again) return null;
        bool isSame = JsonElement.DeepEquals(read.Value, again.Value) || read.Value.GetPropertyCount() == 0;
        return isSame && again.End == text[read.End..].Trim().Length
            ? again with { Repairs = ["written twice"] } : null;
    }

    // Escaped as for a string or a page, up to the next tag.
    private static LooseValue? Escaped(string text, int at, bool cutShort)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        bool quoted = rest.StartsWith("{\\\"");
        if (!quoted && !rest.StartsWith("{&quot;")) return null;
        int end = rest.IndexOf('<') is >= 0 and int tag ? at + tag : text.Length;
        if (!quoted && text.IndexOf("&lt;", at, end - at, StringComparison.Ordinal) is >= 0 and int lower) end = lower;
        string plain = quoted ? text[at..end].Replace("\\\"", "\"", StringComparison.Ordinal)
            : WebUtility.HtmlDecode(text[at..end]);
        return ReadWhole(plain, cutShort) is { } value
            ? new(value.Value, end, [.. value.Repairs, "escaped quotes"]) : null;
    }

    /// <summary>Code without the fence around it.</summary>
    public static string Unfenced(string code) =>
        Fence().Match(code) is { Success: true } fence ? fence.Groups["code"].Value : code;

    private static LooseValue? Strict(string text, int at)
    {
        if (StrictEnd(text, at) is not { } end) return null;
        byte[] utf8 = Encoding.UTF8.GetBytes(text, at, end - at);
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new(JsonText.Parse(utf8), end, []);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Where a value ends that is strict: found before it is read, so that a value costs its own length, not that of the
    // text.
    private static int? StrictEnd(string text, int at)
    {
        int depth = 0;
        for (int i = at; i < text.Length; i++)
        {
            if (depth == 0 && text[i] is not ('{' or '[' or '"'))
            {
                int length = text.AsSpan(i).IndexOfAny(s_behindScalar);
                return length < 0 ? text.Length : i + length;
            }

            int next = depth == 0 ? 0 : text.AsSpan(i).IndexOfAny(s_structure);
            if (next < 0) return null;
            i += next;
            if (text[i] is '{' or '[')
            {
                if (++depth > MaxDepth) return null;
                continue;
            }

            if (text[i] == '"')
            {
                if (StringEnd(text, i + 1) is not { } end) return null;
                i = end;
            }
            else
            {
                depth--;
            }

            if (depth == 0) return i + 1;
        }

        return null;
    }

    // The quote that ends a string; null where it has none before a line break.
    private static int? StringEnd(string text, int at)
    {
        while (at < text.Length && text.AsSpan(at).IndexOfAny(s_inString) is >= 0 and int skipped)
        {
            at += skipped;
            if (text[at] == '"') return at;
            if (text[at] != '\\') return null;
            at += 2;
        }

        return null;
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
            if (Peek() == close || Peek() == '}' || Ends(Peek())) Repaired("trailing comma").Remove(comma, 1);
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

    // A word that nobody quoted, or that lacks its first quote.
    private bool BareWord()
    {
        int end = _at;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '.')) end++;
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

    /// <summary>Whether a character is blank, or can't be seen.</summary>
    public static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || c is (>= '\u200B' and <= '\u200D') or '\u2060' or '\uFEFF';

    private int Behind(int at)
    {
        while (at < _text.Length && IsBlank(_text[at])) at++;
        return at;
    }

    // Copies white space, so that the spelling stays.
    private void Blank()
    {
        for (; _at < _text.Length && IsBlank(_text[_at]); _at++)
            _out.Append(_text[_at] is '\n' or '\r' or '\t' ? _text[_at] : ' ');
        ReadOnlySpan<char> rest = _text.AsSpan(_at);
        string? until = rest.StartsWith("//") || rest.StartsWith("#") ? "\n" : rest.StartsWith("/*") ? "*/"
            : rest.StartsWith("...") ? "..." : null;
        if (until is null) return;
        Repaired("comment");
        int behind = _text.IndexOf(until, _at, StringComparison.Ordinal);
        _at = behind < 0 ? _text.Length : until == "\n" ? behind : behind + until.Length;
        Blank();
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

    [GeneratedRegex(@"\A\s*```[a-zA-Z0-9]*[ \t]*\r?\n(?<code>.*?)\r?\n?[ \t]*```\s*\z", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
