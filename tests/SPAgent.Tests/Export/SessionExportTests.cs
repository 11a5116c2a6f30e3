using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Each sample of a session is a row, with its own pictures.</summary>
public sealed class SessionExportTests : IDisposable
{
    private const string Choice = "Which one is older?\n\nA. the bridge\nB. the tower";

    private static readonly JsonSerializerOptions s_readable = new()
    { WriteIndented = true, NewLine = "\n", Encoder = PlainJsonEncoder.Instance };

    private readonly TemporaryFolder _folder = new();
    private readonly DataCollector _collector;

    public SessionExportTests()
    {
        _collector = new DataCollector(_folder["data"], durable: false);
        Directory.CreateDirectory(_folder["a"]);
        Directory.CreateDirectory(_folder["b"]);
        File.WriteAllBytes(_folder["a", "1.jpg"], Pictures.Gradient(40, 30, 1).EncodeJpeg());
        File.WriteAllBytes(_folder["b", "1.jpg"], Pictures.Gradient(40, 30, 2).EncodeJpeg());
        File.WriteAllBytes(_folder["b", "2.jpg"], Pictures.Gradient(40, 30, 3).EncodeJpeg());
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats => [.. TrainingFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_sample_becomes_a_row_that_its_trainer_takes(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        await CollectAsync("s1", [_folder["a", "1.jpg"], _folder["b", "1.jpg"]]);
        await CollectAsync("s2", [_folder["b", "2.jpg"]]);
        foreach (ImageHandling images in Enum.GetValues<ImageHandling>()
            .Where(images => images != ImageHandling.Reference || name != "imagefolder"))
        {
            ExportReport report = await ExportAsync(format, new() { Images = images }, $"{images}");
            Assert.Equal((4, 0), (report.Rows, report.RefusedCount));
            Assert.Empty(SampleTraces.Check(format, _folder["out", $"{images}", "train.json"]));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["out"], ".*",
            new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true }));
    }

