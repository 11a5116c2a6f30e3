using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Limits of the Python code tool. The defaults suit a machine of its user's own; every value is checked when
/// it is set.</summary>
[TypeFormatterSource]
public sealed partial record PythonSandboxOptions
{
    /// <summary>
    /// Calls that run at once, each in a sandbox of its own. Default null: one for each processor, fewer where memory
    /// is short. From 1 to 256. Workers × <see cref="AddressSpace"/> has to fit into 80 % of the memory that is
    /// available.
    /// </summary>
    public int? Workers { get; init => field = value is { } count ? Ranges.Check(count, 1, 256) : null; }

    /// <summary>
    /// Time on the clock for one call. Default 10 s; from 100 ms to 10 minutes. A crowded machine may want 20 s beside
    /// a processor time of 10 s.
    /// </summary>
    public TimeSpan WallTime
    {
        get;
        init => field = Ranges.Check(value, TimeSpan.FromMilliseconds(100), Longest);
    } = TimeSpan.FromSeconds(10);

    /// <summary>Processor time for one call, summed over its threads; counted in whole seconds, rounded up. Default 10
    /// s; from 1 s to 10 minutes.</summary>
    public TimeSpan CpuTime
    {
        get;
        init => field = Ranges.Check(value, TimeSpan.FromSeconds(1), Longest);
    } = TimeSpan.FromSeconds(10);

    /// <summary>Address space of one call in bytes, the interpreter included. Default 2 GiB; from 512 MiB to 64
    /// GiB.</summary>
    public long AddressSpace
    {
        get;
        init => field = Ranges.Check(value, 512L << 20, 64L << 30);
    } = 2L << 30;

    /// <summary>Most pixels of a picture, given or made. Default 50,000,000; from 1 to
    /// <see cref="RasterImage.MaxPixels"/>. A side is at most 16,384.</summary>
    public int MaxPixels { get; init => field = Ranges.Check(value, 1, RasterImage.MaxPixels); } = 50_000_000;

    /// <summary>Calls after which a worker is replaced by a fresh one. Default 500; from 1, a sandbox for each call, to
    /// 1,000,000.</summary>
    public int RecycleAfter { get; init => field = Ranges.Check(value, 1, 1_000_000); } = 500;

    /// <summary>The interpreter: a path, or null for the first of PATH's python3 and /usr/bin/python3 that has PIL and
    /// numpy. Default null.</summary>
    public string? Python { get; init => field = Named(value, nameof(Python)); }

    /// <summary>The bubblewrap program: a path, or null for bwrap on PATH. Default null.</summary>
    public string? Bubblewrap { get; init => field = Named(value, nameof(Bubblewrap)); }

    /// <summary>
    /// Packages beside PIL and numpy that model code may import, such as scipy or cv2, with whatever they need in turn.
    /// Default none: then each machine has the same set, and a trace replays on all of them.
    /// </summary>
    public IReadOnlyList<string> Packages
    {
        get; init
        {
            CheckPackages(value, nameof(Packages));
            field = [.. value];
        }
    } = [];

    /// <summary>
    /// Runs each accepted call once more and says in <see cref="PythonCallResult.Replayable"/> whether the pixels came
    /// out the same. Default false; costs the time of a second call.
    /// </summary>
    public bool RunTwice { get; init; }

    /// <summary>Seed of every source of randomness that Python code has. Default 0. Recorded, because other seeds make
    /// other pictures.</summary>
    public uint Seed { get; init; }

    internal const int MaxSide = 16_384, MaxCodeBytes = 64 << 10, LogKept = 64 << 10, LogLimit = 8 << 20,
        MessageLimit = 8 << 10;

    private static TimeSpan Longest => TimeSpan.FromMinutes(10);

    private static string? Named(string? path, string option)
    {
        if (path is not null) ArgumentException.ThrowIfNullOrWhiteSpace(path, option);
        return path;
    }

    private static void CheckPackages(IReadOnlyList<string> names, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        if (names.FirstOrDefault(name => !PackageName().IsMatch(name)) is string bad)
            throw new ArgumentException($"Packages holds \"{bad}\"; the name that Python imports is "
                + "expected, such as scipy or cv2.", parameter);
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex PackageName();
}
