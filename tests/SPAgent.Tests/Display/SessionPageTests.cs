using System.Text.Json;

namespace SPAgent.Tests.Display;

public sealed class SessionPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_figure_on_it_equals_the_one_in_JSON()
    {
        await CollectAsync();
        CommandLine.Outcome stats = await CommandLine.RunAsync("stats", _folder["data"], "--json");
        string page = await PageAsync(_folder["data"]);
        Assert.True(PageFigures.AssertEqual(page, stats.Json) > 20);
    }

    [Fact]
    public async Task A_session_shows_its_inferences_in_order_with_calls_pictures_and_boxes()
    {
        await CollectAsync();
        string page = await PageAsync(_folder["data"]);
        string article = page[page.IndexOf("<article id=\"s1\">", StringComparison.Ordinal)..];
        int[] order =
            [
                .. ((string[])["<h3>Question", "<h3>Iteration 1", "image_zoom_in_tool <code", "<h3>Iteration 2",
                    "final synthesis"]).Select(part => article.IndexOf(part, StringComparison.Ordinal))];
        Assert.True(order[0] > 0 && order.SequenceEqual(order.Order()), string.Join(", ", order));
        Assert.Contains("d=\"M10 20H200V120H10Z\"", article, StringComparison.Ordinal);
        Assert.Contains("<span class=\"good\">worked</span>", article, StringComparison.Ordinal);
        // Each picture is in the page once; what is shown again refers to it.
        Assert.Equal(2,
            article[..article.IndexOf("</article>", StringComparison.Ordinal)].Split("data:image/jpeg").Length - 1);
        Assert.Contains("<mark>&lt;answer&gt;a red door&lt;/answer&gt;</mark>", article, StringComparison.Ordinal);
        Assert.Contains("noted: &quot;by hand&quot;", article, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_of_the_Python_original_has_its_page_too()
    {
        string page = await PageAsync(Fixtures.Samples("sessions"));
        Assert.Equal(4, page.Split("<article ").Length - 1);
        Assert.Contains("there is no image 7", page, StringComparison.Ordinal);
        Assert.Contains("nearest: 0.82", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<path id=\"land\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_session_is_a_page_by_itself()
    {
        CollectedSession session =
            CollectedSession.Load(Fixtures.Samples("sessions", "sessions", "session_20250124_150301_5e6f7a8b"));
        await SessionPage.WriteAsync(session, _folder["one.html"], cancellationToken: Stop);
        string page = await File.ReadAllTextAsync(_folder["one.html"], Stop);
        Assert.Equal(1, page.Split("<article ").Length - 1);
        Assert.DoesNotContain("<main", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#", page.Replace("<use href=\"#", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_can_t_be_read_is_named_and_the_others_are_shown()
    {
        Write("good", "What is this?");
        Directory.CreateDirectory(_folder["data", "sessions", "torn"]);
        File.WriteAllText(_folder["data", "sessions", "torn", "session_metadata.json"], "{");
        string page = await PageAsync(_folder["data"]);
        Assert.Contains("torn/session_metadata.json: torn", page, StringComparison.Ordinal);
        Assert.Contains("<h1 dir=\"auto\">What is this?</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_the_limit_the_sessions_are_on_pages_beside_the_first()
    {
        for (int i = 0; i < 103; i++) Write($"s{i:000}", $"Question {i}");
        IReadOnlyList<string> files = await SessionPage.WriteAsync(SessionStore.Open(_folder["data"]),
            _folder["page.html"], new() { MostSessionsOnOnePage = 50 }, Stop);
        Assert.Equal([_folder["page.html"], _folder["page_pages", "0001.html"], _folder["page_pages", "0001.js"],
            _folder["page_pages", "0002.html"], _folder["page_pages", "0002.js"]], files);
        Assert.Contains("href=\"page_pages/0002.html#s103\"", await File.ReadAllTextAsync(files[0], Stop),
            StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllTextAsync(files[3], Stop)).Split("<article ").Length - 1);
    }

    [Fact]
    public async Task A_picture_outside_the_collection_is_never_opened()
    {
        RasterImage secret = RasterImage.FromPixels(8, 8, new byte[192]);
        File.WriteAllBytes(_folder["secret.png"], secret.EncodePng());
        Write("curious", "What is this?", images: [_folder["secret.png"]], saved: ["../../../secret.png"]);
        string page = await PageAsync(_folder["data"]);
        Assert.DoesNotContain("data:image", page, StringComparison.Ordinal);
        Assert.Contains("no copy of it", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_wrote_is_text_and_never_runs()
    {
        Browser.Need();
        string evil = HostileText.Evil;
        Write("evil", evil, answer: evil,
            response: $"<think>{evil}</think><tool_call>{{\"name\": {JsonSerializer.Serialize(evil)}, \"arguments\": "
                + $"{{\"code\": {JsonSerializer.Serialize(evil)}}}}}</tool_call><answer>{evil}</answer>",
            images: [evil], context: new Dictionary<string, object>
            {
                [evil] = evil,
                ["type"] = evil,
                ["tool_results_history"] = new Dictionary<string, object>
                { [$"{evil}_iter1"] = new { success = false, message = evil } }
            },
            metadata: new Dictionary<string, string> { ["model"] = evil, [evil] = evil }, prompt: evil);
        Finding finding = new() { Check = evil, Severity = Severity.Error, Place = "evil", What = evil, Remedy = evil };
        await SessionPage.WriteAsync(SessionStore.Open(_folder["data"]), _folder["page.html"],
            new() { Title = evil, Findings = [finding] }, Stop);
        await HostileText.AssertHarmlessAsync(await File.ReadAllTextAsync(_folder["page.html"], Stop), Stop);
    }

    [Fact]
    public async Task The_command_shows_a_collection_and_a_session()
    {
        string all = Fixtures.Samples("sessions"),
            one = Fixtures.Samples("sessions", "sessions", "session_20250124_150301_5e6f7a8b");
        Assert.Equal(4, (await CommandLine.RunAsync("view", all, "--json")).Json.GetProperty("sessions")
            .GetArrayLength());
        Assert.Equal(7, (await CommandLine.RunAsync("view", all, "--batch", "--json")).Json.GetProperty("total_samples")
            .GetInt32());
        Assert.Equal("left",
            (await CommandLine.RunAsync("view", one, "--json")).Json.GetProperty("final_answer").GetString());
        CommandLine.Outcome text = await CommandLine.RunAsync("view", Path.Combine(one, "session_metadata.json"));
        Assert.Contains("Call: depth_estimation {\"image_index\":7}\n    Success: no\n    Message: there is no image 7",
            text.Output, StringComparison.Ordinal);
        CommandLine.Outcome page = await CommandLine.RunAsync("view", all, "--html", _folder["page.html"], "--json");
        Assert.True(File.Exists(page.Json.GetProperty("files")[0].GetString()), page.Messages);
        Assert.Equal(2, (await CommandLine.RunAsync("view", one, "--batch")).ExitCode);
    }

    private async Task CollectAsync()
    {
        RasterImage street = RasterImage.Load(Fixtures.Samples("streets", "09_lisbon.jpg")).Resize(320, 240);
        File.WriteAllBytes(_folder["street.jpg"], street.EncodeJpeg(90));
        DataCollector collector = new(_folder["data"]);
        CollectionSession session =
            collector.StartSession("What is left of the tram?", [_folder["street.jpg"]], model: "a model");
        string part = session.AddImage("part.jpg", street.Crop(10, 20, 200, 120).EncodeJpeg(90));
        session.RecordInference(1, [_folder["street.jpg"]], "Look.", "I look closer. <tool_call>{\"name\": "
            + "\"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [10, 20, 200, 120]}}</tool_call>",
            new { noted = "by hand" }, "stop", latency: TimeSpan.FromMilliseconds(1234.5),
            usage: new { total_tokens = 1200 });
        session.RecordInference(2, [_folder["street.jpg"], part], "Look again.", "<answer>a red door</answer>", new
        {
            tool_calls_history = new[]
                { new { name = "image_zoom_in_tool", arguments = new { bbox_2d = new[] { 10, 20, 200, 120 } } } },
            tool_results_history = new Dictionary<string, object>
            { ["image_zoom_in_tool_iter1"] = new { success = true, image = part } },
            type = "final_synthesis",
        }, usage: new { prompt_tokens = 20_000, completion_tokens = 345 });
        await session.CompleteAsync("a red door", new { score = 0.875 });
        CollectionSession failed = collector.StartSession("And right of it?", [_folder["street.jpg"]]);
        await failed.FailAsync("no answer");
    }

    private void Write(string name, string question, string answer = "A door.",
        string response = "<answer>A door.</answer>", string[]? images = null, string[]? saved = null,
        object? context = null, object? metadata = null, string prompt = "Look.")
    {
        Directory.CreateDirectory(_folder["data", "sessions", name]);
        object sample = new
        {
            iteration = 1,
            images = images ?? [],
            prompt,
            response,
            context = context ?? new { },
            timestamp = "2026-01-24T14:30:22",
            saved_images = saved
        };
        object session = new
        {
            session_id = name,
            question,
            original_images = images ?? [],
            success = true,
            final_answer = answer,
            num_iterations = 1,
            samples = new[] { sample },
            metadata = metadata ?? new { }
        };
        File.WriteAllText(_folder["data", "sessions", name, "session_metadata.json"],
            JsonSerializer.Serialize(session));
    }

    private async Task<string> PageAsync(string collection)
    {
        await SessionPage.WriteAsync(SessionStore.Open(collection), _folder["page.html"], cancellationToken: Stop);
        return await File.ReadAllTextAsync(_folder["page.html"], Stop);
    }
}
