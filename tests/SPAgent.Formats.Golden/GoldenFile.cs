using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>Holds what is written today against a file of <c>Goldens</c>, or makes it one when asked.</summary>
internal static class GoldenFile
{
    public const string Accept = "SPAGENT_ACCEPT_GOLDENS";

    private const int Before = 60, Shown = 200;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Hold(string name, string actual)
    {
        string golden = Path.Combine(Checkout.Goldens, name);
        if (Environment.GetEnvironmentVariable(Accept) == "1") Write(golden, actual);
        if (!File.Exists(golden)) Assert.Fail($"{name}: there is no such golden. {Advice}");
        string expected = File.ReadAllText(golden, s_utf8);
        if (expected == actual) return;
        string now = Path.Combine(AppContext.BaseDirectory, "GoldensNow", name);
        Write(now, actual);
        Assert.Fail($"{Difference(name, expected, actual)}\n  whole:  {now}\n{Advice}");
    }

    private static string Advice =>
        $"If this byte moves on purpose: {Accept}=1 {Path.GetRelativePath(Checkout.Root, Environment.ProcessPath!)}, "
        + "read the diff of tests/SPAgent.Formats.Golden/Goldens, and commit it with the reason.";

    private static string Difference(string name, string expected, string actual)
    {
        string[] golden = expected.Split('\n'), now = actual.Split('\n');
        int line = golden.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        string? file = golden.Take(line + 1)
            .LastOrDefault(text => text.StartsWith(Folder.Heading, StringComparison.Ordinal));
        string was = golden.ElementAtOrDefault(line) ?? "<the end>";
        string today = now.ElementAtOrDefault(line) ?? "<the end>";
        int column = was.Zip(today).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"Goldens/{name} {file}: line {line + 1} differs from column {column + 1} on\n"
            + $"  golden: {Cut(was, column)}\n  now:    {Cut(today, column)}";
    }

    // A row of an export is thousands of characters long.
    private static string Cut(string line, int column)
    {
        int from = Math.Max(0, column - Before), to = Math.Min(line.Length, from + Shown);
        return $"{(from > 0 ? "…" : "")}{line[from..to]}{(to < line.Length ? "…" : "")}";
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, s_utf8);
    }
}
