using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>The configured key never reaches the disk or the screen, whatever the server makes of it.</summary>
public sealed class ApiKeyTests : IDisposable
{
    // The server's JSON escapes the plus.
    private const string Key = "sk-8d1f0c2a+77e9/b54d=";

    private static readonly string[] s_parts = ["8d1f0c2a", "77e9", "b54d"];

    private readonly TemporaryFolder _folder = new();

    public ApiKeyTests() => StreetFolder.Make(_folder["streets"], rows: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Distilling_from_a_server_that_echoes_it()
    {
        File.WriteAllText(_folder["prompt.txt"], "<image>Where in {country}?");
        await using FakeChatServer server = Echoing("Country 3");
        CommandLine.Outcome outcome = await CommandLine.RunWithKeyAsync(Key, "distill", "--dataset", _folder["streets"],
            "--output", _folder["out"], "--samples", "4", "--workers", "2",
            "--prompt", _folder["prompt.txt"], "--model", "fake-vlm", "--base-url", $"{server.BaseUri}", "--json");
        Assert.True(outcome.ExitCode == 1, outcome.Messages);
        Assert.Equal((3, 1),
            (outcome.Json.GetProperty("done").GetInt32(), outcome.Json.GetProperty("failed").GetInt32()));
        Assert.Contains("***", File.ReadAllText(_folder["out", "failures.jsonl"]), StringComparison.Ordinal);
        AssertNowhere(server, outcome);
    }

    [Fact]
    public async Task Collecting_from_a_server_that_echoes_it()
    {
        File.WriteAllLines(_folder["manifest.jsonl"],
            Enumerable.Range(0, 4)
                .Select(i => JsonSerializer.Serialize(
                    new { image = $"streets/{i:000}.jpg", question = $"Where in Country {i}?" })));
        await using FakeChatServer server = Echoing("Country 3");
        CommandLine.Outcome outcome = await CommandLine.RunWithKeyAsync(Key, "collect", "--manifest",
            _folder["manifest.jsonl"], "--output", _folder["out"], "--workers", "2",
            "--model", "fake-vlm", "--base-url", $"{server.BaseUri}", "--json");
        Assert.True(outcome.ExitCode == 1, outcome.Messages);
        Assert.Equal((3, 1),
            (outcome.Json.GetProperty("answered").GetInt32(), outcome.Json.GetProperty("failed").GetInt32()));
        Assert.Contains("***", outcome.Messages, StringComparison.Ordinal);
        AssertNowhere(server, outcome);
    }

    [Theory]
    [InlineData("distill")]
    [InlineData("collect")]
    public async Task A_server_that_refuses_it_and_repeats_it(string command)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => FakeReply.Error(401, $"{request.Authorization} is no good"));
        string[] rest = command == "distill" ? ["--dataset", _folder["streets"]]
            : ["--images", _folder["streets", "000.jpg"], "--question", "Where?"];
        CommandLine.Outcome outcome = await CommandLine.RunWithKeyAsync(Key,
            [command, .. rest, "--output", _folder["out"], "--model", "fake-vlm", "--base-url", $"{server.BaseUri}"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("OPENAI_API_KEY", outcome.Messages, StringComparison.Ordinal);
        AssertNowhere(server, outcome);
    }

    // Whether the key came, and in every place where a server can put it: text, reasoning, names and arguments of
    // calls, errors.
    private static FakeChatServer Echoing(string refused) => FakeChatServer.Start(request =>
    {
        string echo = request.Authorization ?? "";
        string body = System.Text.Encoding.UTF8.GetString(request.Body.Span);
        if (body.Contains(refused, StringComparison.Ordinal)) return FakeReply.Error(400, $"rejected: {echo}");
        string text = request.Images < 2
            ? $"With {echo} I look.\n<tool_call>{{\"name\": \"image_zoom_in_tool\", \"arguments\": {{\"bbox_2d\": [0, "
                + $"0, 32, 24], \"label\": \"{echo}\"}}}}</tool_call>"
            : $"<answer>{echo}</answer>";
        return FakeReply.Message(
            JsonSerializer.Serialize(
                new { role = "assistant", content = text, reasoning_content = $"Their key is {echo}." }));
    });

    private void AssertNowhere(FakeChatServer server, CommandLine.Outcome outcome)
    {
        Assert.All(server.Requests, request => Assert.Equal($"Bearer {Key}", request.Authorization));
        Assert.NotEmpty(server.Requests);
        string[] files = Directory.Exists(_folder["out"])
            ? Directory.GetFiles(_folder["out"], "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }) : [];
        foreach (string part in s_parts)
        {
            Assert.DoesNotContain(part, outcome.Output + outcome.Messages, StringComparison.Ordinal);
            Assert.All(files, file => Assert.DoesNotContain(part, File.ReadAllText(file), StringComparison.Ordinal));
        }
    }
}
