using System.Collections.Concurrent;
using System.ComponentModel;

namespace SPAgent.Notebooks;

/// <summary>Carries a value from the engine into the cell that declares a variable of it. Not meant to be used by
/// hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HandedValue : IDisposable
{
    private static readonly ConcurrentDictionary<int, object?> s_given = new();
    private static int s_last;

    private HandedValue(int key) => Key = key;

    internal int Key { get; }

    /// <summary>The value that was given under a number.</summary>
    public static object? Take(int key) => s_given.GetValueOrDefault(key);

    /// <summary>Forgets the value.</summary>
    public void Dispose() => s_given.TryRemove(Key, out _);

    internal static HandedValue Give(object? value)
    {
        var handed = new HandedValue(Interlocked.Increment(ref s_last));
        s_given[handed.Key] = value;
        return handed;
    }
}
