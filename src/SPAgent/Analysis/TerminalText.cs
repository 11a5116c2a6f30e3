using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Internal;

/// <summary>Text of models and datasets made fit for a terminal, which it must not be able to steer.</summary>
public static partial class TerminalText
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "N/A";

    // All that Text changes, and surrogates, of which a lone one is changed.
    private static readonly SearchValues<char> Steering = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(code => (char)code)
            .Where(one => (one < ' ' && one is not ('\n' or '\t')) || one is (>= '\u007f' and < '\u00a0')
                or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') || char.IsSurrogate(one))]);

    /// <summary>Control characters show as pictures (ESC as ␛), text direction overrides as U+FFFD; line feeds and tabs
    /// stay.</summary>
    public static string Text(string text)
    {
        if (!text.AsSpan().ContainsAny(Steering)) return text;
        StringBuilder printable = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            printable.Append(rune.Value switch
            {
                '\n' or '\t' => rune.ToString(),
                '\r' => "",
                < ' ' => ((char)(0x2400 + rune.Value)).ToString(),
                (>= 0x7f and < 0xa0) or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return printable.ToString();
    }

    /// <summary>The same on one line; N/A for null.</summary>
    public static string Line(string? text) => text is null ? None : Text(text).ReplaceLineEndings(" ");

    /// <summary>What an exception says, without the name of a method's parameter that the framework adds: nobody who
    /// reads it has typed that.</summary>
    public static string Message(Exception problem) =>
        problem is ArgumentException || problem.InnerException is ArgumentException
            ? Parameter().Replace(problem.Message, "") : problem.Message;

    /// <summary>A column of a row on one line: text, a number in the format, else JSON; N/A when missing, null or
    /// blank.</summary>
    public static string Column(JsonElement row, string name, string numberFormat = "R")
    {
        if (!row.TryGetProperty(name, out JsonElement value)) return None;
        return value.ValueKind switch
        {
            JsonValueKind.Null => None,
            JsonValueKind.Number => value.GetDouble().ToString(numberFormat, CultureInfo.InvariantCulture),
            JsonValueKind.String => Line(RowText.Of(value)),
            _ => Json(value),
        };
    }

    /// <summary>A value as JSON on one line; N/A for null.</summary>
    public static string Json(JsonElement? value) => value is JsonElement element ? Line(JsonText.Line(element)) : None;

    /// <summary>A figure in the format; N/A for null and NaN.</summary>
    public static string Number(double? figure, string format) =>
        figure is double known && !double.IsNaN(known) ? known.ToString(format, CultureInfo.InvariantCulture) : None;

    /// <summary>Appends a line in the invariant culture, ended by a line feed everywhere.</summary>
    public static void Line(this StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>A cell of a table: whole numbers grouped, others with at most four decimals (or digits, when small);
    /// empty for null.</summary>
    public static string Cell(object? value) => value switch
    {
        null => "",
        long whole => whole.ToString("N0", CultureInfo.InvariantCulture),
        double small when small != 0 && Math.Abs(small) < 0.01 => small.ToString("G4", CultureInfo.InvariantCulture),
        double number => number.ToString("#,0.####", CultureInfo.InvariantCulture),
        bool flag => YesNo(flag),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Line(value.ToString()),
    };

    /// <summary>A number of things: 1 turn, 2 turns.</summary>
    public static string Count(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");

    /// <summary>A flag in words.</summary>
    public static string YesNo(bool flag) => flag ? "yes" : "no";

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex Parameter();
}
