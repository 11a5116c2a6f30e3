using System.Diagnostics;

namespace SPAgent.Formats.Golden;

/// <summary>
/// What the commands print with <c>--json</c>, and their exit codes; the texts on stderr are for people and may move.
/// </summary>
public sealed class CommandTests(Disk disk)
{
    private const string Streets = "data-samples/streets", Paris = $"{Streets}/00_paris.jpg";

    [Theory]
    [InlineData("stats", "taught-prompt")]
    [InlineData("stats", "rollouts")]
    [InlineData("stats", "collection")]
    [InlineData("stats", "data-samples/sessions")]
    [InlineData("stats", "data-samples/flawed/traces")]
    [InlineData("check", "taught-prompt")]
    [InlineData("check", "collection")]
    [InlineData("check", "data-samples/flawed/traces")]
    [InlineData("check", "data-samples/flawed/sessions")]
    [InlineData("check", "data-samples/flawed/pictures")]
    [InlineData("check", "data-samples/flawed/export")]
    [InlineData("view", "taught-native/trace_00001.json")]
    [InlineData("view", "taught-prompt", "--batch")]
    [InlineData("view", "collection", "--batch")]
    [InlineData("view", "data-samples/traces/history")]
    [InlineData("view", "data-samples/sessions")]
    [InlineData("view", "collection/sessions/session_20250124_143022_00000002")]
    [InlineData("replay", "taught-native/trace_00001.json")]
    [InlineData("replay", "data-samples/traces/sorted-index/trace_00001.json", "--dataset", Streets)]
    [InlineData("export", "taught-prompt", "--format", "swift", "--output", "told/swift")]
    [InlineData("export", "collection", "--format", "sharegpt", "--output", "told/rows.json", "--validation", "0.3")]
    [InlineData("dataset", "info", Streets)]
    [InlineData("dataset", "info", "data-samples/streets-arrow")]
    [InlineData("dataset", "row", Streets, "8")]
    [InlineData("dataset", "row", "data-samples/streets-arrow", "27")]
    [InlineData("rescore", "data-samples/traces/written", "--dry-run")]
    [InlineData("rescore", "taught-native", "--dry-run", "--reward", "exact", "--answer-column", "city")]
    [InlineData("distill", "--model", "simulated", "--workers", "1", "--simulated-failures", "0.5",
        "--dataset", Streets,
        "--output", "run")]
    [InlineData("collect", "--model", "simulated", "--images", Paris, "--question", "?", "--output", "one")]
    public async Task A_command_prints_what_it_printed_before(params string[] arguments)
    {
        string words = string.Join(' ', arguments);
        CancellationToken stop = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new(Checkout.Command, [.. arguments, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> messages = process.StandardError.ReadToEndAsync(stop);
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Assert.True(output.Length > 0, await messages);
        string name = string.Join('-', arguments.Take(4).Select(argument => argument.TrimStart('-').Replace('/', '-')));
        GoldenFile.Hold(
            $"commands/{name}.txt",
            $"$ spagent {words} --json\n{Varying.Settle(output, disk.Work)}exit code {process.ExitCode}\n");
    }
}
