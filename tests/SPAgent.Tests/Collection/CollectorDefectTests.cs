using System.Globalization;
using System.Text.Json;

namespace SPAgent.Tests.Collection;

/// <summary>What the Python original was measured to get wrong, one test each; the letter is that of the
/// measurement.</summary>
public sealed class CollectorDefectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataCollector _collector;

    public CollectorDefectTests() => _collector = new DataCollector(_folder["collection"]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Defect a: copies are named by base name alone; of three pictures called frame.png the original keeps
    /// one.</summary>
    [Fact]
    public async Task A_Images_of_one_base_name_are_all_kept_and_each_sample_knows_its_own()
    {
        string[] images = [_folder.Picture("cam0/frame.png", 1), _folder.Picture("cam1/frame.png", 2),
            _folder.Picture("tool/frame.png", 3)];
        CollectionSession session = _collector.StartSession("?", images[..2]);
        session.RecordInference(1, images[..2], "p", "r");
        session.RecordInference(2, [images[2], images[1]], "p", "r");
        await session.EndAsync();

        CollectedSession saved = CollectedSession.Load(session.Folder);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(session.Folder, "images")).Length);
        Assert.Equal(images[..2].Select(File.ReadAllBytes),
            new[] { 0, 1 }.Select(i => File.ReadAllBytes(saved.SavedImagePath(saved.Samples[0], i)!)));
        Assert.Equal(new[] { images[2], images[1] }.Select(File.ReadAllBytes),
            new[] { 0, 1 }.Select(i => File.ReadAllBytes(saved.SavedImagePath(saved.Samples[1], i)!)));
    }

    /// <summary>Defect b: all samples point at the same growing lists; of two calls the original's first sample knows
    /// both.</summary>
    [Fact]
    public async Task B_A_sample_holds_the_history_as_it_was_when_it_was_taken()
    {
        List<object> calls = [];
        Dictionary<string, object> results = [];
        CollectionSession session = _collector.StartSession("?", []);
        for (int i = 1; i <= 3; i++)
        {
            session.RecordInference(i, [], "p", "r",
                new { tool_calls_history = calls, tool_results_history = results });
            calls.Add(new { name = "zoom", arguments = new { i } });
            results[$"zoom_iter{i}"] = "…";
        }

        await session.EndAsync();
        IReadOnlyList<InferenceSample> samples = CollectedSession.Load(session.Folder).Samples;
        Assert.Equal([0, 1, 2],
            samples.Select(sample => sample.Context.GetProperty("tool_calls_history").GetArrayLength()));
        Assert.Equal([0, 1, 2],
            samples.Select(sample => sample.Context.GetProperty("tool_results_history").EnumerateObject().Count()));
    }

    /// <summary>Defects c1 and c3: one truncated, empty or foreign metadata file, and the original's next export raises
    /// and writes nothing at all.</summary>
    [Theory]
    [InlineData("{\"session_id\": \"torn\", \"question\": \"wh")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData(null)]
    public async Task C1_C3_A_torn_or_missing_file_costs_its_own_session_and_no_other(string? text)
    {
        for (int i = 0; i < 9; i++) await _collector.CollectAsync($"{i}");
        string torn = Directory.CreateDirectory(_folder["collection", "sessions", "session_0_torn"]).FullName;
        if (text is not null) File.WriteAllText(Path.Combine(torn, "session_metadata.json"), text);

        List<UnreadableSession> broken = [];
        int read = 0;
        await foreach (CollectedSession _ in
            _collector.Sessions.ReadAsync(broken.Add, TestContext.Current.CancellationToken)) read++;
        Assert.Equal((9, torn), (read, Assert.Single(broken).Folder));
        Assert.Contains("session_0_torn/session_metadata.json", broken[0].Reason, StringComparison.Ordinal);
        Assert.Equal((9, 1),
            (_collector.GetStatistics().SuccessfulSessions, _collector.GetStatistics().UnreadableSessions));
    }

    /// <summary>Defects c4 and c7: a value that JSON can't hold loses the original's session and leaves a truncated
    /// file; NaN is written bare, which strict readers reject.</summary>
    [Fact]
    public async Task C4_C7_What_json_cant_hold_is_stored_as_text_and_the_session_is_kept()
    {
        List<object> cycle = [];
        cycle.Add(cycle);
        CollectionSession session = _collector.StartSession("?", []);
        session.RecordInference(1, [], "p", "r", new { number = double.NaN, call = (Action)Dispose, cycle, kept = 7 });
        await session.EndAsync(metadata: new Dictionary<string, object> { ["score"] = float.PositiveInfinity });

        CollectedSession saved = CollectedSession.Load(session.Folder);
        InferenceSample sample = saved.Samples[0];
        Assert.Equal(("NaN", 7),
            (sample.Context.GetProperty("number").GetString(), sample.Context.GetProperty("kept").GetInt32()));
        Assert.Contains("Action", sample.Context.GetProperty("call").GetString(), StringComparison.Ordinal);
        Assert.Equal(["context.number", "context.call", "context.cycle[0]"], sample.StoredAsText);
        Assert.Equal("Infinity", saved.Metadata.GetProperty("score").GetString());
        Assert.Equal("metadata.score", saved.Metadata.GetProperty("stored_as_text")[0].GetString());
    }

    /// <summary>Defect c5: half a surrogate pair in a reply that was cut off raises in the original, and leaves a
    /// truncated file.</summary>
    [Fact]
    public async Task C5_Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        CollectionSession session = _collector.StartSession("?", []);
        session.RecordInference(1, [], "bus \ud83d", "🚌 \ude8c\n", new { text = "\ud83d." });
        await session.EndAsync("\ud83d");
        CollectedSession saved = CollectedSession.Load(session.Folder);
        Assert.Equal(("bus \ufffd", "🚌 \ufffd\n", "\ufffd"),
            (saved.Samples[0].Prompt, saved.Samples[0].Response, saved.FinalAnswer));
        Assert.Equal("\ufffd.", saved.Samples[0].Context.GetProperty("text").GetString());
    }

    /// <summary>Defect c6: where the model raises, the original neither ends the session nor counts it, and its reason
    /// is lost.</summary>
    [Fact]
    public async Task C6_A_failed_session_is_counted_with_its_reason_and_leaves_nothing_else()
    {
        CollectionSession session = _collector.StartSession("?", [_folder.Picture("1.jpg", 1)]);
        session.RecordInference(1, [], "p", "r");
        await session.GiveUpAsync("the model raised: no route");
        FailedSession failed = Assert.Single(_collector.Sessions.ReadFailures());
        Assert.Equal((session.SessionId, session.SourceKey, "the model raised: no route"),
            (failed.SessionId, failed.SourceKey, failed.Reason));
        Assert.Equal(1, _collector.GetStatistics().FailedSessions);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["collection", "sessions"], "*",
            new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
    }

    /// <summary>Defect d: counts live in memory; a new process of the original counts zero, and overwrites
    /// statistics.json with zeros.</summary>
    [Fact]
    public async Task D_Counts_survive_a_restart()
    {
        for (int i = 0; i < 4; i++) await _collector.CollectAsync($"{i}", samples: 2);
        await _collector.StartSession("?", []).GiveUpAsync();
        var restarted = new DataCollector(_folder["collection"]);
        await restarted.SaveStatisticsAsync(TestContext.Current.CancellationToken);
        JsonElement written = JsonElement.Parse(File.ReadAllText(_folder["collection", "statistics.json"]));
        Assert.Equal((5, 4, 1, 8, 0.8, 2), (
            written.GetProperty("total_sessions").GetInt32(), written.GetProperty("successful_sessions").GetInt32(),
            written.GetProperty("failed_sessions").GetInt32(),
            written.GetProperty("total_samples").GetInt32(), written.GetProperty("success_rate").GetDouble(),
            written.GetProperty("avg_samples_per_success").GetInt32()));
    }

    /// <summary>Defect e: one current session a collector; start A, start B, record A, end A, and the original saves
    /// A's prompt and answer as B.</summary>
    [Fact]
    public async Task E_Sessions_that_run_at_once_keep_to_themselves()
    {
        CollectionSession a = _collector.StartSession("A?", []), b = _collector.StartSession("B?", []);
        a.RecordInference(1, [], "prompt of A", "response of A");
        await a.EndAsync("A");
        b.RecordInference(1, [], "prompt of B", "response of B");
        await b.EndAsync("B");
        Assert.Equal(("A?", "prompt of A", "A"), Facts(a));
        Assert.Equal(("B?", "prompt of B", "B"), Facts(b));

        static (string, string, string?) Facts(CollectionSession session) =>
            CollectedSession.Load(session.Folder) is var saved
                ? (saved.Question, Assert.Single(saved.Samples).Prompt, saved.FinalAnswer) : default;
    }

    /// <summary>Defect f: every export of the original names the caller's paths; with the source folder gone all are
    /// dead, although the copies exist.</summary>
    [Fact]
    public async Task F_Saved_images_open_after_the_originals_and_the_place_of_the_collection_are_gone()
    {
        string image = _folder.Picture("in/1.jpg", 1);
        byte[] bytes = File.ReadAllBytes(image);
        await _collector.CollectAsync("x", 1, id: null, image);
        Directory.Delete(_folder["in"], recursive: true);
        Directory.Move(_folder["collection"], _folder["moved"]);
        CollectedSession saved = Assert.Single(await SessionStore.Open(_folder["moved"]).AllAsync());
        Assert.Equal(bytes, File.ReadAllBytes(saved.SavedImagePath(saved.Samples[0], 0)!));
        Assert.Equal(bytes, File.ReadAllBytes(_folder["moved", saved.Samples[0].SavedImages[0]!]));
    }

    /// <summary>Defect g: export and statistics hold the whole collection in memory, in the original 46 KB a
    /// session.</summary>
    [Fact]
    public async Task G_Reading_a_collection_holds_one_session_at_a_time()
    {
        var collector = new DataCollector(_folder["large"], saveImages: false, durable: false);
        for (int i = 0; i < 100; i++)
        {
            CollectionSession session = collector.StartSession($"{i}", []);
            session.RecordInference(1, [], new string('x', 200_000), "r");
            await session.EndAsync();
        }

        // In a process of its own, so that no other test counts. A session takes 0.6 MB while it is read, all of them
        // 60 MB.
        string[] read = (await TestHost.RunAsync("read", _folder["large"])).Split(' ');
        Assert.Equal(100, int.Parse(read[0], CultureInfo.InvariantCulture));
        Assert.InRange(long.Parse(read[1], CultureInfo.InvariantCulture), 0, 6_000_000);
    }

    /// <summary>Defect order: sessions come in the order of the directory, which differs from machine to
    /// machine.</summary>
    [Fact]
    public async Task Order_Sessions_come_by_name_and_samples_by_iteration_whatever_the_order_of_writing()
    {
        foreach (string id in (string[])["c", "a", "b", "B"])
        {
            CollectionSession session = _collector.StartSession("?", [], id);
            foreach (int iteration in (int[])[3, 1, 2]) session.RecordInference(iteration, [], "p", "r");
            await session.EndAsync();
        }

        List<CollectedSession> sessions = await _collector.Sessions.AllAsync();
        Assert.Equal(["B", "a", "b", "c"], sessions.Select(session => session.SessionId));
        Assert.All(sessions, session => Assert.Equal([1, 2, 3], session.Samples.Select(sample => sample.Iteration)));
    }

    /// <summary>Defect order: the same session id again overwrites the first session, silently.</summary>
    [Fact]
    public async Task Order_A_session_id_is_never_overwritten()
    {
        await _collector.CollectAsync("first", id: "mine");
        Assert.Throws<InvalidOperationException>(() => _collector.StartSession("second", [], "mine"));
        _collector.StartSession("open", [], "running");
        Assert.Throws<InvalidOperationException>(() => _collector.StartSession("second", [], "running"));
        Assert.Equal("answer of first", CollectedSession.Load(_folder["collection", "sessions", "mine"]).FinalAnswer);
    }

    /// <summary>Defect order: with auto_save off, a session of the original can never be saved.</summary>
    [Fact]
    public async Task Order_A_session_that_was_left_open_can_be_saved_later()
    {
        var collector = new DataCollector(_folder["undecided"], autoSave: false);
        CollectionSession session = collector.StartSession("?", []);
        session.RecordInference(1, [], "p", "r");
        Assert.Equal((0, 1), (collector.GetStatistics().SuccessfulSessions, collector.GetStatistics().FailedSessions));
        await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);
        await session.EndAsync();
        Assert.Equal((1, 0), (collector.GetStatistics().SuccessfulSessions, collector.GetStatistics().FailedSessions));
        Assert.Equal((1, 0),
            (CollectionStatistics.Of(_folder["undecided"]).SuccessfulSessions,
                CollectionStatistics.Of(_folder["undecided"]).FailedSessions));
    }
}
