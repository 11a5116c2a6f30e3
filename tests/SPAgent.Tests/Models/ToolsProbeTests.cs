using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class ToolsProbeTests
{
    [Fact]
    public async Task A_server_that_takes_tools_is_asked_once_by_many_workers()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient client = Chat.Client(server);

        bool[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Probe(client))));

        Assert.All(answers, Assert.True);
        // The second one counts the tokens without the tool.
        Assert.Equal([true, false], server.Requests.Select(request => request.OffersTools));
    }

    [Fact]
    public async Task A_server_that_counts_the_same_tokens_without_tools_does_not_see_them()
    {
        await using FakeChatServer server = FakeChatServer.Start(ignoresTools: true);
        using IChatClient client = Chat.Client(server);

        Assert.False(await Probe(client));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_calls_the_tool_or_counts_no_tokens_is_asked_once()
    {
        FakeReply[] replies =
            [FakeReply.ToolCall("noop", "{}"), FakeReply.Json("""{"choices":[{"message":{"content":"OK"}}]}""")];
        foreach (FakeReply reply in replies)
        {
            await using FakeChatServer server = FakeChatServer.Start(_ => reply, ignoresTools: true);
            using IChatClient client = Chat.Client(server);

            Assert.True(await Probe(client));
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task A_model_that_thinks_in_hiding_until_its_tokens_are_used_up_takes_tools()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(
            """{"choices":[{"message":{"content":""},"finish_reason":"length"}],"usage":{"completion_tokens":16,"completion_tokens_details":{"reasoning_tokens":16}}}"""));
        using IChatClient client = Chat.Client(server);

        Assert.True(await Probe(client));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_model_whose_thought_did_not_fit_into_the_answer_takes_tools()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(400,
            "Could not finish the message because max_tokens or model output limit was reached. "
            + "Please try again with higher max_tokens."));
        using IChatClient client = Chat.Client(server);

        Assert.True(await Probe(client));
        Assert.Contains("--max-tokens", (await client.FailureAsync()).Message);
    }

    [Theory]
    [InlineData(500, "the tools parameter needs --jinja")]
    [InlineData(500, "tools param requires --jinja flag")]
    [InlineData(500, "Failed to parse the chat template: unknown method at row 3")]
    [InlineData(400, "registry.ollama.ai/library/gemma3:latest does not support tools")]
    [InlineData(400, "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set")]
    [InlineData(404, "No endpoints found that support tool use. Try disabling \"noop\".")]
    [InlineData(400, "Function calling is not enabled for models/gemma-3-27b-it")]
    public async Task A_refusal_that_names_tools_or_the_template_is_a_no_at_once(int status, string words)
    {
        await using FakeChatServer server =
            FakeChatServer.Start(request => request.OffersTools ? FakeReply.Error(status, words)
                : FakeReply.Text("OK"));
        using IChatClient client = Chat.Client(server);

        Assert.False(await Probe(client));
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task A_server_that_refuses_tools_alone_gets_them_in_the_prompt(int status)
    {
        await using FakeChatServer server = FakeChatServer.Start(
            request => request.OffersTools ? FakeReply.Error(status) : FakeReply.Text("OK"));
        using IChatClient client = Chat.Client(server);

        Assert.False(await Probe(client));
        int requests = server.Requests.Count;
        Assert.False(await Probe(client));
        Assert.Equal(requests, server.Requests.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_server_that_breaks_decides_nothing(int status)
    {
        await using FakeChatServer server = FakeChatServer.Start(
            request => request.OffersTools ? FakeReply.Error(status, "boom") : FakeReply.Text("OK"));
        using IChatClient client = Chat.Client(server);

        ModelException failure = await Assert.ThrowsAsync<ModelException>(() => Probe(client));

        Assert.Equal((ModelFailure.Server, status, 6), (failure.Kind, failure.StatusCode, failure.Attempts));
        Assert.Contains($"HTTP {status} (boom", failure.Message);
        Assert.Contains("--tools-mode", failure.Message);
        Assert.All(server.Requests, request => Assert.True(request.OffersTools));
    }

    [Fact]
    public async Task A_server_that_breaks_for_a_moment_is_asked_again()
    {
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(500), FakeReply.Error(503));
        using IChatClient client = Chat.Client(server);

        Assert.True(await Probe(client));
    }

    [Fact]
    public async Task A_run_that_cannot_find_out_begins_nothing()
    {
        using TemporaryFolder folder = new();
        bool broken = true;
        await using FakeChatServer server =
            FakeChatServer.Start(_ => broken ? FakeReply.Error(500) : FakeReply.Text(@"\boxed{1.5, 2.5}"));
        using IChatClient client = Chat.Client(server);
        DistillationRun run =
            new(client, StreetFolder.Make(folder["streets"], rows: 2), folder["traces"], new() { Samples = 2 });

        await Assert.ThrowsAsync<ModelException>(
            () => run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder["traces"]));

        broken = false;
        Assert.Equal(2, (await run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken)).Done);
        Assert.Equal("api_parameter", Trace.Load(folder["traces", "trace_00000.json"]).InitialPrompt!.ToolsMode);
    }

    [Theory]
    [InlineData(401, ModelFailure.Unauthorized)]
    [InlineData(403, ModelFailure.Forbidden)]
    [InlineData(404, ModelFailure.NotFound)]
    public async Task A_wrong_key_model_or_address_is_no_lack_of_tools(int status, ModelFailure kind)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(status));
        using IChatClient client = Chat.Client(server);

        ModelException failure = await Assert.ThrowsAsync<ModelException>(() => Probe(client));

        Assert.Equal((kind, true), (failure.Kind, failure.StopsRun));
    }

    [Fact]
    public async Task A_failed_probe_is_forgotten()
    {
        await using FakeChatServer server = FakeChatServer.Start().Script(FakeReply.Error(401));
        using IChatClient client = Chat.Client(server);

        await Assert.ThrowsAsync<ModelException>(() => Probe(client));
        Assert.True(await Probe(client));
    }

    [Fact]
    public async Task Cancelling_one_caller_leaves_the_probe_to_the_others()
    {
        TaskCompletionSource release = new();
        await using FakeChatServer server = FakeChatServer.Start()
            .Script(FakeReply.Text("OK") with { Until = release.Task });
        using IChatClient client = Chat.Client(server);
        using CancellationTokenSource cancel = new();
        Task<bool> cancelled = client.GetService<ToolsProbe>()!.SupportsToolsAsync(cancel.Token);
        Task<bool> other = Probe(client);
        await server.ArrivalAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        release.SetResult();

        Assert.True(await other);
    }

    private static Task<bool> Probe(IChatClient client) =>
        client.GetService<ToolsProbe>()!.SupportsToolsAsync(TestContext.Current.CancellationToken);
}
