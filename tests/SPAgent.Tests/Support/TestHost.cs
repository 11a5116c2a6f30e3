using System.Diagnostics;

namespace SPAgent.Tests;

/// <summary>Runs SPAgent.TestHost: a process beside the tests that can be killed, or has its memory to
/// itself.</summary>
internal static class TestHost
{
    private static string Executable { get; } =
        Path.Combine(Fixtures.Root, "tests", "SPAgent.TestHost", "bin",
            new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name, "net10.0", "SPAgent.TestHost");

    /// <summary>Starts it; what it finishes it says on stdout, line by line.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Executable, arguments)
        { RedirectStandardOutput = true, WorkingDirectory = Fixtures.Root })!;

    /// <summary>Runs it to its end; what it said.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    /// <summary>Kills it after it said <paramref name="lines"/> lines; all whole lines that it said until
    /// then.</summary>
    public static async Task<IReadOnlyList<string>> RunAndKillAsync(int lines, params string[] arguments)
    {
        using Process process = Start(arguments);
        List<string> said = [];
        while (said.Count < lines && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            is { } line) said.Add(line);
        process.Kill();
        string rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // The last piece is a line only if its end was said too.
        said.AddRange(rest.Split('\n')[..^1]);
        return said;
    }
}
