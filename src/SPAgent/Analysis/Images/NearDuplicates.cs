using System.Numerics;

namespace SPAgent;

/// <summary>Finds hashes that differ in at most two bits.</summary>
/// <remarks>
/// Two changed bits leave at least two of four quarters of a hash as they were. So for each of the six pairs of
/// quarters the hashes are sorted by those 32 bits, and only neighbours that share them are compared: never all pairs.
/// </remarks>
internal static class NearDuplicates
{
    private const int MostBits = 2;

    // A crowd of pictures that share 32 bits is compared with the first of it only as far as this.
    private const int LongestRun = 2000;

    private static readonly (int, int)[] Pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];

    /// <summary>For each hash the smallest index of a near one in front of it, through others if need be; its own index
    /// where there is none.</summary>
    public static int[] Groups(IReadOnlyList<ulong> hashes)
    {
        int[] parent = [.. Enumerable.Range(0, hashes.Count)];
        Dictionary<ulong, int> first = [];
        for (int i = 0; i < hashes.Count; i++)
        {
            if (!first.TryAdd(hashes[i], i)) parent[i] = first[hashes[i]];
        }

        ulong[] distinct = [.. first.Keys];
        foreach ((int one, int other) in Pairs)
        {
            uint[] keys = Array.ConvertAll(distinct, hash => (Quarter(hash, one) << 16) | Quarter(hash, other));
            ulong[] sorted = [.. distinct];
            Array.Sort(keys, sorted);
            for (int from = 0, to; from < sorted.Length; from = to)
            {
                to = from + 1;
                while (to < sorted.Length && keys[to] == keys[from]) to++;
                Compare(sorted.AsSpan(from, Math.Min(to - from, LongestRun)), first, parent);
            }
        }

        for (int i = 0; i < parent.Length; i++) parent[i] = Root(parent, i);
        return parent;
    }

    private static void Compare(ReadOnlySpan<ulong> run, Dictionary<ulong, int> first, int[] parent)
    {
        for (int i = 0; i < run.Length; i++)
        {
            for (int j = i + 1; j < run.Length; j++)
            {
                if (BitOperations.PopCount(run[i] ^ run[j]) > MostBits) continue;
                int one = Root(parent, first[run[i]]), other = Root(parent, first[run[j]]);
                parent[Math.Max(one, other)] = Math.Min(one, other);
            }
        }
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i];
        return i;
    }

    private static uint Quarter(ulong hash, int quarter) => (uint)(hash >> (16 * quarter)) & 0xffff;
}
