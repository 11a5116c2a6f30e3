using System.Text.Json;
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
    public async Task Another_model_does_not_get_the_replies_of_the_recorded_one()
    {
        await using FakeChatServer server = FakeChatServer.Start(), other =
            FakeChatServer.Start(_ => FakeReply.Text("other"));
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
            await recording.AskAsync();

        using IChatClient second = ChatModels.Recorded(
            _folder["talk.jsonl"], ChatModels.OpenAICompatible("other-vlm", other.BaseUri));

        Assert.Equal("other", (await second.AskAsync()).Text);
    }

    [Fact]
    public async Task What_each_request_carried_beside_the_conversation_is_known_to_the_recording()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(
            server, Chat.Patient(Chat.Time()) with { ExtraBody = JsonElement.Parse("""{"top_k": 20}""") })))
            await recording.AskAsync();

        using IChatClient offline = ChatModels.Recorded(_folder["talk.jsonl"]);

        Assert.Equal("ok", (await offline.AskAsync()).Text);
        Assert.Equal(20, offline.GetService<RequestExtras>()!.Body!.Value.GetProperty("top_k").GetInt32());
    }

    [Fact]
    public async Task Whether_a_model_takes_tools_is_recorded_too()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
            Assert.True(await recording.GetService<ToolsProbe>()!.SupportsToolsAsync(Stop));

        using IChatClient offline = ChatModels.Recorded(_folder["talk.jsonl"]);
        using IChatClient unasked = ChatModels.Recorded(_folder["other.jsonl"], ScriptedModel.Saying("ok"));

        Assert.True(await offline.GetService<ToolsProbe>()!.SupportsToolsAsync(Stop));
        Assert.Equal(2, server.Requests.Count);
        Assert.Null(unasked.GetService<ToolsProbe>());
    }

    [Fact]
    public async Task A_call_that_cannot_be_read_is_kept_as_the_model_wrote_it()
    {
        const string half = """{"bbox": [1,""";
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.ToolCall("zoom", half));
        using IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server));

        ChatResponse first = await recording.AskAsync(), again = await recording.AskAsync();

        Assert.Single(server.Requests);
        Assert.Equal(Shown(first), Shown(again));
        foreach (ChatResponse response in (ChatResponse[])[first, again])
        {
            FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
            Assert.Equal(("zoom", half), (call.Name, call.RawRepresentation as string));
            Assert.NotNull(call.Exception);
            Assert.Null(call.AdditionalProperties);
        }
    }

    [Fact]
    public async Task Half_a_line_of_a_killed_process_costs_that_line_alone()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
            await recording.AskAsync();
        File.AppendAllText(_folder["talk.jsonl"], """{"model":"fake-vlm","requ""");
        using (IChatClient recording = ChatModels.Recorded(_folder["talk.jsonl"], Chat.Client(server)))
            await recording.GetResponseAsync("go on", null, Stop);

        using IChatClient offline = ChatModels.Recorded(_folder["talk.jsonl"]);

        Assert.Equal("ok", (await offline.AskAsync()).Text);
        Assert.Equal("ok", (await offline.GetResponseAsync("go on", null, Stop)).Text);
        Assert.Equal(2, server.Requests.Count);
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

    [Fact]
    public async Task A_full_disk_costs_no_reply()
    {
        using SmallDisk disk = new("1m");
        await using FakeChatServer server = FakeChatServer.Start();
        using IChatClient model = ChatModels.Cached(Chat.Client(server), disk["cache"]);
        Directory.CreateDirectory(disk["cache"]);
        SmallDisk.FillUp(disk["filler"]);

        Assert.Equal("ok", (await model.AskAsync()).Text);
        Assert.Empty(Directory.GetFiles(disk["cache"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_cache_that_cant_be_written_stops_the_run_before_anything_is_paid_for()
    {
        await using FakeChatServer server = FakeChatServer.Start();
        File.WriteAllText(_folder["cache"], "a file in its place");
        using IChatClient model = ChatModels.Cached(Chat.Client(server), _folder["cache"]);
        ModelException refusal = await Assert.ThrowsAsync<ModelException>(() => model.AskAsync());
        Assert.True(refusal.StopsRun);
        Assert.Contains("--cache", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static string Shown(ChatResponse response) =>
        System.Text.Encoding.UTF8.GetString(StoredReply.Write(response));
}
