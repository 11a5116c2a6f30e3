namespace SPAgent.Tests.Cli;

public sealed class SeveralServersTests : IDisposable
{
    private const string Answer = "<answer>1.5, 2.5</answer>";

    private readonly TemporaryFolder _folder = new();

    public SeveralServersTests() => StreetFolder.Make(_folder["streets"], rows: 40);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_dies_in_mid_run_costs_no_sample()
    {
        int answered = 0;
        TaskCompletionSource die = new();
        FakeChatServer dying = FakeChatServer.Start(request =>
        {
            if (Interlocked.Increment(ref answered) < 8) return FakeReply.Text(Answer);
            die.TrySetResult();
            return FakeReply.Silence;
        });
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        Task<CommandLine.Outcome> run = DistillAsync(samples: 40, dying, server);
        await Task.WhenAny(die.Task, run);
        await dying.DisposeAsync();
        CommandLine.Outcome outcome = await run;

        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal(40, outcome.Json.GetProperty("done").GetInt32());
        Assert.Equal(40, TraceStore.Open(_folder["out"]).Indices().Count);
        Assert.Equal(2, outcome.Json.GetProperty("servers").GetArrayLength());
        Assert.DoesNotContain("127.0.0.1", File.ReadAllText(_folder["out", "run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_goes_on_at_other_servers()
    {
        await using FakeChatServer one = FakeChatServer.Start(_ => FakeReply.Text(Answer)),
            two = FakeChatServer.Start(_ => FakeReply.Text(Answer)),
            three = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        Assert.Equal(0, (await DistillAsync(samples: 10, one)).ExitCode);

        CommandLine.Outcome outcome = await DistillAsync(samples: 40, two, three);

        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal((10, 30), (outcome.Json.GetProperty("already_done").GetInt32(),
            outcome.Json.GetProperty("done").GetInt32()));
    }

    [Fact]
    public async Task A_key_goes_to_several_hosts_only_when_it_was_said()
    {
        await using FakeChatServer one = FakeChatServer.Start(_ => FakeReply.Text(Answer)),
            two = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        string[] addresses = [$"{one.BaseUri}", $"http://localhost:{two.BaseUri.Port}/v1"];

        CommandLine.Outcome refused = await DistillAsync("sk-not-for-everyone", addresses);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--api-key-variable", refused.Messages, StringComparison.Ordinal);
        Assert.Empty(one.Requests.Concat(two.Requests));

        CommandLine.Outcome said = await DistillAsync(
            "sk-not-for-everyone", addresses, "--api-key-variable", "OPENAI_API_KEY");
        Assert.True(said.ExitCode == 0, said.Messages);
        Assert.All(one.Requests.Concat(two.Requests),
            request => Assert.Equal("Bearer sk-not-for-everyone", request.Authorization));
    }

    [Fact]
    public async Task Keys_are_one_for_all_or_one_for_each()
    {
        CommandLine.Outcome outcome = await CommandLine.RunAsync("distill", "--dataset", _folder["streets"],
            "--output", _folder["out"], "--model", "fake-vlm", "--base-url", "http://a/v1", "--base-url", "http://b/v1",
            "--base-url", "http://c/v1", "--api-key-variable", "HOME", "--api-key-variable", "PATH");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("2 times for 3 servers", outcome.Messages, StringComparison.Ordinal);
    }

    private Task<CommandLine.Outcome> DistillAsync(int samples, params FakeChatServer[] servers) =>
        CommandLine.RunAsync(
            [.. Command([.. servers.Select(server => $"{server.BaseUri}")]), "--samples", $"{samples}"]);

    private Task<CommandLine.Outcome> DistillAsync(string key, string[] addresses, params string[] further) =>
        CommandLine.RunWithKeyAsync(key, [.. Command(addresses), .. further]);

    private string[] Command(string[] addresses) =>
    [
        "distill", "--dataset", _folder["streets"], "--output", _folder["out"], "--workers", "8", "--model", "fake-vlm",
        "--tools-mode", "prompt", "--json", .. addresses.SelectMany(address => (string[])["--base-url", address]),
    ];
}
