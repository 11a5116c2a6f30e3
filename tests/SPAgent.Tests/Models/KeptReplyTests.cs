using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class KeptReplyTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_recorded_is_answered_without_the_model_byte_for_byte()
    {
        await using FakeChatServer server = FakeChatServer.Start().Script(
            FakeReply.Text("one"), FakeReply.ToolCall("zoom", """{"a": [1, 2.5]}"""), FakeReply.Text("three"));
        ChatMessage[] asked = [.. Enumerable.Range(1, 3).Select(i => new ChatMessage(ChatRole.User,
            [new TextContent("Look."), new DataContent(Pictures.Gradient(8, 8, i).EncodePng(), "image/png")]))];
        List<string> first = [], again = [];
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
        {
            foreach (ChatMessage look in asked)
                first.Add(Shown(await recording.GetResponseAsync([look], null, Stop)));
        }

        using IChatClient offline = ChatModels.Recorded(_folder["talk.jsonl"]);
        foreach (ChatMessage look in asked) again.Add(Shown(await offline.GetResponseAsync([look], null, Stop)));

        Assert.Equal(first, again);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal("fake-vlm", offline.GetService<ChatClientMetadata>()!.DefaultModelId);
        string bytes = Convert.ToBase64String(Pictures.Gradient(8, 8, 1).EncodePng())[..40];
        Assert.DoesNotContain(bytes, File.ReadAllText(_folder["talk.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_was_not_recorded_is_an_error_that_names_the_difference()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
            await recording.GetResponseAsync("How many cars are there?", null, Stop);

        using IChatClient offline = ChatModels.Recorded(_folder["talk.jsonl"]);
        ModelException problem = await Assert.ThrowsAsync<ModelException>(
            () => offline.GetResponseAsync("How many trees are there?", null, Stop));

        Assert.Contains("cars", problem.Message, StringComparison.Ordinal);
        Assert.Contains("trees", problem.Message, StringComparison.Ordinal);
        Assert.False(problem.StopsRun);
    }

    [Fact]
    public void Without_file_and_model_there_is_nothing_to_answer_from() =>
        Assert.Throws<FileNotFoundException>(() => ChatModels.Recorded(_folder["none.jsonl"]));

    [Fact]
    public async Task A_cached_run_pays_for_nothing_twice_and_gives_the_same_traces()
    {
        ImageDataset rows = StreetFolder.Make(_folder["streets"], rows: 6);
        await using FakeChatServer server = FakeChatServer.Start(request => FakeReply.Text(
            $"<answer>{request.Body.Length % 90}, 2</answer>"));
        DistillationSummary first = await RunAsync("one", rollouts: 2), second = await RunAsync("two", rollouts: 2);
        int asked = server.Requests.Count;
        DistillationSummary more = await RunAsync("three", rollouts: 3);

        Assert.Equal((12, 0, 12), (asked, first.FromCache, second.FromCache));
        Assert.Equal((18, 12), (server.Requests.Count, more.FromCache));
        Assert.Equal(0, second.Tokens);
        Assert.Equal(TraceStore.Open(_folder["one"]).Read().Select(trace => trace.FinalResponse),
            TraceStore.Open(_folder["two"]).Read().Select(trace => trace.FinalResponse));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }


        async Task<DistillationSummary> RunAsync(string output, int rollouts)
        {
            using IChatClient model = ChatModels.Cached(Chat.Client(server, key: "sk-secret-key"), _folder["cache"]);
            DistillationSummary summary = await new DistillationRun(model, rows, _folder[output], new()
            { Samples = 6, Rollouts = rollouts, ToolsMode = ToolsMode.Prompt }).ExecuteAsync(null, Stop);
            Assert.DoesNotContain("sk-secret", string.Concat(Directory.GetFiles(_folder["cache"], "*",
                SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
            return summary;
        }
    }

    [Fact]
    public async Task A_damaged_reply_is_asked_for_again()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient model = ChatModels.Cached(Chat.Client(server), _folder["cache"]);
        await model.AskAsync();
        string file = Assert.Single(Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories));
        File.WriteAllText(file, File.ReadAllText(file)[..20]);

        Assert.Equal("ok", (await model.AskAsync()).Text);
        Assert.Equal("ok", (await model.AskAsync()).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    private static string Shown(ChatResponse response) =>
        System.Text.Encoding.UTF8.GetString(StoredReply.Write(response));
}
