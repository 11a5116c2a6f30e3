namespace SPAgent.Formats.Golden;

/// <summary>A clock that stands at 24 January 2025, 14:30:22: nothing takes any time.</summary>
internal sealed class StillClock : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2025, 1, 24, 14, 30, 22, TimeSpan.Zero);

    public override long GetTimestamp() => 0;
}