    [Fact]
    public async Task A_line_holds_every_field_of_the_sample_as_it_was_collected()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"], _folder["b", "1.jpg"]]);
        await ExportAsync(TrainingFormat.Jsonl);
        InferenceSample sample = _collector.Sessions.Load("s1").Samples[0];
        JsonElement row = Rows.Read(_folder["out", "train.json"])[0];
        Assert.Equal(("s1_iter_1", 1),
            (row.GetProperty("sample_id").GetString(), row.GetProperty("iteration").GetInt32()));
        Assert.Equal((sample.Prompt, sample.Response),
            (row.GetProperty("prompt").GetString(), row.GetProperty("response").GetString()));
        Assert.True(JsonElement.DeepEquals(sample.Context, row.GetProperty("context")));
        JsonElement whole =
            JsonElement.Parse(File.ReadAllBytes(_folder["data", "sessions", "s1", "samples", "sample_1.json"]));
        Assert.Equal(whole.EnumerateObject().Select(field => field.Name),
            row.EnumerateObject().Select(field => field.Name));
        byte[][] pictures = [.. row.GetProperty("images").EnumerateArray()
            .Select(image => File.ReadAllBytes(_folder["out", image.GetString()!]))];
        Assert.Equal([File.ReadAllBytes(_folder["a", "1.jpg"]), File.ReadAllBytes(_folder["b", "1.jpg"])], pictures);
    }

    [Fact]
    public async Task Json_holds_the_rows_of_jsonl_and_reads_well()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await ExportAsync(TrainingFormat.Jsonl);
        JsonElement[] lines = Rows.Read(_folder["out", "train.json"]);
        await ExportAsync(TrainingFormat.Json);
        JsonElement[] items = Rows.Read(_folder["out", "train.json"]);
        Assert.Equal(lines.Length, items.Length);
        Assert.All(lines.Zip(items), pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second)));
        Assert.Equal(JsonSerializer.Serialize(items, s_readable) + "\n",
            File.ReadAllText(_folder["out", "train.json"]));
    }

    /// <summary>Defect question: the original cuts a multiple-choice question at its first blank line, and its options
    /// are lost.</summary>
    [Fact]
    public async Task A_multiple_choice_question_keeps_its_options()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await ExportAsync(TrainingFormat.Simple);
        Assert.All(Rows.Read(_folder["out", "train.json"]),
            row => Assert.Equal(Choice, row.GetProperty("question").GetString()));
        await ExportAsync(TrainingFormat.ShareGpt, new() { QuestionOnly = true });
        Assert.Equal(Choice, Rows.Read(_folder["out", "train.json"])[0].GetProperty("conversations")[0]
            .GetProperty("value").GetString());
    }

    [Fact]
    public async Task Original_names_are_exported_when_asked_for()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await ExportAsync(TrainingFormat.Jsonl, new() { ImageNames = ImageNaming.Original });
        Assert.Equal(_folder["a", "1.jpg"],
            Rows.Read(_folder["out", "train.json"])[0].GetProperty("images")[0].GetString());
    }

    [Fact]
    public async Task The_same_picture_is_copied_once_and_links_share_its_bytes()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await CollectAsync("s2", [_folder["a", "1.jpg"]]);
        Assert.Equal(1, (await ExportAsync(TrainingFormat.Swift)).Images);
        await ExportAsync(TrainingFormat.Swift, new() { Images = ImageHandling.Link }, "linked");
        Assert.Single(Directory.EnumerateFiles(_folder["out", "linked", "train.json", "images"]));
    }

    /// <summary>Pictures go into a row in parts; the parts must meet, and those of one row must not mix.</summary>
    [Fact]
    public async Task Pictures_of_any_size_lie_whole_in_the_rows_that_embed_them()
    {
        File.WriteAllBytes(_folder["a", "1.jpg"],
            [.. File.ReadAllBytes(_folder["a", "1.jpg"]), .. Enumerable.Range(0, 500_000).Select(i => (byte)(i * 7))]);
        string[] images = [_folder["a", "1.jpg"], _folder["b", "1.jpg"]];
        await CollectAsync("s1", images);
        await ExportAsync(TrainingFormat.OpenAI);
        foreach (JsonElement row in Rows.Read(_folder["out", "train.json"]))
        {
            JsonElement content = row.GetProperty("messages")[0].GetProperty("content");
            byte[][] embedded =
                [.. content.EnumerateArray().Where(part => part.GetProperty("type").GetString() == "image_url")
                .Select(part => Convert.FromBase64String(
                    part.GetProperty("image_url").GetProperty("url").GetString()!.Split(',')[1]))];
            Assert.Equal([.. images.Select(File.ReadAllBytes)], embedded);
        }
    }

    [Fact]
    public async Task Rows_that_say_the_same_about_the_same_pictures_are_written_once()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await CollectAsync("s2", [_folder["a", "1.jpg"]]);
        await CollectAsync("s3", [_folder["b", "1.jpg"]]);
        ExportReport report = await ExportAsync(TrainingFormat.Swift, new() { Deduplicate = true });
        Assert.Equal((4, 2), (report.Rows, report.Duplicates));
    }

    [Fact]
    public async Task A_row_that_shows_pictures_of_both_splits_is_refused()
    {
        // Drawn one by one, the pictures fall into different splits for some seed; then the third session shows both.
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await CollectAsync("s2", [_folder["b", "1.jpg"]]);
        await CollectAsync("s3", [_folder["a", "1.jpg"], _folder["b", "1.jpg"]]);
        List<int> refused = [];
        for (int seed = 0; seed < 20; seed++)
            refused.Add(
                (await ExportAsync(TrainingFormat.Swift, new() { ValidationShare = 0.5, Seed = seed })).RefusedCount);
        Assert.Equal([0, 2], refused.Distinct().Order());
    }

    /// <summary>Defect c1: one torn session, and the original exports nothing.</summary>
    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    public async Task A_torn_session_is_named_and_the_others_are_written(string format)
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        await CollectAsync("s2", [_folder["a", "1.jpg"]]);
        string file = _folder["data", "sessions", "s1", "session_metadata.json"];
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..200]);
        ExportReport report = await ExportAsync(TrainingFormat.ByName(format));
        Assert.Equal((2, 1, "s1"), (report.Rows, report.RefusedCount, report.Refused[0].Source));
        Assert.Equal(2, Rows.Read(_folder["out", "train.json"]).Length);
    }

    [Fact]
    public async Task Samples_come_in_the_order_of_their_iterations_and_those_of_one_as_the_file_has_them()
    {
        CollectionSession session = _collector.StartSession(Choice, [], "s1");
        for (int i = 1; i <= 5; i++)
            session.RecordInference(iteration: i, images: [], prompt: $"prompt {i}", response: $"reply {i}");
        await session.CompleteAsync("A", cancellationToken: TestContext.Current.CancellationToken);
        string file = _folder["data", "sessions", "s1", "session_metadata.json"];
        string text = File.ReadAllText(file);
        foreach ((int i, int other) in (ReadOnlySpan<(int, int)>)[(1, 7), (2, 6), (3, 7), (4, 6), (5, 0)])
            text = text.Replace($"\"iteration\": {i},", $"\"iteration\": {other},", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        await ExportAsync(TrainingFormat.Simple);
        Assert.Equal(["reply 5", "reply 2", "reply 4", "reply 1", "reply 3"],
            Rows.Read(_folder["out", "train.json"]).Select(row => row.GetProperty("answer").GetString()));
    }

    [Fact]
    public async Task An_escaped_placeholder_is_found_as_well()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        string file = _folder["data", "sessions", "s1", "session_metadata.json"];
        File.WriteAllText(file,
            File.ReadAllText(file).Replace("<answer>A", "<answer>\\u003cimage\\u003eA", StringComparison.Ordinal));
        ExportReport report = await ExportAsync(TrainingFormat.LlamaFactory);
        Assert.Equal(2, report.RefusedCount);
        Assert.Equal(new ExportRefusal("s1_iter_2", 2, report.Refused[1].Reason), report.Refused[1]);
    }

    [Fact]
    public async Task A_session_can_only_name_pictures_of_its_own()
    {
        await CollectAsync("s1", [_folder["a", "1.jpg"]]);
        string file = _folder["data", "sessions", "s1", "session_metadata.json"];
        File.WriteAllText(file,
            File.ReadAllText(file).Replace("sessions/s1/images/1.jpg", "/etc/hostname", StringComparison.Ordinal));
        ExportReport report = await ExportAsync(TrainingFormat.Swift);
        Assert.Equal((0, 2), (report.Rows, report.RefusedCount));
    }

    [Fact]
    public async Task A_copy_of_a_session_that_was_made_on_Windows_is_exported()
    {
        Directory.CreateDirectory(_folder["data", "sessions", "s1", "images"]);
        File.Copy(_folder["a", "1.jpg"], _folder["data", "sessions", "s1", "images", "1.jpg"]);
        File.WriteAllText(_folder["data", "sessions", "s1", "session_metadata.json"], """
            {"question": "?", "success": true, "samples": [{"iteration": 1, "prompt": "p", "response": "r",
            "context": {}, "images": ["C:\\data\\1.jpg"]}]}
            """);
        ExportReport report = await ExportAsync(TrainingFormat.Swift);
        Assert.Equal((1, 1, 0), (report.Rows, report.Images, report.RefusedCount));
    }

    [Theory]
    [InlineData("""{"score": 0.9}""", """{"score": 0.2}""")]
    [InlineData("""{"reward": {"score": 1.0, "parse_success": true}}""", """{"reward": {"score": 0.0}}""")]
    [InlineData("""{"reward": {"score": 0.1, "acc@25km": 1.0}}""", """{"reward": {"score": 1.0, "acc@25km": 0.0}}""")]
    public async Task Sessions_are_taken_and_marked_by_their_scores(string good, string bad)
    {
        await CollectAsync("bad", [_folder["a", "1.jpg"]], JsonElement.Parse(bad));
        await CollectAsync("good", [_folder["a", "1.jpg"]], JsonElement.Parse(good));
        await CollectAsync("unscored", [_folder["a", "1.jpg"]]);
        await ExportAsync(TrainingFormat.Jsonl, new() { Solved = true });
        Assert.Equal(["good_iter_1", "good_iter_2"],
            Rows.Read(_folder["out", "train.json"]).Select(row => row.GetProperty("sample_id").GetString()));
        Assert.Equal(4, (await ExportAsync(TrainingFormat.Jsonl, new() { MinReward = 0 })).Rows);

        ExportOptions marked = new() { Task = TrainingTask.Kto };
        await ExportAsync(TrainingFormat.Swift, marked, "kto");
        Assert.Equal([false, false, true, true, true, true], Marks());

        // What a person wrote is good.
        _collector.Sessions.Label("bad", new LabelChange { Answer = "B" });
        await ExportAsync(TrainingFormat.Swift, marked with { UseBetterAnswers = true }, "kto");
        Assert.Equal([false, true, true, true, true, true], Marks());

        IEnumerable<bool> Marks() => Rows.Read(_folder["out", "kto", "train.json", "train.jsonl"])
            .Select(row => row.GetProperty("label").GetBoolean());
    }

    [Fact]
    public async Task Samples_with_failed_calls_are_left_out_when_asked()
    {
        object[] results = [new { success = true }, new { success = false }, new { error = "no such file" }];
        CollectionSession session = _collector.StartSession(Choice, [], "s1");
        for (int i = 1; i <= results.Length; i++)
        {
            session.RecordInference(iteration: i, images: [], prompt: "p", response: $"reply {i}",
                context: new { tool_results_history = new Dictionary<string, object> { ["zoom"] = results[i - 1] } });
        }

        await session.CompleteAsync("A", cancellationToken: TestContext.Current.CancellationToken);
        ExportReport report = await ExportAsync(TrainingFormat.Jsonl, new() { WithoutFailedCalls = true });
        Assert.Equal((1, 2), (report.Rows, report.Filtered));
    }

    [Fact]
    public async Task What_only_traces_have_is_refused()
    {
        ExportOptions[] all =
        [
            new() { BoxUnits = BoxUnits.Pixels }, new() { RequireProof = true },
            new() { ToolStyle = ToolStyle.Native },
        ];
        foreach (ExportOptions options in all)
        {
            ArgumentException refused =
                await Assert.ThrowsAsync<ArgumentException>(() => ExportAsync(TrainingFormat.Swift, options));
            Assert.Contains("are for traces", refused.Message, StringComparison.Ordinal);
        }
    }

    private async Task CollectAsync(string id, string[] images, object? metadata = null)
    {
        CollectionSession session = _collector.StartSession(Choice, images, id);
        for (int i = 1; i <= 2; i++)
        {
            session.RecordInference(iteration: i, images: images,
                prompt: $"Look “closely”.\n{Choice}\n\nIteration {i}.", response: $"<answer>A, \"{i}\" 🙂</answer>",
                context: new { step = i, path = new[] { 1.5, 2 } });
        }

        await session.CompleteAsync("A", metadata, TestContext.Current.CancellationToken);
    }

    private Task<ExportReport> ExportAsync(TrainingFormat format, ExportOptions? options = null, string folder = "") =>
        _collector.ExportAsync(_folder["out", folder, "train.json"], format, options,
            TestContext.Current.CancellationToken);
}
