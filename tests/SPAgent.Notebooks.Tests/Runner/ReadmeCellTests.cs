namespace SPAgent.Notebooks.Tests;

/// <summary>
/// The C# of the README, and that of the page on notebooks, runs as cells of one notebook, as it stands there.
/// </summary>
[Collection("current directory")]
public sealed class ReadmeCellTests : IDisposable
{
    private readonly Tool _tool = new();
    private readonly string _before = Environment.CurrentDirectory;

    public ReadmeCellTests()
    {
        Environment.CurrentDirectory = _tool.Folder;
        Directory.CreateSymbolicLink("data-samples", Path.Combine(Checkout.Root, "data-samples"));
        File.Copy("data-samples/streets/01_tokyo.jpg", "image.jpg");
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _tool.Dispose();
    }

    [Fact]
    public async Task Every_block_of_CSharp_runs()
    {
        using Notebook notebook = new();
        Assert.Equal(2, (await RunAsync(notebook, "README.md")).Count);
        Trace[] own = [.. TraceStore.Open("own-traces").Read()];
        Assert.Equal(5, own.Length);
        Assert.Contains(own, trace => trace.ToolCalls.Any(call => call is { Name: "turn_quarters", Success: true }));
        Assert.DoesNotContain("Mismatch", notebook.Printed, StringComparison.Ordinal);
        Assert.Contains("Exact", notebook.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_notebooks_to_begin_with_run()
    {
        using Notebook notebook = new();
        IReadOnlyList<string?> shown = await RunAsync(notebook, "docs/notebooks.md");
        Assert.Equal(3, shown.Count);
        CollectedSession[] sessions = [.. SessionStore.Open("sessions").Read()];
        Assert.Equal(6, sessions.Length);
        Assert.StartsWith(sessions[0].SessionId, shown[0], StringComparison.Ordinal);
        Assert.Contains(
            sessions.SelectMany(session => session.Samples),
            sample => sample.Response.Contains("upper_left", StringComparison.Ordinal));
        Assert.Equal(sessions.Sum(session => session.Samples.Count), File.ReadLines("sessions.jsonl").Count());

        Trace worst = TraceStore.Open("run-a").Read().MaxBy(trace => trace.DistanceKm)!;
        Assert.Contains(TraceStore.FileName(worst.SampleIndex), shown[1], StringComparison.Ordinal);
        Assert.Equal(20, TraceStore.Open("run-b").Indices().Count);
        Assert.StartsWith("Figure", shown[2], StringComparison.Ordinal);
    }

    // What each block ends in, as text.
    private static async Task<IReadOnlyList<string?>> RunAsync(Notebook notebook, string page)
    {
        List<string?> shown = [];
        string text = File.ReadAllText(Path.Combine(Checkout.Root, page));
        foreach (GuideBlock block in Guide.Blocks(text).Where(block => block.Language == "csharp"))
        {
            shown.Add(await notebook.RunAsync(block.Code));
        }

        return shown;
    }
}
