using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using SPAgent.Tests.Collection;

namespace SPAgent.Tests.Display;

/// <summary>What values look like when they end a cell of a notebook.</summary>
public sealed partial class CellTests : IDisposable
{
    private const string Evil = "</div><script>alert(1)</script><img src=x onerror=alert(1)> \u202e";

    private static readonly Lazy<ImageDataset> Streets = new(() => ImageDataset.Open(Fixtures.Samples("streets")));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => [.. Values.Keys];

    private static Dictionary<string, Func<TemporaryFolder, object>> Values => new()
    {
        ["table"] = _ => Written.ToTable(),
        ["trace statistics"] = _ => Written.Statistics(TestContext.Current.CancellationToken),
        ["session statistics"] = _ => SessionStore.Open(Fixtures.Samples("sessions"))
            .Statistics(TestContext.Current.CancellationToken),
        ["collection statistics"] = folder => new DataCollector(folder["collection"]).GetStatistics(),
        ["summary"] = _ => Summary,
        ["progress"] = _ => Progress(3),
        ["report"] = _ =>
            QualityReport.Check(Fixtures.Samples("flawed"), cancellationToken: TestContext.Current.CancellationToken),
        ["finding"] = _ => Found(Evil),
        ["trace"] = _ => TraceNamed(Evil),
        ["trace card"] = _ => new TraceCard(Written.Load(0), new TracePageOptions { Dataset = Streets.Value }),
        ["open session"] = folder =>
            new DataCollector(folder["open"]).StartSession(Evil, [Fixtures.Samples("streets", "00_paris.jpg")]),
        ["saved session"] = _ => SessionStore.Open(Fixtures.Samples("sessions"))
            .Load("session_20250124_143022_1a2b3c4d"),
        ["agent result"] = _ => Answered(Evil),
        ["dataset"] = _ => Streets.Value,
        ["row"] = _ => Streets.Value[1],
        ["picture"] = _ => Pictures.Gradient(900, 300, 1),
        ["grid"] = _ => new ImageGrid([Pictures.Gradient(40, 30, 1)], [Evil]),
        ["replay step"] = _ => Step,
        ["trace store"] = _ => Written,
        ["session store"] = _ => SessionStore.Open(Fixtures.Samples("sessions")),
        ["collector"] = folder => new DataCollector(folder["collector"]),
        ["turn"] = _ => TraceNamed(Evil).Turns[0],
        ["call"] = _ => TraceNamed(Evil).ToolCalls[0],
        ["sample"] = _ => SessionStore.Open(Fixtures.Samples("sessions"))
            .Load("session_20250124_143022_1a2b3c4d").Samples[0],
        ["prompt"] = _ => TraceNamed(Evil).InitialPrompt!,
        ["task"] = _ => new TaskPrompt { Name = Evil, User = Evil },
        ["run"] = folder => new DistillationRun(ChatModels.Simulated(), Streets.Value, folder["run"]),
        ["agent"] = folder =>
            new SpatialAgent(ChatModels.Simulated(), [new ZoomInTool()], new DataCollector(folder["agent"])),
        ["model"] = _ => ChatModels.Simulated(),
        ["memory"] = _ => new AgentMemory([(Evil, null)], [], []),
        ["export"] = _ => Exported(Evil),
        ["tool result"] = _ => ImageToolResult.Ok(Pictures.Gradient(40, 30, 1), Evil),
        ["python"] = _ => new PythonCallResult { Status = PythonCallStatus.Error, Message = Evil, Log = Evil },
        ["sandbox"] = _ => new SandboxReport
        { Layers = [new SandboxLayer { Name = Evil, Holds = false, Seen = Evil, Advice = Evil }] },
        ["tool"] = _ => ImageTool.From("own", Evil, (image, _) => image, ToolParameter.Choice("mode", Evil, [Evil])),
        ["agent tool"] = _ => AgentTool.FromImageTool(new RotateTool()),
        ["options"] = _ => new DistillationOptions
        { Samples = 3, Prompt = new TaskPrompt { Name = Evil, User = Evil } },
        ["headers"] = _ => new OpenAICompatibleOptions
        { Headers = new Dictionary<string, string> { ["X-Name"] = "sk-secret" } },
        ["reward score"] = _ => new RewardScore { Score = 0.5, ParseSuccess = true, Metrics = [new(Evil, 1)] },
        ["reward"] = _ => new ExactMatchReward { AnswerColumn = Evil },
        ["answer"] = _ => new TraceAnswer { Text = Evil },
        ["distribution"] = _ => Distribution.Of(Evil, [1, 2, 3]),
        ["scores"] = _ => ImageScores.Of(Pictures.Gradient(40, 30, 1)),
        ["check"] = _ => QualityCheck.OfTraces(Evil, _ => null),
        ["format"] = _ => TrainingFormat.Swift,
        ["refusal"] = _ => new ExportRefusal(Evil, 1, Evil),
        ["table row"] = _ => Table.From([new { Name = Evil }])[0],
        ["unreadable"] = _ => new UnreadableSession(Evil, Evil),
        ["column"] = _ => new DatasetColumn(Evil, Evil),
    };

