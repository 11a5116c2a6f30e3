using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Agents;

public sealed class SpatialAgentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _image;

    public SpatialAgentTests()
    {
        _image = _folder["image.jpg"];
        File.WriteAllBytes(_image, Pictures.Gradient(320, 240).EncodeJpeg());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_at_once_ends_it_and_is_saved_with_its_sample()
    {
        DataCollector collector = new(_folder["data"]);
        AgentResult result =
            await Agent(
                ScriptedModel.Saying("I see three. <answer>three</answer> No, two. <answer> two cars </answer>"),
                collector).SolveAsync(_image, "How many cars?", cancellationToken: Token);
        Assert.Equal(("two cars", 1), (result.Answer, result.Iterations));

        CollectedSession saved = collector.Sessions.Load(result.Session!.SessionId);
        Assert.Equal(("How many cars?", true, "two cars"), (saved.Question, saved.Success, saved.FinalAnswer));
        InferenceSample sample = Assert.Single(saved.Samples);
        Assert.Equal(result.Prompts[0], sample.Prompt);
        Assert.Equal([_image], sample.Images);
        Assert.Equal(File.ReadAllBytes(_image), File.ReadAllBytes(saved.SavedImagePath(sample, 0)!));
        Assert.Equal(1, saved.Metadata.GetProperty("iterations").GetInt32());
    }

    [Fact]
    public async Task A_sample_holds_the_history_as_it_was_when_it_was_taken()
    {
        DataCollector collector = new(_folder["data"]);
        ScriptedModel model = Turns(Zoom("[0, 0, 100, 100]"), Rotate("90"), "<answer>done</answer>");
        AgentResult result = await Agent(model, collector).SolveAsync(_image, "What?", cancellationToken: Token);
        CollectedSession saved = collector.Sessions.Load(result.Session!.SessionId);
        Assert.Equal([0, 1, 2],
            saved.Samples.Select(sample => sample.Context.GetProperty("tool_calls_history").GetArrayLength()));
        Assert.Equal([0, 1, 2],
            saved.Samples.Select(sample => sample.Context.GetProperty("additional_images_history").GetArrayLength()));
        Assert.Equal(["image_zoom_in_tool_iter1", "image_rotate_tool_iter2"], result.UsedTools);
        Assert.Equal(["image_zoom_in_tool_iter1", "image_rotate_tool_iter2"],
            saved.Metadata.GetProperty("used_tools").EnumerateArray().Select(key => key.GetString()));
    }

    [Fact]
    public async Task Marks_in_a_question_stand_where_they_are_those_of_its_pictures()
    {
        ScriptedModel model = Turns(Zoom("[0, 0, 100, 80]"), "<answer>ok</answer>");
        AgentResult result = await Agent(model).SolveAsync(_image, "<image>\nWhat?", cancellationToken: Token);
        Assert.Contains("Question: <image>\nWhat?\n", result.Prompts[0], StringComparison.Ordinal);
        Assert.Contains("Question: What?\n", result.Prompts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_prompt_shows_the_new_image_and_what_was_said()
    {
        ScriptedModel model = Turns("Look closer. " + Zoom("[0, 0, 100, 80]"), "<answer>ok</answer>");
        AgentResult result = await Agent(model).SolveAsync(_image, "What?", cancellationToken: Token);
        List<DataContent> images = [.. model.Requests[1].SelectMany(message => message.Contents).OfType<DataContent>()];
        Assert.Equal(2, images.Count);
        Assert.Equal(File.ReadAllBytes(_image), images[0].Data.ToArray());
        Assert.Equal((100, 80), Size(images[1]));
        Assert.Contains("Look closer.", result.Prompts[1], StringComparison.Ordinal);
        Assert.Contains("image_zoom_in_tool_iter1", result.Prompts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_of_one_iteration_see_the_images_that_it_began_with_and_run_together()
    {
        ScriptedModel model =
            Turns(Zoom("[0, 0, 50, 50]") + Zoom("[0, 0, 60, 60]") + Zoom("[0, 0, 70, 70]"), "<answer>ok</answer>");
        AgentResult result = await Agent(model).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal(["image_zoom_in_tool_iter1", "image_zoom_in_tool_iter1_2", "image_zoom_in_tool_iter1_3"],
            result.UsedTools);
        Assert.Equal([(320, 240), (50, 50), (60, 60), (70, 70)],
            model.Requests[1].SelectMany(message => message.Contents).OfType<DataContent>().Select(Size));
    }

    [Fact]
    public async Task A_call_may_name_its_image_and_the_newest_is_the_default()
    {
        ScriptedModel model =
            Turns(Zoom("[0, 0, 50, 50]"), Rotate("90") + Rotate("90", image: 1) + Rotate("90", image: 9),
                "<answer>ok</answer>");
        AgentResult result = await Agent(model).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal([(320, 240), (50, 50), (50, 50), (240, 320)],
            model.Requests[2].SelectMany(message => message.Contents).OfType<DataContent>().Select(Size));
        Assert.Contains("image_index must be",
            result.ToolResults["image_rotate_tool_iter2_3"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, result.ToolCalls[2]["arguments"]!["image_index"]!.GetValue<int>());
    }

    [Fact]
    public async Task Originals_stay_and_the_newest_tool_images_fill_the_budget()
    {
        string second = _folder["second.png"];
        File.WriteAllBytes(second, Pictures.Gradient(30, 40, 2).EncodePng());
        ScriptedModel model =
            Turns(Zoom("[0, 0, 51, 30]") + Zoom("[0, 0, 52, 30]") + Zoom("[0, 0, 53, 30]"), "<answer>ok</answer>");
        await new SpatialAgent(model, [new ZoomInTool()],
            options: new() { ToolImageBudget = 2 }).SolveAsync([_image, second], "What?", cancellationToken: Token);
        Assert.Equal([(320, 240), (30, 40), (52, 30), (53, 30)],
            model.Requests[1].SelectMany(message => message.Contents).OfType<DataContent>().Select(Size));
    }

    [Fact]
    public async Task Without_an_answer_what_the_tools_showed_is_put_together()
    {
        DataCollector collector = new(_folder["data"]);
        ScriptedModel model = Turns(Zoom("[0, 0, 50, 50]"), "Hm.", "<answer>late</answer>");
        AgentResult result = await Agent(model, collector)
            .SolveAsync(_image, "What?", maxIterations: 2, cancellationToken: Token);
        Assert.Equal("late", result.Answer);
        InferenceSample last = collector.Sessions.Load(result.Session!.SessionId).Samples[^1];
        Assert.Equal(("final_synthesis", 3), (last.Context.GetProperty("type").GetString(), last.Iteration));
    }

    [Fact]
    public async Task Where_no_tool_worked_it_falls_back_to_the_images_alone()
    {
        DataCollector collector = new(_folder["data"]);
        AgentResult result = await Agent(Turns("Hm.", "<answer>plain</answer>"), collector)
            .SolveAsync(_image, "What?", maxIterations: 1, cancellationToken: Token);
        InferenceSample last = collector.Sessions.Load(result.Session!.SessionId).Samples[^1];
        Assert.Equal("fallback", last.Context.GetProperty("type").GetString());
        Assert.DoesNotContain("<tools>", last.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_at_all_is_a_failed_session_and_nothing_but_a_line_is_kept()
    {
        DataCollector collector = new(_folder["data"]);
        AgentResult result = await Agent(ScriptedModel.Saying("Hm."), collector)
            .SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Null(result.Answer);
        Assert.Equal((0, 1), (collector.GetStatistics().SuccessfulSessions, collector.GetStatistics().FailedSessions));
        Assert.Empty(collector.Sessions.ListSessionIds());
    }

    [Fact]
    public async Task A_model_that_fails_ends_the_session_with_its_reason()
    {
        DataCollector collector = new(_folder["data"]);
        ScriptedModel model = new((_, _) => throw new HttpRequestException("gone"));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => Agent(model, collector).SolveAsync(_image, "What?", cancellationToken: Token));
        Assert.Equal("gone", Assert.Single(collector.Sessions.ReadFailures()).Reason);
    }

    [Fact]
    public async Task A_rule_of_success_that_throws_leaves_the_question_open()
    {
        DataCollector collector = new(_folder["data"]) { Success = session => session.FinalAnswer![..3] == "yes" };
        AgentResult result = await Agent(ScriptedModel.Saying("<answer>no</answer>"), collector)
            .SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal("no", result.Answer);
        FailedSession failed = Assert.Single(collector.Sessions.ReadFailures());
        Assert.StartsWith("the rule of success threw: ", failed.Reason, StringComparison.Ordinal);
        Assert.False(new DataCollector(_folder["data"]).IsKnown(failed.SourceKey!));
    }

    [Fact]
    public async Task A_question_that_was_interrupted_can_be_asked_again()
    {
        DataCollector collector = new(_folder["data"]);
        using CancellationTokenSource stop = new();
        ScriptedModel model = new((_, _) =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Agent(model, collector).SolveAsync(_image, "What?", cancellationToken: stop.Token));
        ScriptedModel wrongKey =
            new((_, _) => throw new ModelException(ModelFailure.Unauthorized, "wrong key") { StopsRun = true });
        await Assert.ThrowsAsync<ModelException>(
            () => Agent(wrongKey, collector).SolveAsync(_image, "What?", cancellationToken: Token));
        Assert.Empty(collector.Sessions.ReadFailures());
        Assert.False(
            new DataCollector(_folder["data"]).IsKnown(DataCollector.SourceKey("What?", [_image], "scripted")));
    }

    [Fact]
    public async Task The_simulated_model_uses_the_tools_of_an_agent()
    {
        using IChatClient model =
            ChatModels.Simulated(1, options: new() { ToolRate = 1, MaxToolCalls = 2, FailureRate = 0 });
        AgentResult result = await Agent(model).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal((2, 3), (result.UsedTools.Count, result.Iterations));
        Assert.NotNull(result.Answer);
    }

    [Fact]
    public async Task An_image_that_is_none_is_an_error_of_the_tool()
    {
        AIFunction drawing =
            AIFunctionFactory.Create(() => new DataContent("<svg/>"u8.ToArray(), "image/svg+xml"), "drawing");
        AgentResult result = await new SpatialAgent(Turns(Call("drawing", "{}"), "<answer>ok</answer>"),
            [drawing]).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal("ok", result.Answer);
        Assert.Empty(result.UsedTools);
        Assert.Contains("can't be used", result.ToolResults["drawing_iter1"]["message"]!.GetValue<string>(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_failing_and_hanging_tools_end_in_words()
    {
        AIFunction broken =
            AIFunctionFactory.Create(string () => throw new InvalidOperationException("broken"), "broken");
        AIFunction hanging = AIFunctionFactory.Create(async Task<string> () =>
        {
            await Task.Delay(Timeout.Infinite,
            CancellationToken.None); return "";
        }, "hanging");
        ScriptedModel model =
            Turns(Call("unheard_of", "{}") + Call("broken", "{}") + Call("hanging", "{}")
                + "<tool_call>{\"name\": }</tool_call>", "<answer>ok</answer>");
        AgentResult result =
            await new SpatialAgent(model, [broken, hanging], options: new() { ToolTimeout = TimeSpan.FromSeconds(3) })
                .SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal("ok", result.Answer);
        Assert.Empty(result.UsedTools);
        Assert.Contains("Unknown tool", Message("unheard_of_iter1"), StringComparison.Ordinal);
        Assert.Contains("broken", Message("broken_iter1"), StringComparison.Ordinal);
        Assert.Contains("3 s", Message("hanging_iter1"), StringComparison.Ordinal);
        Assert.Contains("not valid JSON", Message("unknown_iter1"), StringComparison.Ordinal);

        string Message(string key) => result.ToolResults[key]["message"]!.GetValue<string>();
    }

    [Fact]
    public async Task Any_function_is_a_tool_and_its_result_reaches_the_model_as_JSON()
    {
        AIFunction weather =
            AIFunctionFactory.Create((string city) => new { city, degrees = 21 }, "weather", "The weather.");
        ScriptedModel model = Turns(Call("weather", """{"city": "Oslo"}"""), "<answer>ok</answer>");
        AgentResult result =
            await new SpatialAgent(model, [weather]).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Contains("\"city\":\"Oslo\"", result.Prompts[1], StringComparison.Ordinal);
        Assert.Contains("weather", result.Prompts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_calls_run_and_stand_in_the_sample_as_text()
    {
        DataCollector collector = new(_folder["data"]);
        ScriptedModel model = new((messages, _) => messages[0].Contents.OfType<DataContent>().Count() > 1
            ? ScriptedModel.Text("<answer>ok</answer>")
            : new ChatResponse(
                new ChatMessage(ChatRole.Assistant,
                    [new FunctionCallContent("1", "image_rotate_tool",
                        new Dictionary<string, object?> { ["angle"] = 90 })])));
        AgentResult result = await Agent(model, collector).SolveAsync(_image, "What?", cancellationToken: Token);
        Assert.Equal(["image_rotate_tool_iter1"], result.UsedTools);
        string response = collector.Sessions.Load(result.Session!.SessionId).Samples[0].Response;
        Assert.Equal(90, Assert.Single(ModelReply.ToolCalls(response)).Arguments.GetProperty("angle").GetInt32());
    }

    [Fact]
    public async Task The_texts_can_be_replaced_and_the_tools_are_always_described()
    {
        SpatialAgentOptions options = new() { Role = "You are a cat.", Workflow = "Purr.", ContinuationHint = "Meow." };
        ScriptedModel model = Turns(Rotate("90"), "<answer>ok</answer>");
        AgentResult result = await new SpatialAgent(model, [new RotateTool()], options: options).SolveAsync(_image,
            "What?", cancellationToken: Token);
        Assert.StartsWith("You are a cat.", result.Prompts[0], StringComparison.Ordinal);
        Assert.All(result.Prompts, prompt => Assert.Contains("image_rotate_tool", prompt, StringComparison.Ordinal));
        Assert.Contains("Meow.", result.Prompts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follow_up_remembers_the_exchange_and_the_images()
    {
        ScriptedModel model = Turns(Rotate("90"), "<answer>a street</answer>");
        AgentResult first = await Agent(model).SolveAsync(_image, "What is this?", cancellationToken: Token);
        ScriptedModel next = ScriptedModel.Saying("<answer>in Lisbon</answer>");
        AgentResult second = await Agent(next)
            .SolveAsync([], "And where?", memory: first.Memory, cancellationToken: Token);
        Assert.Contains("What is this?", second.Prompts[0], StringComparison.Ordinal);
        Assert.Contains("a street", second.Prompts[0], StringComparison.Ordinal);
        Assert.Equal([(320, 240), (240, 320)],
            next.Requests[0].SelectMany(message => message.Contents).OfType<DataContent>().Select(Size));
        Assert.Empty(second.AdditionalImages);
    }

    [Fact]
    public async Task Success_can_be_judged_by_the_caller()
    {
        DataCollector collector = new(_folder["data"], autoSave: false);
        SpatialAgent agent = Agent(ScriptedModel.Saying("<answer>B</answer>"), collector);
        AgentResult kept = await agent.SolveAsync(_image, "One?", cancellationToken: Token),
            dropped = await agent.SolveAsync(_image, "Two?", cancellationToken: Token);
        await kept.Session!.CompleteAsync(kept.Answer, metadata: new { score = 0.9 }, cancellationToken: Token);
        await dropped.Session!.FailAsync("Custom validation failed", Token);
        Assert.Equal([kept.Session.SessionId], collector.Sessions.ListSessionIds());
        Assert.Equal(0.9, collector.Sessions.Load(kept.Session.SessionId).Metadata.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task Many_questions_at_once_keep_their_sessions_apart()
    {
        DataCollector collector = new(_folder["data"]);
        ScriptedModel model =
            new((messages, _) =>
                ScriptedModel.Text($"<answer>{messages[0].Text.Split("Question: ")[1].Split('\n')[0]}</answer>"));
        SpatialAgent agent = Agent(model, collector);
        await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => agent.SolveAsync(_image, $"q{i}", cancellationToken: Token)));
        foreach (string id in collector.Sessions.ListSessionIds())
        {
            CollectedSession session = collector.Sessions.Load(id);
            Assert.Equal(session.Question, session.FinalAnswer);
        }

        Assert.Equal(40, collector.GetStatistics().SuccessfulSessions);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SpatialAgent Agent(IChatClient model, DataCollector? collector = null) =>
        new(model, [new ZoomInTool(), new RotateTool()], collector);

    // An agent's requests are each a conversation of their own, so turns are counted by request.
    private static ScriptedModel Turns(params string[] replies)
    {
        int turn = 0;
        return new ScriptedModel((_, _) => ScriptedModel.Text(replies[Math.Min(turn++, replies.Length - 1)]));
    }

    private static string Call(string tool, string arguments) =>
        $"<tool_call>{{\"name\": \"{tool}\", \"arguments\": {arguments}}}</tool_call>";

    private static string Zoom(string box) => Call("image_zoom_in_tool", $"{{\"bbox_2d\": {box}}}");

    private static string Rotate(string angle, int? image = null) =>
        Call("image_rotate_tool", image is null ? $"{{\"angle\": {angle}}}"
            : $"{{\"angle\": {angle}, \"image_index\": {image}}}");

    private static (int Width, int Height) Size(DataContent image)
    {
        ImageHeader header = ImageHeader.Read(image.Data.Span);
        return (header.Width, header.Height);
    }
}
