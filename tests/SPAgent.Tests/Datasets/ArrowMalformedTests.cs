using System.Diagnostics;

namespace SPAgent.Tests;

/// <summary>Inputs that crashed, hung or exhausted other Arrow readers.</summary>
public sealed class ArrowMalformedTests
{
    private const string Absent = "(absent)";
    private const long MostBytes = 256 << 20;

    public static TheoryData<string> Files
    {
        get
        {
            string folder = Path.Combine(Fixtures.Root, "..", "shared", "datasets", "arrow-malformed");
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order()] : [Absent];
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_stream_ends_in_rows_or_in_a_clear_error(string file)
    {
        string path = Fixtures.Shared("datasets", "arrow-malformed", file == Absent ? "" : file);
        var clock = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        (long rows, DatasetException? error) = ArrowReading.All(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.SendDiagnosticMessage(
            $"{rows} rows, {allocated / 1024:N0} KB, {clock.ElapsedMilliseconds} ms: {error?.Message}");
        Assert.InRange(allocated, 0, MostBytes);
        if (error is not null) Assert.StartsWith(path, error.Message);
    }
}
