namespace SPAgent;

/// <summary>Lets through a few reports a second: eyes follow no more, and each one is a message or a line.</summary>
internal sealed class ReportThrottle(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    private long? _last;

    /// <summary>Whether it is time for another one, which is then taken to be shown. The first is always let
    /// through.</summary>
    public bool IsTime
    {
        get
        {
            long now = time.GetTimestamp();
            if (_last is { } last && time.GetElapsedTime(last, now) < Shortest) return false;
            _last = now;
            return true;
        }
    }
}
