using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Cli;

/// <summary><c>spagent collect</c> and <c>stats</c> on a server that others wrote: mock-llm behind Prism, which checks
/// every request and answer.</summary>
public sealed partial class CollectFromServerTests : IDisposable
{
    private const string Key = "sk-test";

    private readonly TemporaryFolder _folder = new();
    private readonly Peers _peers;

    public CollectFromServerTests(Peers peers)
    {
        _peers = peers;
        // Small: mock-llm takes requests up to 100 KB.
        File.WriteAllBytes(_folder["image.jpg"], Pictures.Gradient(96, 72).EncodeJpeg());
        WriteManifest("How many cars are there?", "Which car is nearer?");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_READMEs_example_runs_over_HTTP()
    {
        await RunReadmeAsync("--base-url http://localhost:8000/v1", $"--base-url {await _peers.CheckedMockAsync()}");
        Assert.Equal((3, 3, 0, 6), Counts(await StatsAsync("my-data")));
    }

    [Fact]
    public async Task The_READMEs_example_runs_on_the_simulated_model()
    {
        await RunReadmeAsync("--model qwen3-vl --base-url http://localhost:8000/v1",
            "--model simulated --simulated-failures 0");
        (int total, int successful, int failed, int samples) = Counts(await StatsAsync("my-data"));
        Assert.Equal((3, 3, 0), (total, successful, failed));
        Assert.InRange(samples, 3, 12);
    }

    [Fact]
    public async Task What_was_asked_over_HTTP_is_counted_and_never_asked_again()
    {
        WriteManifest("How many cars are there?", "Which car is nearer?", "Is it day?", "What is on the far side?");
        CommandLine.Outcome first = await CollectAsync();
        Assert.Equal((1, 3, 1), (first.ExitCode, Number(first.Json, "answered"), Number(first.Json, "failed")));
        // Two inferences a session: the look with the tool, the answer with the picture that it made.
        JsonElement figures = await StatsAsync("data");
        Assert.Equal((4, 3, 1, 6), Counts(figures));
        Assert.Equal((0.75, 2.0, 0),
            (figures.GetProperty("success_rate").GetDouble(),
                figures.GetProperty("avg_samples_per_success").GetDouble(), Number(figures, "unreadable")));

        CommandLine.Outcome again = await CollectAsync();
        Assert.Equal((0, 3, 1),
            (Number(again.Json, "answered"), Number(again.Json, "answered_earlier"),
                Number(again.Json, "failed_earlier")));
        Assert.Equal((4, 3, 1, 6), Counts(await StatsAsync("data")));
        Assert.Equal("no <answer> in the final response",
            Assert.Single(SessionStore.Open(_folder["data"]).ReadFailures()).Reason);
    }

    [Fact]
    public async Task A_session_over_HTTP_holds_what_the_server_said()
    {
        await CommandLine.RunWithKeyAsync(Key, "collect", "--images", _folder["image.jpg"], "--question", "How many?",
            "--output", _folder["data"],
            "--model", "qwen3-vl", "--base-url", $"{await _peers.CheckedMockAsync()}");
        SessionStore store = SessionStore.Open(_folder["data"]);
        CollectedSession session = store.Load(Assert.Single(store.ListSessionIds()));
        Assert.Equal(("How many?", "two cars", 2), (session.Question, session.FinalAnswer, session.NumIterations));
        Assert.Equal((1, 1),
            (session.Metadata.GetProperty("num_tool_calls").GetInt32(),
                session.Metadata.GetProperty("num_additional_images").GetInt32()));
        InferenceSample last = session.Samples[1];
        Assert.Equal(("stop", 208, 2),
            (last.FinishReason, Number(last.Usage!.Value, "total_tokens"), last.Images.Count));
        Assert.True(last.LatencyMs > 0);
        RasterImage view = RasterImage.Load(session.SavedImagePath(last, 1)!);
        Assert.Equal((32, 28), (view.Width, view.Height));
    }

    private void WriteManifest(params string[] questions) =>
        File.WriteAllLines(_folder["questions.jsonl"],
            questions.Select(question => JsonSerializer.Serialize(new { image = "image.jpg", question })));

    private async Task<CommandLine.Outcome> CollectAsync() => await CommandLine.RunWithKeyAsync(
        Key, "collect", "--manifest", _folder["questions.jsonl"], "--output", _folder["data"], "--model", "qwen3-vl",
        "--base-url", $"{await _peers.CheckedMockAsync()}", "--json");

    private async Task<JsonElement> StatsAsync(string folder) =>
        (await CommandLine.RunAsync("stats", _folder[folder], "--json")).Json;

    private static (int Total, int Successful, int Failed, int Samples) Counts(JsonElement figures) =>
        (Number(figures, "total_sessions"), Number(figures, "successful_sessions"), Number(figures, "failed_sessions"),
            Number(figures, "total_samples"));

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    // Word for word, but for the model or the address.
    private async Task RunReadmeAsync(string there, string here)
    {
        string[] lines = [.. ReadmeLines().Matches(File.ReadAllText(Path.Combine(Fixtures.Root, "README.md")))
            .Select(match => match.Value.Replace(there, here, StringComparison.Ordinal))];
        Assert.Equal(3, lines.Length);
        Assert.Equal(2, lines.Count(line => line.Contains(here, StringComparison.Ordinal)));
        string script =
            $"set -e\nexport PATH=\"{Path.GetDirectoryName(CommandLine.Executable)}:$PATH\"\n{string.Join('\n', lines)}";
        ProcessStartInfo start = new("bash", ["-c", script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OPENAI_API_KEY"] = Key },
        };
        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            messages = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"{await output}\n{await messages}");
        Assert.Contains("Total sessions: 3", await output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^spagent (?:collect|stats) .*my-data.*$", RegexOptions.Multiline)]
    private static partial Regex ReadmeLines();
}
