using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// How long a server asks to wait: in a header, as seconds or a date (RFC 9110, 10.2.3) or as milliseconds, or else in
/// its words.
/// </summary>
internal static partial class RetryDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <returns>The wait, from zero on; null where none is asked for, or it can't be read.</returns>
    public static TimeSpan? Read(PipelineResponseHeaders headers, ServerError error, TimeProvider time) =>
        Milliseconds(headers) ?? RetryAfter(headers, time) ?? InWords(error.Words);

    /// <summary>A wait in words or fields: "try again in 1m2.5s", <c>"retryDelay": "3s"</c>, <c>"retry_after":
    /// 5</c>.</summary>
    public static TimeSpan? InWords(string words)
    {
        Match match = Asked().Match(words);
        if (!match.Success) return null;
        bool milliseconds = match.Groups["milliseconds"].Success;
        TimeSpan wait = TimeSpan.Zero;
        foreach ((Capture number, Capture unit) in match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures))
        {
            double factor = unit.Length > 0 ? Factor(unit.Value) : milliseconds ? 0.001 : 1;
            wait += Seconds(
                factor * double.Parse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
            // Many of them would be more than a time can hold.
            if (wait > Longest) return Longest;
        }

        return wait;
    }

    private static TimeSpan? Milliseconds(PipelineResponseHeaders headers) =>
        (headers.TryGetValue("Retry-After-Ms", out string? text)
            || headers.TryGetValue("X-Ms-Retry-After-Ms", out text))
        && Number(text) is { } number ? Seconds(number / 1000) : null;

    private static TimeSpan? RetryAfter(PipelineResponseHeaders headers, TimeProvider time)
    {
        if (!headers.TryGetValue("Retry-After", out string? text)) return null;
        if (Number(text) is { } seconds) return Seconds(seconds);
        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date);
        if (!isDate) return null;
        TimeSpan wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));

    private static double Factor(string unit) =>
        unit.StartsWith("ms", StringComparison.OrdinalIgnoreCase)
            || unit.StartsWith("mil", StringComparison.OrdinalIgnoreCase) ? 0.001
        : char.ToLowerInvariant(unit[0]) switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 1 };

    [GeneratedRegex("""
        (?:retry[\ _-]?(?:after|delay|in)|(?:again|retry)\ (?:in|after)|wait(?:\ for)?\ )
        (?<milliseconds>[\ _-]?(?:ms|milliseconds)\b)?
        [\\"'\s:=]{0,8}(?:about\ |at\ least\ )?
        (?:(?<number>[0-9]+(?:\.[0-9]+)?)\ ?
           (?<unit>(?:milliseconds?|msecs?|ms|minutes?|mins?|seconds?|secs?|hours?|hrs?|days?|[smhd])(?![a-z])|)[\ ,]?)+
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Asked();
}
