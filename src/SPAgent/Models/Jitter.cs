namespace SPAgent;

/// <summary>Seeded numbers from 0 to below 1 for waits, safe for several threads.</summary>
internal sealed class Jitter(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public double Next()
    {
        lock (_lock) return _random.NextDouble();
    }
}
