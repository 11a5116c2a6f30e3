using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Collection;

/// <summary>A collection of the Python original (data-samples/sessions) opens here, counts right, and can be gone on
/// with.</summary>
public sealed class SampleSessionTests : IDisposable
{
    private static readonly string s_samples = Fixtures.Samples("sessions");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("sessions")]
    public void Its_sessions_and_samples_are_counted(string inside)
    {
        // The original notes no failure by itself: the one of its statistics.json can't be found again.
        CollectionStatistics statistics = CollectionStatistics.Of(Path.Combine(s_samples, inside));
        Assert.Equal((4, 4, 0, 7, 0),
            (statistics.TotalSessions, statistics.SuccessfulSessions, statistics.FailedSessions,
                statistics.TotalSamples, statistics.UnreadableSessions));
        Assert.Equal((1.0, 1.75), (statistics.SuccessRate, statistics.AvgSamplesPerSuccess));
    }

    [Fact]
    public async Task Every_field_is_read_as_it_stands_in_the_file()
    {
        List<CollectedSession> sessions = await SessionStore.Open(s_samples).AllAsync();
        Assert.Equal(4, sessions.Count);
        Assert.Equal(
            sessions.Select(session => session.Folder),
            SessionStore.Open(s_samples).Read().Select(session => session.Folder));
        Assert.Equal(sessions.Select(session => session.SessionId).Order(StringComparer.Ordinal),
            sessions.Select(session => session.SessionId));
        foreach (CollectedSession session in sessions)
        {
            JsonElement json =
                JsonElement.Parse(File.ReadAllText(Path.Combine(session.Folder, "session_metadata.json")));
            Assert.Equal(
                (Text(json, "session_id"), Text(json, "question"), true, Text(json, "final_answer"), null,
                    json.GetProperty("num_iterations").GetInt32()),
                (session.SessionId, session.Question, session.Success, session.FinalAnswer, session.ErrorMessage,
                    session.NumIterations));
            Assert.Equal((Time(json, "start_time"), Time(json, "end_time"), null),
                (session.StartTime, session.EndTime, session.SourceKey));
            Assert.Equal(Texts(json, "original_images"), session.OriginalImages);
            Assert.Equal(json.GetProperty("metadata").GetRawText(), session.Metadata.GetRawText());
            foreach ((JsonElement expected, InferenceSample sample) in json.GetProperty("samples").EnumerateArray()
                .Zip(session.Samples)) AssertSample(expected, sample);
        }
    }

    [Fact]
    public async Task Copies_of_images_are_found_by_their_base_names_and_open()
    {
        int pictures = 0;
        foreach (CollectedSession session in await SessionStore.Open(s_samples).AllAsync())
        {
            foreach (InferenceSample sample in session.Samples)
            {
                for (int i = 0; i < sample.Images.Count; i++, pictures++)
                {
                    string copy = session.SavedImagePath(sample, i)!;
                    Assert.Equal((Path.Combine(session.Folder, "images"), Path.GetFileName(sample.Images[i])),
                        (Path.GetDirectoryName(copy), Path.GetFileName(copy)));
                    RasterImage image = RasterImage.Load(copy);
                    Assert.Equal((96, 64), (image.Width, image.Height));
                }
            }
        }

        Assert.Equal(12, pictures);
    }

    [Fact]
    public void A_copy_is_told_by_the_base_name_of_any_system_unless_two_pictures_have_it()
    {
        string images = Directory.CreateDirectory(_folder["sessions", "x", "images"]).FullName;
        foreach (string name in (string[])["1.jpg", "2.jpg"]) File.WriteAllText(Path.Combine(images, name), name);
        File.WriteAllText(_folder["sessions", "x", "session_metadata.json"], """
            {"question": "?", "success": true, "samples": [{"iteration": 1, "prompt": "p", "response": "r",
            "images": ["a/1.jpg", "b/1.jpg", "C:\\data\\2.jpg", "C:\\data\\2.jpg", "c/3.jpg"]}]}
            """);
        string?[] copies = [null, null, "sessions/x/images/2.jpg", "sessions/x/images/2.jpg", null];
        Assert.Equal(copies, SessionStore.Open(_folder.Path).Load("x").Samples[0].SavedImages);
    }

    [Fact]
    public void The_original_of_several_images_tools_and_a_synthesis_is_all_there()
    {
        CollectedSession session = SessionStore.Open(s_samples).Load("session_20250124_150301_5e6f7a8b");
        Assert.Equal(["street/view_1.png", "street/view_2.png"], session.OriginalImages);
        Assert.Equal([2, 3, 3], session.Samples.Select(sample => sample.Images.Count));
        Assert.Equal("final_synthesis", session.Samples[2].Context.GetProperty("type").GetString());
        // The original's own defect: each sample knows the calls of the whole session.
        Assert.All(session.Samples,
            sample => Assert.Equal(2, sample.Context.GetProperty("tool_calls_history").GetArrayLength()));
        Assert.Equal(["depth_estimation_iter1"], Texts(session.Metadata, "used_tools"));
    }

    [Fact]
    public async Task A_collector_goes_on_in_its_folder_and_changes_nothing_that_is_there()
    {
        Copy(s_samples, _folder["collection"]);
        Dictionary<string, string> before = Files();
        var collector = new DataCollector(_folder["collection"]);
        await collector.CollectAsync("new", samples: 2);
        await collector.StartSession("?", []).GiveUpAsync();
        await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);

        Dictionary<string, string> after = Files();
        Assert.All(before.Where(file => file.Key != "statistics.json"),
            file => Assert.Equal(file.Value, after[file.Key]));
        JsonElement statistics = JsonElement.Parse(File.ReadAllText(_folder["collection", "statistics.json"]));
        Assert.Equal(
            """{"total_sessions":6,"successful_sessions":5,"failed_sessions":1,"total_samples":9,"success_rate":0.8333333333333334,"avg_samples_per_success":1.8}""",
            JsonText.Line(statistics));
    }

    [Fact]
    public async Task What_an_agent_writes_here_has_the_originals_fields_in_the_originals_order()
    {
        File.WriteAllBytes(_folder["image.png"], Pictures.Gradient(96, 64).EncodePng());
        const string Call = "<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [0, 0, 48, "
            + "32], \"image_index\": 1}}</tool_call>";
        ScriptedModel model =
            new((messages, _) =>
                ScriptedModel.Text(messages.SelectMany(message => message.Contents).OfType<DataContent>().Count() == 1
                    ? Call : "<answer> left </answer>"));
        var collector = new DataCollector(_folder["collection"]);
        AgentResult result = await new SpatialAgent(model, [new ZoomInTool()], collector)
            .SolveAsync(_folder["image.png"], "Which?", maxIterations: 1,
                cancellationToken: TestContext.Current.CancellationToken);

        JsonElement here = Metadata(result.Session!.Folder),
            there = Metadata(Path.Combine(s_samples, "sessions", "session_20250124_150301_5e6f7a8b"));
        Assert.Equal(Names(there), Names(here));
        Assert.Equal([.. Names(there.GetProperty("metadata")), "model", "source_key"],
            Names(here.GetProperty("metadata")));
        JsonElement[] samples = [.. here.GetProperty("samples").EnumerateArray()];
        Assert.Equal(2, samples.Length);
        JsonElement theirs = there.GetProperty("samples")[2];
        Assert.All(samples, sample => Assert.Equal([.. Names(theirs), "saved_images", "latency_ms"], Names(sample)));
        Assert.Equal(Names(theirs.GetProperty("context")), Names(samples[1].GetProperty("context")));
        Assert.Equal("""[{"name":"image_zoom_in_tool","arguments":{"bbox_2d":[0,0,48,32],"image_index":1}}]""",
            JsonText.Line(samples[1].GetProperty("context").GetProperty("tool_calls_history")));
        Assert.Equal(["image_zoom_in_tool_iter1"],
            Names(samples[1].GetProperty("context").GetProperty("tool_results_history")));
        Assert.Equal("left", here.GetProperty("final_answer").GetString());

        // Each sample again, one file each, the same bytes but for the indent.
        for (int i = 0; i < samples.Length; i++)
        {
            Assert.Equal(JsonText.Line(samples[i]),
                JsonText.Line(JsonElement.Parse(
                    File.ReadAllText(Path.Combine(result.Session.Folder, "samples", $"sample_{i + 1}.json")))));
        }
    }

    private static void AssertSample(JsonElement expected, InferenceSample sample)
    {
        Assert.Equal(
            (Text(expected, "sample_id"), expected.GetProperty("iteration").GetInt32(), Text(expected, "prompt"),
                Text(expected, "response"), Time(expected, "timestamp")),
            (sample.SampleId, sample.Iteration, sample.Prompt, sample.Response, sample.Timestamp));
        Assert.Equal(Texts(expected, "images"), sample.Images);
        Assert.Equal(expected.GetProperty("context").GetRawText(), sample.Context.GetRawText());
        Assert.Equal((null, null, null, null, 0),
            (sample.FinishReason, sample.Reasoning, sample.LatencyMs, sample.Usage, sample.StoredAsText.Count));
    }

    private Dictionary<string, string> Files() =>
        Directory.EnumerateFiles(_folder["collection"], "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(_folder["collection"], path),
            path => Convert.ToBase64String(File.ReadAllBytes(path)));

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static JsonElement Metadata(string session) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(session, "session_metadata.json")));

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(field => field.Name);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static IEnumerable<string?> Texts(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(text => text.GetString());

    private static DateTime? Time(JsonElement json, string name) =>
        DateTime.Parse(Text(json, name)!, System.Globalization.CultureInfo.InvariantCulture);
}
