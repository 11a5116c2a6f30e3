using System.Globalization;

namespace SPAgent.Benchmarks;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class BenchmarkOptions(string[] args)
{
    /// <summary>A folder in memory where the system has one, else the temporary folder.</summary>
    public static string MemoryFolder { get; } = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public string Text(string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    public int Number(string name, int otherwise) =>
        int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
