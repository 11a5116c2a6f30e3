using System.Globalization;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Reads coordinates as a person means them, where the reference parser is known to read something
/// else.</summary>
internal static partial class HumanCoordinateParser
{
    /// <summary>Latitude, longitude and what is unusual about them; null where nothing is, or nothing can be
    /// read.</summary>
    public static (double Latitude, double Longitude, string Reason)? Read(string answer)
    {
        string text = answer.Length > 400 ? answer[^400..] : answer;
        bool wide = text.AsSpan().IndexOfAny('，', '、') >= 0;
        text = text.Replace('，', ',').Replace('、', ',').Replace('′', '\'').Replace('’', '\'').Replace('″', '"')
            .Replace('”', '"').Replace('−', '-');
        MatchCollection parts = Parts().Matches(text);
        if (parts.Count != 2) return null;
        (double first, char firstSide, bool minutes) = Value(parts[0]);
        (double second, char secondSide, bool moreMinutes) = Value(parts[1]);
        bool sided = firstSide != ' ' && secondSide != ' ';
        bool swapped = sided ? firstSide is 'E' or 'W' && secondSide is 'N' or 'S'
            : Math.Abs(first) > 90 && Math.Abs(second) <= 90;
        if (swapped) (first, second) = (second, first);
        if (!CoordinateReading.InRange(first, second)) return null;
        string? reason = minutes || moreMinutes ? "degrees and minutes" : swapped ? "longitude comes first"
            : sided ? "hemisphere letters" : wide ? "a full-width comma" : null;
        return reason is null ? null : (first, second, reason);
    }

    private static (double Value, char Side, bool Minutes) Value(Match part)
    {
        double degrees = Number("deg"), value = Math.Abs(degrees) + (Number("min") / 60) + (Number("sec") / 3600);
        string side = part.Groups["side"].Value.ToUpperInvariant();
        bool negative = part.Groups["deg"].ValueSpan.StartsWith("-") ^ side is "S" or "W";
        return (negative ? -value : value, side.Length == 0 ? ' ' : side[0], part.Groups["min"].Success);

        double Number(string group) =>
            part.Groups[group].Success ? double.Parse(part.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"(?<deg>-?[0-9]{1,3}(?:\.[0-9]{1,12})?)(?:\s*°)?(?:\s*(?<=°\s*)(?<min>[0-9]{1,2}(?:\.[0-9]{1,9})?)\s*')?(?:\s*(?<=')\s*(?<sec>[0-9]{1,2}(?:\.[0-9]{1,9})?)\s*"")?(?:\s*(?<side>[NSEWnsew])\b)?")]
    private static partial Regex Parts();
}
