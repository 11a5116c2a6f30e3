namespace SPAgent.Notebooks.Tests;

/// <summary>The C# of the README runs as cells of one notebook, as it stands there.</summary>
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
        GuideBlock[] blocks = [.. Guide.Blocks(File.ReadAllText(Path.Combine(Checkout.Root, "README.md")))
            .Where(block => block.Language == "csharp")];
        Assert.Equal(2, blocks.Length);
        foreach (GuideBlock block in blocks) await notebook.RunAsync(block.Code);
        Trace[] own = [.. TraceStore.Open("own-traces").Read()];
        Assert.Equal(5, own.Length);
        Assert.Contains(own, trace => trace.ToolCalls.Any(call => call is { Name: "turn_quarters", Success: true }));
        Assert.DoesNotContain("Mismatch", notebook.Printed, StringComparison.Ordinal);
        Assert.Contains("Exact", notebook.Printed, StringComparison.Ordinal);
    }
}
