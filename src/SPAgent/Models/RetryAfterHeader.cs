using System.ClientModel.Primitives;
using System.Globalization;

namespace SPAgent;

/// <summary>How long a server asks to wait (RFC 9110, 10.2.3): seconds, or a date.</summary>
internal static class RetryAfterHeader
{
    /// <returns>The wait, from zero on; null where the header is absent or can't be read.</returns>
    public static TimeSpan? Read(PipelineResponseHeaders headers, TimeProvider time)
    {
        if (!headers.TryGetValue("Retry-After", out string? text)) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(36_500).TotalSeconds));
        }

        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
        if (!isDate) return null;
        TimeSpan wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
