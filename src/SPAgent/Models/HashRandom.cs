using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>
/// Numbers that depend on their seed alone, on every machine and .NET version: SplitMix64 (Steele, Lea, Flood, 2014)
/// seeded by SHA-256.
/// </summary>
internal struct HashRandom
{
    private ulong _state;

    /// <summary>A stream for what the parts spell.</summary>
    public static HashRandom From(ReadOnlySpan<byte> content, params ReadOnlySpan<long> salt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        ulong state = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        foreach (long part in salt) state = Mix(state ^ Mix((ulong)part));
        return new HashRandom { _state = state };
    }

    /// <summary>Another stream, for a part of the same thing.</summary>
    public readonly HashRandom For(long part) => new() { _state = Mix(_state ^ Mix((ulong)part)) };

    /// <summary>Uniform in 0 ≤ x &lt; 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="end"/> − 1.</summary>
    public int Next(int end) => (int)(NextDouble() * end);

    /// <summary>Standard normal, by the Box–Muller transform.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>One of the choices.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    /// <summary>A rank for item <paramref name="index"/>: sorting by it shuffles, and an item more never reshuffles the
    /// others.</summary>
    public static ulong Rank(long seed, long index) => Mix(Mix((ulong)seed) ^ (ulong)index);

    private ulong NextUInt64() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
