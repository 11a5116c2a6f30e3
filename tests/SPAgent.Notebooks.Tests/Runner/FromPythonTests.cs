using SPAgent.Tests;

namespace SPAgent.Notebooks.Tests;

/// <summary>What notebooks/from-python.md tells users of the Python projects to write works as it stands
/// there.</summary>
[Collection("current directory")]
public sealed class FromPythonTests : IAsyncDisposable
{
    private readonly Tool _tool = new();
    private readonly Notebook _notebook;
    private readonly FakeChatServer _server =
        FakeChatServer.Start(_ => FakeReply.Text("A river and its bridges. <answer>48.85, 2.35</answer>"));
    private readonly Guide _guide;
    private readonly string _before = Environment.CurrentDirectory;

    public FromPythonTests()
    {
        Environment.CurrentDirectory = _tool.Folder;
        Directory.CreateSymbolicLink(Path.Combine(_tool.Folder, "data-samples"),
            Path.Combine(Checkout.Root, "data-samples"));
        _notebook = new Notebook();
        _guide = new Guide(_tool, _notebook, _server.BaseUri);
    }

    public async ValueTask DisposeAsync()
    {
        _notebook.Dispose();
        await _server.DisposeAsync();
        Environment.CurrentDirectory = _before;
        _tool.Dispose();
    }

    [Fact]
    public async Task Every_block_does_what_it_says()
    {
        GuideBlock[] blocks =
            [
                .. Guide.Blocks(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "notebooks", "from-python.md"),
                    TestContext.Current.CancellationToken))];
        Assert.True(blocks.Length > 40, $"{blocks.Length} blocks");
        foreach (GuideBlock block in blocks)
        {
            string? failure = await _guide.RunAsync(block);
            Assert.True(failure is null, failure);
        }

        CollectionStatistics collected = CollectionStatistics.Of("training_data");
        Assert.Equal((10, 0, 0),
            (collected.SuccessfulSessions, collected.FailedSessions, collected.UnreadableSessions));
        CollectionStatistics byHand = CollectionStatistics.Of("by_hand");
        Assert.Equal(2, byHand.TotalSessions);
        Assert.Equal(10,
            CollectionStatistics.Of(Directory.GetDirectories(".", "backup_*").Single()).SuccessfulSessions);
        Assert.Equal(2, CollectionStatistics.Of("served_data").SuccessfulSessions);
        Assert.Equal([2, 2, 20, 10, 1, 2, 2],
            ((string[])["traces_concurrent", "traces_python_code", "traces", "traces_1k", "traces_probe",
                "traces_local", "traces_local_2"])
            .Select(folder => TraceStore.Open(folder).Read().Count()));
        Assert.All(TraceStore.Open("traces_python_code").Read(),
            trace => Assert.All(trace.ToolCalls, call => Assert.NotNull(call.Code)));
        string[] written =
        [
            "train.jsonl", "train.json", "train_sharegpt.json", "train_sharegpt_simple.json", "train_simple.jsonl",
            "train_good.jsonl", "train_best/dataset_info.json",
            "traces.html", "step_0.png", "view.png", "stretched.png", "plot.html", "plot.json",
        ];
        Assert.All(written, file => Assert.True(new FileInfo(file).Length > 0, file));
        Assert.DoesNotContain("Mismatch", _notebook.Printed, StringComparison.Ordinal);
        Assert.Contains("Exact", _notebook.Printed, StringComparison.Ordinal);
        Assert.Contains("Ok: ", _notebook.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_of_the_guides_is_there()
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Root, "notebooks", "from-python.md"));
        string[] names =
        [
            "DataCollector(output_dir", "SPAgent(model", "solve_problem", "export_for_training", "simple_format=True",
            "get_statistics", "save_statistics", "start_session",
            "record_inference", "end_session", "auto_save=False", "copytree", "check_data_quality", "used_tools",
            "--enable_data_collection", "demo_concurrent.py",
            "demo_python_code.py", "--num_samples 2", "--max_workers", "--output_dir", "distill_production.py",
            "--no_resume", "check_checkpoint.py",
            "view_traces_enhanced.py", "--batch", "sample_index", "bbox_2d", "expand=True", "exec(code", "vllm serve",
            "test_api.py", "compute_score", "demo_adaptive.py",
        ];
        Assert.All(names, name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("csharp", "var x = new NoSuchType();", "NoSuchType")]
    [InlineData("csharp", "throw new InvalidOperationException(\"planned\");", "planned")]
    [InlineData("csharp compile", "var x = new NoSuchType();", "NoSuchType")]
    [InlineData("bash run", "spagent stats no-such-folder", "no-such-folder")]
    [InlineData("bash run", "false | cat", "exit code 1")]
    [InlineData("csharp later", "1", "no test knows")]
    [InlineData("python", "1", "no test knows")]
    public async Task A_block_that_does_not_work_is_told_by_its_line(string fence, string code, string told)
    {
        GuideBlock block = Assert.Single(Guide.Blocks($"# Title\n\n```{fence}\n{code}\n```\n"));
        string? failure = await _guide.RunAsync(block);
        Assert.StartsWith("line 4: ", failure, StringComparison.Ordinal);
        Assert.Contains(told, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csharp compile", "throw new InvalidOperationException();")]
    [InlineData("csharp server",
        "if (!\"http://localhost:8000/v1\".StartsWith(\"http://127\")) throw new InvalidOperationException();")]
    [InlineData("bash", "false")]
    public async Task A_block_that_is_not_to_run_is_not_run(string fence, string code) =>
        Assert.Null(await _guide.RunAsync(Assert.Single(Guide.Blocks($"```{fence}\n{code}\n```\n"))));
}
