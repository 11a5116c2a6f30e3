namespace SPAgent.Notebooks.Tests;

/// <summary>The scripts in notebooks/scripts run by <c>dotnet run --file</c>, as a reader would run them, and do what
/// they say.</summary>
public sealed class ScriptTests(ScriptTraces made) : IClassFixture<ScriptTraces>, IDisposable
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "notebooks", "scripts");
    private static readonly string s_streets = Path.Combine(Checkout.Root, "data-samples", "streets");

    private readonly Tool _tool = new();

    public static TheoryData<string> Scripts =>
        [.. Directory.GetFiles(s_folder, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _tool.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_is_short_says_how_it_is_run_and_has_a_test(string script)
    {
        string[] lines = File.ReadAllLines(Path.Combine(s_folder, script));
        Assert.InRange(lines.Length, 5, 30);
        Assert.Equal(["#!/usr/bin/env dotnet", "#:project ../../src/SPAgent.Report", "#:property PublishAot=false", ""],
            lines[..4]);
        Assert.Contains($"//   dotnet run --file notebooks/scripts/{script} -- ", string.Join('\n', lines),
            StringComparison.Ordinal);
        Assert.Contains(script,
            (string[])["check.cs", "collect.cs", "distil.cs", "export.cs", "inspect.cs", "python-code.cs", "replay.cs",
                "statistics.cs"]);
    }

    [Fact]
    public async Task Collect_asks_each_picture_once()
    {
        foreach (string name in (string[])["00_paris.jpg", "01_tokyo.jpg"])
            File.Copy(Path.Combine(s_streets, name), Path.Combine(_tool.Folder, name));
        string output = await RunAsync(0, "collect", ".", "Which season is it?", "data");
        Assert.Contains("01_tokyo.jpg: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("_tokyo.jpg: ", await RunAsync(0, "collect", ".", "Which season is it?", "data"),
            StringComparison.Ordinal);
        CollectionStatistics collected = CollectionStatistics.Of(At("data"));
        Assert.Equal((2, 0), (collected.SuccessfulSessions, collected.FailedSessions));
        Assert.True(File.Exists(At("data", "statistics.json")));
    }

    [Fact]
    public async Task Distil_tells_how_far_it_is_and_goes_on()
    {
        (int exit, string output, string progress) = await StartAsync("distil", s_streets, "traces", "5");
        Assert.True(exit == 0, progress + output);
        Assert.Contains("5/5 · 5 done", progress, StringComparison.Ordinal);
        Assert.Contains("1 traces written", await RunAsync(0, "distil", s_streets, "traces", "6"),
            StringComparison.Ordinal);
        Assert.Equal(6, TraceStore.Open(At("traces")).Read().Count());
    }

    [Fact]
    public async Task Inspect_shows_the_worst_trace_in_full()
    {
        string output = await RunAsync(0, "inspect", made.Folder);
        Trace worst = TraceStore.Open(made.Folder).Read().MinBy(trace => trace.Reward!.Score)!;
        Assert.Contains(TraceText.Of(worst, verbose: true), output, StringComparison.Ordinal);
        Assert.Contains("tool_calls", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_saves_a_chart()
    {
        Assert.SkipUnless(Resources.HasPlotly, "the library was built without plotly.js");
        string output = await RunAsync(0, "statistics", made.Folder, "scores.html");
        Assert.Contains(TraceStore.Open(made.Folder).Statistics(TestContext.Current.CancellationToken).ToString(),
            output, StringComparison.Ordinal);
        Assert.Contains("Do the tools help?",
            await File.ReadAllTextAsync(At("scores.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_what_its_own_check_looks_for()
    {
        Assert.Contains("hasty_answer", await RunAsync(1, "check", made.Folder), StringComparison.Ordinal);
        Assert.Contains("Usage: check.cs", (await StartAsync("check")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_writes_the_pictures_and_proves_them()
    {
        Trace trace = TraceStore.Open(made.Folder).Read().First(one => one.ToolCalls.Count > 0);
        string output = await RunAsync(0, "replay", trace.Source!, s_streets, "pictures");
        Assert.Contains("Exact", output, StringComparison.Ordinal);
        RasterImage last = RasterImage.Load(Directory.GetFiles(At("pictures")).Order(StringComparer.Ordinal).Last());
        Assert.Equal(trace.ToolCalls[^1].ObservationSha256, last.PixelSha256());
    }

    [Fact]
    public async Task Export_leaves_the_bad_traces_out()
    {
        Assert.Contains("1 filtered out", await RunAsync(0, "export", made.Folder, s_streets, "llamafactory", "train"),
            StringComparison.Ordinal);
        Assert.True(File.Exists(At("train", "dataset_info.json")));
    }

    [Fact]
    public async Task Python_code_runs_in_the_sandbox()
    {
        SandboxReport sandbox = await SandboxCheck.RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.SkipUnless(sandbox.Holds, "there is no sandbox on this machine");
        _tool.Write("code.py", "result_image = image.crop((10, 20, 110, 70))");
        Assert.StartsWith("Ok in ",
            await RunAsync(0, "python-code", Path.Combine(s_streets, "00_paris.jpg"), "code.py", "result.png"),
            StringComparison.Ordinal);
        Assert.Equal((100, 50), (RasterImage.Load(At("result.png")).Width, RasterImage.Load(At("result.png")).Height));
        _tool.Write("code.py", "open('/etc/passwd')");
        Assert.StartsWith("Error in ",
            await RunAsync(1, "python-code", Path.Combine(s_streets, "00_paris.jpg"), "code.py", "result.png"),
            StringComparison.Ordinal);
    }

    private string At(params string[] parts) => Path.Combine([_tool.Folder, .. parts]);

    private async Task<string> RunAsync(int exit, string script, params string[] arguments)
    {
        (int ended, string output, string errors) = await StartAsync(script, arguments);
        Assert.True(ended == exit, $"{script}.cs ended with {ended}\n{output}\n{errors}");
        return output;
    }

    // The library is built in this configuration already, so that only the script itself is compiled.
    private Task<(int Exit, string Output, string Errors)> StartAsync(string script, params string[] arguments) =>
        _tool.RunAsync("dotnet",
            ["run", "-c", Configuration, "--file", Path.Combine(s_folder, $"{script}.cs"), "--", .. arguments]);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;
}
