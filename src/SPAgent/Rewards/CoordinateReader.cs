using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// Reads latitude and longitude in a response, first in the last box, then in the last 200 characters.
/// </summary>
/// <remarks>
/// Policies are trained elsewhere against a Python parser of this behaviour, and a score must mean the same on both
/// sides: so its oddities are kept, down to <c>\boxed{48}</c>, which reads as 4, 8. Groups are atomic wherever giving
/// characters back could not change what is found; so no text takes more than linear time in the box, and the rest sees
/// 200 characters.
/// </remarks>
internal static partial class CoordinateReader
{
    private const string SpacedBox = @"\boxed ";
    private const string Box = @"\boxed{";
    private const int TailLength = 200;
    private const int LoosePairs = 10;

    // Nothing that may follow these numbers can be part of one, so they never have to give characters back.
    private const string Latitude = @"(?<lat>(?>-?[0-9]+\.?[0-9]*))";
    private const string Longitude = @"(?<lon>(?>-?[0-9]+\.?[0-9]*))";

    public static CoordinateReading Read(string response)
    {
        if (BoxContent(response, out bool refused) is string content && InBox(content) is CoordinateReading boxed)
            return boxed;
        if (refused) return new(CoordinateStage.Refused);
        return InTail(response) ?? new(CoordinateStage.None);
    }

    private static string? BoxContent(string text, out bool refused)
    {
        refused = false;
        int spaced = text.LastIndexOf(SpacedBox, StringComparison.Ordinal);
        if (spaced >= 0)
        {
            string rest = text[(spaced + SpacedBox.Length)..];
            int dollar = rest.IndexOf('$', StringComparison.Ordinal);
            return dollar < 0 ? rest : rest[..dollar];
        }

        int start = text.LastIndexOf(@"\boxed", StringComparison.Ordinal);
        if (start < 0) start = text.LastIndexOf(@"\fbox", StringComparison.Ordinal);
        int end = start < 0 ? -1 : ClosingBrace(text, start);
        if (end < 0) return null;
        refused = !text.AsSpan(start).StartsWith(Box, StringComparison.Ordinal);
        return refused ? null : text[(start + Box.Length)..end];
    }

    // A closing brace before the first opening one makes the depth negative, and the search goes on.
    private static int ClosingBrace(string text, int start)
    {
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }

    private static CoordinateReading? InBox(string content)
    {
        string plain = PythonText.Plain(content).Trim(' ');
        string[] parts = plain.Split(',', 3);
        if (parts.Length == 2)
        {
            // A part that is no number ends the stage; one that is out of range does not.
            if (!PythonText.TryFloat(parts[0], out double latitude)
                || !PythonText.TryFloat(parts[1], out double longitude)) return null;
            if (CoordinateReading.InRange(latitude, longitude)) return new(CoordinateStage.Box, latitude, longitude);
        }

        return Pair(BoxPair().Match(plain), CoordinateStage.Box);
    }

    private static CoordinateReading? InTail(string response)
    {
        // 200 code points are at most 400 chars; Plain makes one char of each.
        string plain = PythonText.Plain(response.AsSpan(Math.Max(0, response.Length - 2 * TailLength)));
        string tail = plain[Math.Max(0, plain.Length - TailLength)..];
        string lower = tail.ToLowerInvariant();
        return Last(NamedPair().Matches(lower), 1)
            ?? Last(ParenthesisedPair().Matches(tail))
            ?? Last(HemispherePair().Matches(lower))
            ?? Last(LoosePair().Matches(tail), LoosePairs);
    }

    private static CoordinateReading? Last(MatchCollection matches, int atMost = int.MaxValue)
    {
        for (int i = matches.Count - 1; i >= 0 && matches.Count - i <= atMost; i--)
        {
            if (Pair(matches[i], CoordinateStage.Fallback) is CoordinateReading found) return found;
        }

        return null;
    }

    private static CoordinateReading? Pair(Match match, CoordinateStage stage)
    {
        if (!match.Success) return null;
        PythonText.TryFloat(match.Groups["lat"].ValueSpan, out double latitude);
        PythonText.TryFloat(match.Groups["lon"].ValueSpan, out double longitude);
        if (match.Groups["ns"].ValueSpan is "s") latitude = -latitude;
        if (match.Groups["ew"].ValueSpan is "w") longitude = -longitude;
        return CoordinateReading.InRange(latitude, longitude) ? new(stage, latitude, longitude) : null;
    }

    // Here the first number does give digits back: one number alone is read as two.
    [GeneratedRegex(@"(?<lat>-?[0-9]+\.?[0-9]*)(?> *,? *)(?<lon>-?[0-9]+\.?[0-9]*)")]
    private static partial Regex BoxPair();

    [GeneratedRegex($@"lat(?:itude)?[: ]+{Latitude}[, ]+lon(?:gitude)?[: ]+{Longitude}")]
    private static partial Regex NamedPair();

    [GeneratedRegex($@"\({Latitude}[, ]+{Longitude}\)")]
    private static partial Regex ParenthesisedPair();

    [GeneratedRegex($"{Latitude}[° ]*(?<ns>[ns])[, ]+{Longitude}[° ]*(?<ew>[ew])")]
    private static partial Regex HemispherePair();

    [GeneratedRegex(@"(?<lat>-?[0-9]{1,3}\.?[0-9]{0,8})[, ]+(?<lon>-?[0-9]{1,3}\.?[0-9]{0,8})")]
    private static partial Regex LoosePair();
}
