namespace SPAgent.Tests.Collection;

/// <summary>A clock that stands still until it is moved. It begins on 24 January 2025 at 14:30:22, far before any file
/// of a test.</summary>
internal sealed class Clock : TimeProvider
{
    private DateTimeOffset _now = new(2025, 1, 24, 14, 30, 22, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(double seconds) => _now += TimeSpan.FromSeconds(seconds);
}