    // What the drawings of a cell hold.
    private static string Drawn(string html) =>
        string.Concat(Drawings().Matches(html)
            .Select(match => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value))));

    [GeneratedRegex("data:image/svg\\+xml;base64,([^\"]*)\"")]
    private static partial Regex Drawings();

    [Fact]
    public void A_report_groups_by_check_folds_links_and_shows_pictures()
    {
        string before = Environment.CurrentDirectory, report;
        try
        {
            Environment.CurrentDirectory = Fixtures.Samples();
            report = RendererTable.Default.Render(
                QualityReport.Check("flawed", cancellationToken: TestContext.Current.CancellationToken))!["text/html"]!;
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.Equal(1, Regex.Count(report, "<details class=\"group\"[^>]* open"));
        Assert.InRange(Regex.Count(report, "<details class=\"group\""), 10, 60);
        Assert.Matches("<a href=\"flawed/[^\"]+trace_[0-9]+\\.json\">", report);
        Assert.Contains("<img alt=\"picture of 320 by 240 pixels\"", report, StringComparison.Ordinal);
        // Another folder's path would be one of this machine.
        string rooted =
            RendererTable.Default.Render(
                QualityReport.Check(Fixtures.Samples("flawed"),
                    cancellationToken: TestContext.Current.CancellationToken))!["text/html"]!;
        Assert.DoesNotContain("<a href", rooted, StringComparison.Ordinal);
        Assert.DoesNotContain(Fixtures.Samples(), rooted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_table_has_its_constants_last_and_a_long_text_whole()
    {
        string text = new('x', 900);
        Table wide = Table.From(Enumerable.Range(0, 4)
            .Select(i => new { A = i, B = "same", C = i, D = i, E = true, F = i, G = i, H = text + i, I = i }));
        string html = RendererTable.Default.Render(wide)!["text/html"]!;
        Assert.Equal(["a", "c", "d", "f", "g", "h", "i", "b", "e"],
            Regex.Matches(html, "<th[^>]*>(\\w+)</th>").Select(head => head.Groups[1].Value));
        Assert.Contains(text + "3", html, StringComparison.Ordinal);
        Assert.Contains("overflow-x:auto", html, StringComparison.Ordinal);
        string narrow = RendererTable.Default.Render(wide.Select("b", "a"))!["text/html"]!;
        Assert.Equal(["b", "a"], Regex.Matches(narrow, "<th[^>]*>(\\w+)</th>").Select(head => head.Groups[1].Value));
    }

    private static ExportReport Exported(string text) => new()
    {
        Format = text,
        Output = text,
        Published = true,
        Rows = 1,
        ValidationRows = 0,
        Filtered = 0,
        Duplicates = 0,
        Unproved = 0,
        WithFailedCalls = 0,
        Images = 1,
        RefusedCount = 1,
        Refused = [new ExportRefusal(text, 1, text)],
        Files = [new ExportedFile(text, 5, "ab")],
    };

    private static TraceStore Written => TraceStore.Open(Fixtures.Samples("traces", "written"));

    private static ReplayStep Step =>
        new()
        {
            Turn = 1,
            Tool = Evil,
            Image = Pictures.Gradient(40, 30, 1),
            Sha256 = "ab",
            Verdict = ReplayVerdict.Mismatch,
            Detail = Evil
        };

    private static DistillationSummary Summary => new()
    {
        Output = "traces",
        Total = 30,
        AlreadyDone = 15,
        FailedEarlier = 0,
        Done = 14,
        Failed = 1,
        ParseSuccess = 14,
        MeanScore = 0.9,
        ToolCalls = 20,
        Tokens = 5000,
        Elapsed = TimeSpan.FromSeconds(3),
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_host_that_knows_only_names_gets_every_type_that_the_value_promises(string kind)
    {
        object value = Values[kind](_folder);
        object attribute = value.GetType().GetCustomAttributes(true)
            .Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var promised = (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
        var formatters =
            (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(
                Activator.CreateInstance(source), null)!;
        Dictionary<string, string> made = [];
        foreach (object formatter in formatters)
        {
            using var writer = new StringWriter();
            MethodInfo format = formatter.GetType().GetMethod("Format")!;
            if (format.Invoke(formatter, [value, writer]) is true)
                made[(string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!] = writer.ToString();
        }

        Assert.Equal(promised, made.Keys);
        Assert.All(made.Values, content => Assert.NotEqual("", content));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_a_model_or_a_dataset_says_stays_text_and_the_style_stays_at_home(string kind)
    {
        MimeBundle bundle = RendererTable.Default.Render(Values[kind](_folder))!;
        Assert.DoesNotContain('\u202e', bundle.ToString());
        Assert.DoesNotMatch(EveryLookTests.CompilerNames(), bundle.ToString());
        Assert.DoesNotContain("sk-secret", $"{bundle}{bundle["text/html"]}", StringComparison.Ordinal);
        if (bundle["text/html"] is not { } html) return;
        Assert.DoesNotMatch("<script|<svg|<img src=x|javascript:", html);
        Assert.DoesNotMatch("<script|javascript:|onerror=alert\\(1\\)>", Drawn(html));
        System.Xml.Linq.XDocument.Parse($"<all>{Drawn(html)}</all>");
        Match style = Style().Match(html);
        Assert.True(style.Success, html[..200]);
        Assert.Equal(style.Groups["name"].Value, style.Groups["again"].Value);
        Assert.InRange(style.Length, 100, 8_000);
    }

    [Fact]
    public async Task A_figure_is_json_and_a_picture_and_html_only_where_it_is_asked_for()
    {
        Browser.Need();
        MimeBundle bundle =
            await Task.Run(() => RendererTable.Default.Render(Figure.Bar(["</script>"], [3]).Sized(300, 200))!,
                TestContext.Current.CancellationToken);
        Assert.Equal(["text/plain", "application/vnd.plotly.v1+json", "image/png"], bundle.Types);
        RasterImage picture = RasterImage.Decode(Convert.FromBase64String(bundle["image/png"]!));
        Assert.Equal((600, 400), (picture.Width, picture.Height));
        Assert.Equal([("image/png", 300, 200)], bundle.Sizes);
        string html = bundle["text/html"]!;
        Assert.Contains($"width=\"300\" src=\"data:image/png;base64,{bundle["image/png"]}\"", html,
            StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "</script>"));
    }

    [Fact]
    public void A_list_of_pictures_is_a_grid_and_a_list_of_steps_a_strip()
    {
        RasterImage[] pictures = [.. Enumerable.Range(1, 3).Select(i => Pictures.Gradient(30 * i, 20, i))];
        string grid = RendererTable.Default.Render(pictures.Where(picture => picture.Width > 30))!["text/html"]!;
        Assert.Equal(2, Regex.Count(grid, "<img "));
        Assert.Contains("60 × 20", grid, StringComparison.Ordinal);
        string strip = RendererTable.Default.Render(new List<ReplayStep> { Step, Step })!["text/html"]!;
        Assert.Equal(2, Regex.Count(strip, "<img "));
        Assert.Contains("another picture", strip, StringComparison.Ordinal);
    }

    [Fact]
    public void Stores_and_lists_are_galleries_with_their_number()
    {
        string store = RendererTable.Default.Render(Written)!["text/html"]!;
        Assert.Contains($">{Written.Indices().Count}</data>", store, StringComparison.Ordinal);
        Assert.Equal(Math.Min(12, Written.Indices().Count), Regex.Count(store, "<figcaption>"));
        MimeBundle some = RendererTable.Default.Render(Written.Read().Where(trace => trace.ToolCalls.Count > 0))!;
        Assert.StartsWith("Trace ", some.ToString(), StringComparison.Ordinal);
        Assert.Contains("tool call", some["text/html"], StringComparison.Ordinal);
        Assert.Equal("no traces", RendererTable.Default.Render(Array.Empty<Trace>())!.ToString());
        SessionStore sessions = SessionStore.Open(Fixtures.Samples("sessions"));
        string gallery = RendererTable.Default.Render(
            sessions.ReadAsync(cancellationToken: TestContext.Current.CancellationToken))!["text/html"]!;
        Assert.Equal(Math.Min(12, CollectionStatistics.Of(sessions.Path).SuccessfulSessions),
            Regex.Count(gallery, "<figcaption>"));
        Assert.Contains("<img ", gallery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    public async Task A_collection_counts_the_sessions_that_it_shows_answered_or_not_filtered_or_not(int failed)
    {
        DataCollector collector = new(_folder["collection"]);
        for (int i = 0; i < 20; i++)
        {
            CollectionSession session = await collector.CollectAsync($"{i}", id: $"s{i}");
            string file = Path.Combine(session.Folder, "session_metadata.json");
            if (i >= failed) continue;
            File.WriteAllText(file, File.ReadAllText(file)
                .Replace("\"success\": true", "\"success\": false", StringComparison.Ordinal));
        }

        SessionStore store = SessionStore.Open(_folder["collection"]);
        foreach (object value in (object[])[collector, store])
        {
            MimeBundle look = RendererTable.Default.Render(value)!;
            Assert.EndsWith("… 8 more", look.ToString(), StringComparison.Ordinal);
            Assert.Equal(12, Regex.Count(look["text/html"]!, "<figcaption>"));
        }

        foreach (string id in (string[])["s1", "s2", "s3"]) store.Label(id, LabelVerdict.Keep);
        MimeBundle kept = RendererTable.Default.Render(store.Where(
            new RecordFilter { Labels = ["keep"] }, TestContext.Current.CancellationToken))!;
        Assert.StartsWith("collection: 3 sessions", kept.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("more", kept.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task What_is_cut_says_that_there_is_more(int beyond, bool isMore)
    {
        CollectionSession session =
            await new DataCollector(_folder["collection"]).CollectAsync("x", samples: 40 + beyond);
        object[] values = [session, Enumerable.Repeat(Step, 100 + beyond).ToArray(),
            Enumerable.Repeat(Found("x"), 200 + beyond).ToArray()];
        Assert.All(values, value => Assert.Equal(isMore,
            RendererTable.Default.Render(value)!["text/html"]!.Contains("… and more", StringComparison.Ordinal)));
    }

    [Fact]
    public void Options_say_what_is_set_and_tools_what_they_take()
    {
        MimeBundle options =
            RendererTable.Default.Render(new DistillationOptions { Samples = 3, Tools = [new RotateTool()] })!;
        Assert.Equal("DistillationOptions: 2 set, the rest as by default\n  samples: 3\n  tools: image_rotate_tool",
            options.ToString());
        Assert.Contains("max workers", options["text/html"], StringComparison.Ordinal);
        Assert.Equal("DistillationOptions: all as by default",
            RendererTable.Default.Render(new DistillationOptions())!.ToString());
        string tool =
            RendererTable.Default.Render(
                ImageTool.From("own", "Does it.", (image, _) => image,
                    ToolParameter.Number("much", "How much.", min: 1, max: 9, otherwise: 5)))!.ToString();
        Assert.Equal("own: Does it.\n  much  number from 1 to 9 otherwise 5  How much.", tool);
        Assert.Contains("image_zoom_in_tool",
            RendererTable.Default.Render(new ImageTool[] { new ZoomInTool() })!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_picture_is_scaled_down_and_an_empty_one_is_words()
    {
        MimeBundle large = RendererTable.Default.Render(Pictures.Gradient(960, 320, 1))!;
        RasterImage shown = RasterImage.Decode(Convert.FromBase64String(large["image/png"]!));
        Assert.Equal((480, 160, "RasterImage 960x320"), (shown.Width, shown.Height, large.ToString()));
        Assert.Equal(["text/plain"], RendererTable.Default.Render(RasterImage.FromPixels(0, 5, []))!.Types);
    }

    [Fact]
    public void A_card_shows_the_very_pictures_and_the_land_around_them()
    {
        string card = new TraceCard(Written.Load(0), new TracePageOptions { Dataset = Streets.Value }).ToHtml();
        Assert.Contains("the very pixels", card, StringComparison.Ordinal);
        Assert.Contains(">1.84</data> km", card, StringComparison.Ordinal);
        string drawn = Drawn(card);
        Assert.Matches("class=\"land\" d=\"M[-0-9. a-z]+", drawn);
        Assert.DoesNotContain("<use ", drawn, StringComparison.Ordinal);
        // The picture that a call acted on stands below its box.
        Assert.Matches("<image id=[^>]*/><path class=\"shade\"", drawn);
        Assert.InRange(card.Length, 10_000, 120_000);
    }

    [Fact]
    public void A_trace_with_Python_code_is_shown_without_running_it()
    {
        Trace trace = TraceStore.Open(Fixtures.Samples("traces", "python-code")).Read()
            .First(one => one.ToolCalls.Any(call => call is { Success: true, Name: PythonCode.ToolName }));
        CountingPython ran = new();
        string card = new TraceCard(trace, new TracePageOptions { Dataset = Streets.Value, Tools = [ran] }).ToHtml();
        Assert.Equal(0, ran.Calls);
        Assert.Contains("was not run", card, StringComparison.Ordinal);
        Assert.Contains("TraceReplay.RunAsync", card, StringComparison.Ordinal);
        Assert.Contains("Picture of row", card, StringComparison.Ordinal);
    }

    private sealed class CountingPython : ImageTool
    {
        public int Calls { get; private set; }

        public override string Name => PythonCode.ToolName;

        public override string Description => "";

        public override JsonElement Schema => JsonElement.Parse("{}");

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default)
        {
            Calls++;
            return new(ImageToolResult.Ok(image));
        }
    }

    private static RunProgress Progress(int done) =>
        new() { Total = 30, Earlier = 2, Done = done, Failed = 1, Tokens = 5000, Elapsed = TimeSpan.FromSeconds(4) };

    private static Finding Found(string what) =>
        new() { Check = what, Severity = Severity.Error, Place = what, What = what, Remedy = what };

    private static Trace TraceNamed(string text) => new()
    {
        SampleIndex = 1,
        SampleData = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [text] = text }),
        InitialPrompt = new InitialPrompt { System = text, User = text },
        Turns = [new ConversationTurn { Turn = 1, Response = text, Reasoning = text }],
        ToolCalls =
            [new ToolCall { Turn = 1, Name = text, Arguments = JsonSerializer.SerializeToElement(new { x = text }),
                Success = false, Message = text }],
        FinalResponse = text,
        Model = text,
    };

    private static AgentResult Answered(string text) => new()
    {
        Answer = text,
        Tokens = 0,
        ToolCalls = [new() { ["name"] = text, ["arguments"] = new System.Text.Json.Nodes.JsonObject { ["x"] = text } }],
        ToolResults = new Dictionary<string, System.Text.Json.Nodes.JsonObject>
        { ["a_iter1"] = new() { ["success"] = false, ["message"] = text, ["image"] = "/no/such\0place" } },
        UsedTools = [text],
        AdditionalImages = [],
        Iterations = 1,
        Prompts = [text],
        Memory = new AgentMemory([], [], []),
    };

    [GeneratedRegex("^<div class=\"(?<name>spagent-[0-9a-f]{8}) "
        + "[^\"]*\"><style>\\.(?<again>spagent-[0-9a-f]{8})\\.\\k<again>\\{[^<]*</style>")]
    private static partial Regex Style();
}
