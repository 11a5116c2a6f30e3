using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Display;

public sealed partial class TracePageTests : IDisposable
{
    private static readonly string Evil = HostileText.Evil;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_page_needs_nothing_but_itself()
    {
        string page = await PageOf(Fixtures.Samples("traces", "written"), pictures: true);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page, StringComparison.Ordinal);
        Assert.All(References().Matches(page), reference =>
            Assert.True(reference.Groups[1].Value is ['#', ..] or ['d', 'a', 't', 'a', ':', ..], reference.Value));
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_figure_on_it_equals_the_one_in_JSON()
    {
        CommandLine.Outcome stats =
            await CommandLine.RunAsync("stats", Fixtures.Samples("traces", "written"), "--json");
        string page = await PageOf(Fixtures.Samples("traces", "written"), pictures: false);
        Assert.True(PageFigures.AssertEqual(page, stats.Json) > 40);
    }

    [Fact]
    public async Task Every_figure_of_a_trace_equals_the_one_in_its_file()
    {
        string page = await PageOf(Fixtures.Samples("traces", "written"), pictures: false);
        foreach (Trace trace in TraceStore.Open(Fixtures.Samples("traces", "written")).Read())
        {
            string article = page[page.IndexOf($"<article id=\"t{trace.SampleIndex}\">", StringComparison.Ordinal)..];
            JsonElement json = JsonElement.Parse(trace.ToUtf8());
            Assert.True(PageFigures.AssertElementsEqual(
                article[..article.IndexOf("</article>", StringComparison.Ordinal)], json) >= 8);
            Assert.Contains($"<b>{json.GetProperty("conversation_log").GetArrayLength()} turn", article,
                StringComparison.Ordinal);
            long tokens = json.GetProperty("conversation_log").EnumerateArray()
                .Sum(turn => turn.GetProperty("usage").GetProperty("total_tokens").GetInt64());
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"<b>{tokens:N0} tokens</b>"), article,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_trace_is_a_page_by_itself()
    {
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00020.json"));
        await TracePage.WriteAsync(trace, _folder["one.html"],
            new() { Dataset = ImageDataset.Open(Fixtures.Samples("streets")) }, Stop);
        string page = await File.ReadAllTextAsync(_folder["one.html"], Stop);
        Assert.Equal(1, page.Split("<article ").Length - 1);
        Assert.DoesNotContain("<main", page, StringComparison.Ordinal);
        Assert.Contains("the very pixels", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_are_replayed_small_and_marked_with_what_the_call_asked_for()
    {
        string page = await PageOf(Fixtures.Samples("traces", "written"), pictures: true);
        string[] thumbnails = [.. DataUris().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.True(thumbnails.Length >= 8);
        Assert.All(thumbnails, thumbnail => Assert.InRange(Convert.FromBase64String(thumbnail).Length, 100, 15 * 1024));
        Assert.Contains("d=\"M240 180H720V540H240Z\"", page, StringComparison.Ordinal);
        Assert.Contains("the very pixels", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_not_the_one_of_the_trace_is_never_shown_as_such()
    {
        string page = await PageOf(Fixtures.Samples("traces", "sorted-index"), pictures: true);
        Assert.Contains("another picture", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the very pixels", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_dataset_the_page_says_why_there_are_no_pictures()
    {
        TraceStore store = await Store(Plain(0) with { DatasetPath = _folder["nowhere"] });
        await TracePage.WriteAsync(store, _folder["page.html"], cancellationToken: Stop);
        Assert.Contains("No pictures: ", await File.ReadAllTextAsync(_folder["page.html"], Stop),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_whose_server_is_away_costs_the_pictures_and_not_the_page()
    {
        using HttpExpertTool away = HttpExpertTool.Detection(new Uri("http://127.0.0.1:1"));
        string page = await PageOfCallsOf(away);
        Assert.Contains("http://127.0.0.1:1/", page, StringComparison.Ordinal);
        Assert.Contains("<article id=\"t1\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_in_a_trace_is_told_as_it_is() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => PageOfCallsOf(new BrokenTool()));

    private async Task<string> PageOfCallsOf(ImageTool tool)
    {
        ToolCall call = new() { Turn = 1, Name = tool.Name, Success = true };
        TracePageOptions options = new()
        { Dataset = ImageDataset.Open(Fixtures.Samples("streets")), Tools = [tool] };
        TraceStore store = await Store(Plain(0) with { ToolCalls = [call] }, Plain(1));
        await TracePage.WriteAsync(store, _folder["page.html"], options, Stop);
        return await File.ReadAllTextAsync(_folder["page.html"], Stop);
    }

    private sealed class BrokenTool : ImageTool
    {
        public override string Name => "broken";

        public override string Description => "";

        public override JsonElement Schema => JsonElement.Parse("{}");

        public override Task PrepareAsync(CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("This machine has none.");

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default) => new(ImageToolResult.Ok(image));
    }

    [Theory]
    [InlineData("written"), InlineData("python-code"), InlineData("history"), InlineData("nested-calls"),
        InlineData("no-initial-prompt"), InlineData("answer-only")]
    public async Task Every_spelling_has_its_article(string set)
    {
        string page = await PageOf(Fixtures.Samples("traces", set), pictures: true);
        foreach (int index in TraceStore.Open(Fixtures.Samples("traces", set)).Indices())
            Assert.Contains($"<article id=\"t{index}\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_the_limit_the_traces_are_on_pages_beside_the_first()
    {
        TraceStore store = await Store([.. Enumerable.Range(0, 105).Select(Plain)]);
        IReadOnlyList<string> files = await TracePage.WriteAsync(store, _folder["page.html"],
            new() { Pictures = false, MostTracesOnOnePage = 50 }, Stop);
        Assert.Equal([_folder["page.html"], _folder["page_pages", "0001.html"], _folder["page_pages", "0001.js"],
            _folder["page_pages", "0002.html"], _folder["page_pages", "0002.js"]], files);
        string index = await File.ReadAllTextAsync(files[0], Stop), last = await File.ReadAllTextAsync(files[3], Stop);
        Assert.DoesNotContain("<article", index, StringComparison.Ordinal);
        Assert.Contains("href=\"page_pages/0002.html#t104\"", index, StringComparison.Ordinal);
        Assert.Contains("href=\"0001.html#t99\"", last, StringComparison.Ordinal);
        Assert.Contains("href=\"../page.html\"", last, StringComparison.Ordinal);
        Assert.Equal(5, last.Split("<article").Length - 1);
    }

    [Fact]
    public async Task A_map_of_many_places_draws_some_of_them_and_says_so()
    {
        TraceStatistics figures = (await Store(Plain(0))).Statistics(Stop);
        GeoAnswer place = new(new GeoPoint(1, 2), new GeoPoint(3, 4), "a trace");
        string few = TraceOverview.Of("", figures, [.. Enumerable.Repeat(place, 3000)], [], []).Markup,
            many = TraceOverview.Of("", figures, [.. Enumerable.Repeat(place, 9001)], [], []).Markup;
        Assert.Equal(6000, few.Split("<circle").Length - 1);
        Assert.DoesNotContain("of 3,000", few, StringComparison.Ordinal);
        Assert.Equal(2 * 2251, many.Split("<circle").Length - 1);
        Assert.Contains("2,251 of 9,001 traces", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_a_page_hold_what_was_said_once_and_not_what_was_asked()
    {
        Trace said = Plain(0) with
        {
            InitialPrompt = new()
            { System = "rules", User = "<b>where</b>", Tools = JsonSerializer.SerializeToElement(new[] { "zoomer" }) },
            Turns = [new() { Turn = 1, Response = "A \"red\" door, a </script> & a 京都 door," }],
        };
        IReadOnlyList<string> files = await TracePage.WriteAsync(await Store(said, Plain(1)), _folder["page.html"],
            new() { Pictures = false, MostTracesOnOnePage = 1 }, Stop);
        string script = await File.ReadAllTextAsync(files[2], Stop);
        JsonElement words = JsonElement.Parse(script["spagentWords(".Length..^3]);
        string[] first = words.GetProperty("t0").GetString()!.Split(' ');
        Assert.All(["\"red\"", "door,", "</script>", "&", "京都"], word => Assert.Single(first, word));
        Assert.All(["rules", "where", "zoomer"], word => Assert.DoesNotContain(word, first));
        Assert.Equal(["t0", "t1"], words.EnumerateObject().Select(one => one.Name));
    }

    [Fact]
    public async Task Progress_is_told_for_each_one()
    {
        List<(int, int)> told = [];
        await TracePage.WriteAsync(await Store(Plain(0), Plain(1)), _folder["page.html"],
            new() { Pictures = false, Progress = new Told(told.Add) }, Stop);
        Assert.Equal([(1, 2), (2, 2)], told);
    }

    private sealed class Told(Action<(int, int)> report) : IProgress<(int, int)>
    {
        public void Report((int, int) value) => report(value);
    }

    [Fact]
    public async Task A_file_that_can_t_be_read_is_named_and_the_others_are_shown()
    {
        TraceStore store = await Store(Plain(0));
        File.WriteAllText(_folder["traces", "trace_00001.json"], "{");
        await TracePage.WriteAsync(store, _folder["page.html"], new() { Pictures = false }, Stop);
        string page = await File.ReadAllTextAsync(_folder["page.html"], Stop);
        Assert.Contains("trace_00001.json: the JSON is torn", page, StringComparison.Ordinal);
        Assert.Contains("<article id=\"t0\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_or_a_dataset_wrote_is_text_and_never_runs()
    {
        Browser.Need();
        string page = await HostilePageAsync();
        await HostileText.AssertHarmlessAsync(page, Stop);

        // The same words as markup in a page without a policy do run: the test above can fail.
        string naked = await Chromium.DumpAsync($"<!doctype html><html><body>{Evil}</body></html>", parts: 1, Stop);
        Assert.Contains("data-pwned=\"1\"", naked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_stops_what_escaping_would_have_missed()
    {
        Browser.Need();
        string page = (await HostilePageAsync()).Replace("<main", Evil + "<main", StringComparison.Ordinal);
        Assert.DoesNotContain("data-pwned=\"1\"", (await Chromium.DumpAsync(page, parts: 1, Stop)).Split("<head")[0],
            StringComparison.Ordinal);
    }

    private async Task<string> HostilePageAsync()
    {
        Trace evil = Plain(0) with
        {
            Model = Evil,
            SampleData = JsonSerializer.SerializeToElement(
                new Dictionary<string, string> { ["country"] = Evil, [Evil] = Evil, ["lat"] = "1", ["lon"] = "2" }),
            InitialPrompt = new()
            { System = Evil, User = Evil, Tools = JsonSerializer.SerializeToElement(new[] { Evil }) },
            Turns =
                [new() { Turn = 1, Response = $"<answer>{Evil}</answer><tool_call>{Evil}", Reasoning = Evil,
                    FinishReason = Evil }],
            ToolCalls = [new() { Turn = 1, Name = Evil, Code = Evil, Message = Evil, Success = false },
                new() { Turn = 1, Name = "z", Arguments = JsonSerializer.SerializeToElement(Evil), Success = true }],
            FinalResponse = $"<answer>{Evil}</answer>",
            Reward = new RewardScore { Score = 0.5, ParseSuccess = true, Metrics = [new(Evil, 1)] },
        };
        Finding finding = new()
        { Check = Evil, Severity = Severity.Error, Place = "trace_00000.json", What = Evil, Remedy = Evil };
        await TracePage.WriteAsync(await Store(evil), _folder["page.html"],
            new() { Title = Evil, Pictures = false, Findings = [finding] }, Stop);
        return await File.ReadAllTextAsync(_folder["page.html"], Stop);
    }

    private static Trace Plain(int index) => new()
    {
        SampleIndex = index,
        Turns = [new() { Turn = 1, Response = @"\boxed{1, 2}" }],
        FinalResponse = @"\boxed{1, 2}",
    };

    private async Task<TraceStore> Store(params Trace[] traces)
    {
        TraceStore store = TraceStore.Open(Directory.CreateDirectory(_folder["traces"]).FullName);
        foreach (Trace trace in traces) await store.SaveAsync(trace, Stop);
        return store;
    }

    private async Task<string> PageOf(string traces, bool pictures)
    {
        TracePageOptions options = new()
        { Pictures = pictures, Dataset = ImageDataset.Open(Fixtures.Samples("streets")) };
        await TracePage.WriteAsync(TraceStore.Open(traces), _folder["page.html"], options, Stop);
        return await File.ReadAllTextAsync(_folder["page.html"], Stop);
    }

    [GeneratedRegex("\\s(?:src|href|action|data|poster)=\"([^\"]*)\"")]
    private static partial Regex References();

    [GeneratedRegex("data:image/jpeg;base64,([A-Za-z0-9+/=]+)")]
    private static partial Regex DataUris();
}
