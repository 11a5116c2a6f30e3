using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>The protocol of a conversation, seen from the messages that the model gets and the trace that is
/// written.</summary>
public sealed class ConversationTests : IDisposable
{
    private const string Answer = @"There: $\boxed{1.5, 2.5}$";
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public ConversationTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 6, width: 640, height: 480);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_model_gets_the_task_with_the_untouched_image_of_the_dataset()
    {
        ScriptedModel model = ScriptedModel.Saying(Answer);
        await RunOneAsync(model);
        IReadOnlyList<ChatMessage> request = Assert.Single(model.Requests);
        Assert.Equal([ChatRole.System, ChatRole.User], request.Select(message => message.Role));
        Assert.StartsWith(TaskPrompt.System, request[0].Text, StringComparison.Ordinal);
        Assert.Contains("image_zoom_in_tool", request[0].Text, StringComparison.Ordinal);
        Assert.Equal(TaskPrompt.Geolocation.User, request[1].Text);
        DataContent image = Assert.Single(request[1].Contents.OfType<DataContent>());
        Assert.Equal("image/jpeg", image.MediaType);
        Assert.Equal(File.ReadAllBytes(_folder["streets", "000.jpg"]), image.Data.ToArray());
    }

    [Fact]
    public async Task The_observation_is_the_picture_that_replay_brings_back()
    {
        ScriptedModel model = ScriptedModel.Saying(Call("image_zoom_in_tool", """{"bbox_2d": [10, 20, 200, 150]}"""),
            Call("image_rotate_tool", """{"angle": 30}"""), Answer);
        Trace trace = await RunOneAsync(model);
        List<DataContent> seen = [.. model.Requests[2].SelectMany(message => message.Contents).OfType<DataContent>()];
        List<ReplayStep> replayed =
            await TraceReplay.RunAsync(trace, _streets, cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2], replayed.Select(step => step.Turn));
        Assert.All(replayed, step => Assert.Equal(ReplayVerdict.Exact, step.Verdict));
        Assert.Equal(seen[1].Data.ToArray(), replayed[1].Image.EncodeJpeg(95));
        Assert.Equal(seen[2].Data.ToArray(), replayed[2].Image.EncodeJpeg(95));
        Assert.Equal("<tool_response><image></tool_response>", model.Requests[2][3].Text);
    }

    [Theory]
    [InlineData("image_zoom_in_tool", """{"bbox_2d": [100, 100, 100, 100]}""")]
    [InlineData("image_zoom_in_tool", """{"bbox_2d": [0.6, 0.6, 0.9, 0.9]}""")]
    [InlineData("image_zoom_in_tool", """{"bbox_2d": [0, 0, 70000, 10]}""")]
    [InlineData("image_zoom_in_tool", """{"bbox_2d": [NaN, 0, 10, 10]}""")]
    [InlineData("image_rotate_tool", """{"angle": Infinity}""")]
    [InlineData("other_tool", "{}")]
    [InlineData("image_rotate_tool", "[1, 2]")]
    public async Task A_call_that_fails_is_told_in_words_and_the_sample_is_not_lost(string tool, string arguments)
    {
        ScriptedModel model = ScriptedModel.Saying(Call(tool, arguments), Answer);
        Trace trace = await RunOneAsync(model);
        ToolCall call = Assert.Single(trace.ToolCalls);
        Assert.False(call.Success);
        ChatMessage observation = model.Requests[1][^1];
        Assert.Equal(ChatRole.User, observation.Role);
        Assert.StartsWith("Error: ", observation.Text, StringComparison.Ordinal);
        Assert.Empty(observation.Contents.OfType<DataContent>());
        Assert.Equal(2, trace.Turns.Count);
    }

    [Theory]
    [InlineData("<tool_call>{\"arguments\": {}}</tool_call>")]
    [InlineData("<tool_call>[1]</tool_call>")]
    [InlineData("<tool_call>{{\"name\": 1}}</tool_call>")]
    public async Task A_call_that_cannot_be_read_is_a_failed_call(string reply)
    {
        Trace trace = await RunOneAsync(ScriptedModel.Saying(reply, Answer));
        Assert.Equal("unknown", Assert.Single(trace.ToolCalls).Name);
        Assert.Equal(Answer, trace.FinalResponse);
    }

    [Fact]
    public async Task Only_the_last_call_of_a_reply_runs_and_it_wins_over_an_answer()
    {
        string both = Call("image_rotate_tool", """{"angle": 90}""") + Call("image_rotate_tool", """{"angle": 180}""")
            + "<answer>1, 2</answer>";
        Trace trace = await RunOneAsync(ScriptedModel.Saying(both, Answer));
        Assert.Equal(180, Assert.Single(trace.ToolCalls).Arguments!.Value.GetProperty("angle").GetInt32());
    }

    [Fact]
    public async Task A_reply_with_neither_call_nor_answer_is_asked_to_go_on()
    {
        ScriptedModel model = ScriptedModel.Saying("Hm.", Answer);
        await RunOneAsync(model);
        Assert.Equal(TaskPrompt.GoOn, model.Requests[1][^1].Text);
    }

    [Fact]
    public async Task Without_an_answer_it_ends_after_the_last_turn_and_the_last_response_is_judged()
    {
        Trace trace = await RunOneAsync(ScriptedModel.Saying("I see 12.5, 20.5 written on it."),
            new() { Samples = 1, MaxTurns = 3, Strategy = SamplingStrategy.Order });
        Assert.Equal(3, trace.Turns.Count);
        Assert.True(trace.Reward!.ParseSuccess);
    }

    [Fact]
    public async Task A_lone_surrogate_in_a_reply_does_not_lose_the_trace()
    {
        Trace trace = await RunOneAsync(ScriptedModel.Saying("cut \ud83d " + Answer));
        Assert.Equal("cut \ufffd " + Answer, trace.FinalResponse);
    }

    [Fact]
    public async Task Null_content_counts_as_empty()
    {
        int asked = 0;
        ScriptedModel model = new((_, _) => ++asked == 1
            ? new ChatResponse(new ChatMessage(ChatRole.Assistant, (string?)null)) : ScriptedModel.Text(Answer));
        Trace trace = await RunOneAsync(model);
        Assert.Equal("", trace.Turns[0].Response);
        Assert.Equal(2, trace.Turns.Count);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_read_ends_its_row_and_keeps_the_turns_before()
    {
        ScriptedModel model = new((messages, _) => ScriptedModel.Turn(messages) == 1
            ? ScriptedModel.Text(Call("image_rotate_tool", """{"angle": 90}"""))
            : new ChatResponse(new ChatMessage(ChatRole.Assistant,
                [new FunctionCallContent("one", "image_rotate_tool",
                    new Dictionary<string, object?> { ["angle"] = double.NaN })])));
        Trace trace = await RunOneAsync(model);
        Assert.Single(trace.Turns);
        Assert.StartsWith("The reply of turn 2 can't be read: ", trace.EndedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_picture_of_a_row_leaves_no_pixels_of_the_others()
    {
        byte[] whole = Pictures.Gradient(640, 480).EncodeJpeg();
        PixelCache cache = new();
        ConversationPicture[] pictures = [.. ((byte[][])[whole, whole[..(whole.Length / 2)]]).Select(bytes =>
            ConversationPicture.OfRow(DatasetImage.FromBytes(bytes).ForModel(), cache, maxPixels: null))];
        Assert.Throws<DatasetException>(() => ConversationPicture.Sha256(pictures));
        Assert.Null(cache.Find(pictures[0]));
    }

    [Fact]
    public async Task Native_calls_are_each_answered_and_only_the_last_runs()
    {
        ScriptedModel model = new((messages, options) =>
        {
            Assert.Equal(["image_zoom_in_tool", "image_rotate_tool"], options!.Tools!.Select(tool => tool.Name));
            return ScriptedModel.Turn(messages) > 1 ? ScriptedModel.Text(Answer)
                : new ChatResponse(new ChatMessage(ChatRole.Assistant,
            [
                new FunctionCallContent("one", "image_rotate_tool", new Dictionary<string, object?> { ["angle"] = 90 }),
                new FunctionCallContent("two", "image_zoom_in_tool",
                    new Dictionary<string, object?> { ["bbox_2d"] = JsonElement.Parse("[0, 0, 100, 50]") }),
            ]));
        });
        Trace trace = await RunOneAsync(model,
            new() { Samples = 1, ToolsMode = ToolsMode.Native, Strategy = SamplingStrategy.Order });

        IReadOnlyList<ChatMessage> second = model.Requests[1];
        Assert.Equal(TaskPrompt.System, second[0].Text);
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool, ChatRole.User],
            second.Select(message => message.Role));
        FunctionResultContent[] results =
            [.. second.SelectMany(message => message.Contents).OfType<FunctionResultContent>()];
        Assert.Equal(["one", "two"], results.Select(result => result.CallId));
        Assert.StartsWith("Not run", (string)results[0].Result!, StringComparison.Ordinal);
        Assert.Single(second[^1].Contents.OfType<DataContent>());
        ToolCall call = Assert.Single(trace.ToolCalls);
        Assert.Equal(("image_zoom_in_tool", true), (call.Name, call.Success));
        Assert.Equal("api_parameter", trace.InitialPrompt!.ToolsMode);
        Assert.Equal("", trace.Turns[0].Response);
    }

    [Fact]
    public async Task Reasoning_usage_finish_reason_and_latency_are_kept()
    {
        ScriptedModel model =
            new((_, _) => new ChatResponse(
                new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("Because."), new TextContent(Answer)]))
            {
                FinishReason = ChatFinishReason.Length,
                Usage = new UsageDetails { InputTokenCount = 7, OutputTokenCount = 5, TotalTokenCount = 12 },
            });
        ConversationTurn turn = Assert.Single((await RunOneAsync(model)).Turns);
        Assert.Equal(("Because.", "length", 12L), (turn.Reasoning, turn.FinishReason, turn.Usage!.TotalTokens));
        Assert.NotNull(turn.LatencyMs);
    }

    [Fact]
    public async Task The_truth_stays_out_of_what_the_model_is_told()
    {
        ScriptedModel model = ScriptedModel.Saying(Call("image_rotate_tool", """{"angle": 5}"""), Answer);
        Trace trace = await RunOneAsync(model);
        string latitude = trace.SampleData.GetProperty("lat").GetRawText(),
            country = trace.SampleData.GetProperty("country").GetString()!;
        Assert.All(model.Requests.SelectMany(request => request), message =>
        {
            Assert.DoesNotContain(latitude, message.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(country, message.Text, StringComparison.Ordinal);
        });
    }

    private static string Call(string tool, string arguments) =>
        $"Look.\n<tool_call>\n{{\"name\": \"{tool}\", \"arguments\": {arguments}}}\n</tool_call>";

    private async Task<Trace> RunOneAsync(ScriptedModel model, DistillationOptions? options = null)
    {
        string output = _folder["traces"];
        options ??= new DistillationOptions { Samples = 1, Strategy = SamplingStrategy.Order };
        DistillationSummary summary = await new DistillationRun(model, _streets, output,
            options).ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (summary.Done, summary.Failed));
        return Trace.Load(Path.Combine(output, "trace_00000.json"));
    }
}
