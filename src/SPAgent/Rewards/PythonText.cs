using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Text as Python's <c>float()</c>, <c>\d</c>, <c>\s</c> and <c>strip()</c> see it, which know digits of all
/// scripts.</summary>
internal static partial class PythonText
{
    /// <summary>One char for each code point: decimal digits and white space as in ASCII, the rest as it is or
    /// U+FFFD.</summary>
    public static string Plain(ReadOnlySpan<char> text)
    {
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAscii(c)) plain.Append(IsSpace(c) ? ' ' : c);
            else if (i + 1 < text.Length && Rune.TryCreate(c, text[i + 1], out Rune pair))
            {
                plain.Append(Digit(pair) ?? '\uFFFD');
                i++;
            }
            else if (Rune.TryCreate(c, out Rune rune)) plain.Append(IsSpace(c) ? ' ' : Digit(rune) ?? c);
            else plain.Append(c);
        }

        return plain.ToString();
    }

    /// <summary>Python's <c>float(text)</c> of plain text: single underscores between digits, exponents, inf and nan in
    /// any case.</summary>
    public static bool TryFloat(ReadOnlySpan<char> plain, out double value)
    {
        plain = plain.Trim(' ');
        if (FloatLiteral().IsMatch(plain))
        {
            return double.TryParse(plain.ToString().Replace("_", "", StringComparison.Ordinal), NumberStyles.Float,
                CultureInfo.InvariantCulture, out value);
        }

        ReadOnlySpan<char> word = plain.Length > 0 && plain[0] is '+' or '-' ? plain[1..] : plain;
        bool infinite = word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || word.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        value = !infinite ? double.NaN : plain[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return infinite || word.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }

    // str.isspace() also holds for the four separators U+001C to U+001F.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    private static char? Digit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
        ? (char)('0' + (int)Rune.GetNumericValue(rune))
        : null;

    private const string Digits = "[0-9](?:_?[0-9])*";

    [GeneratedRegex($@"\A[+-]?(?>{Digits}(?:\.(?:{Digits})?)?|\.{Digits})(?:[eE][+-]?{Digits})?\z")]
    private static partial Regex FloatLiteral();
}
