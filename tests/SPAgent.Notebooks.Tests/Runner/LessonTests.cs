namespace SPAgent.Notebooks.Tests;

/// <summary>
/// The lessons in notebooks/ run from top to bottom, without Jupyter and in it, and show what they show in the
/// repository. A cell whose output differs each time (times, rates, names of sessions) has the tag <c>varies</c>; of it
/// only the kinds of output are compared.
/// </summary>
[Collection("current directory")]
public sealed class LessonTests : IDisposable
{
    /// <summary>The quick ones, which need no browser; all of them run with SPAGENT_ENDURANCE=1.</summary>
    private static readonly string[] s_always =
        ["01-first-collection.ipynb", "02-inspect-a-trace.ipynb", "04-quality-checks.ipynb"];

    private readonly Tool _tool = new();

    public static TheoryData<string> Lessons =>
        [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _tool.Dispose();

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_runs_and_shows_what_it_shows_in_the_repository(string lesson)
    {
        if (!s_always.Contains(lesson)) Tool.OnlyForEndurance();
        NotebookRunResult result = await NotebookRunner.RunAsync(
            Path.Combine(Folder, lesson), new NotebookRunOptions { OutputFolder = _tool.Folder },
            TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, $"{lesson}: {result.Failure}");
        Assert.Equal(LessonOutputs.Of(Path.Combine(Folder, lesson)), LessonOutputs.Of(result.Written));
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_runs_in_Jupyter_and_shows_the_same(string lesson)
    {
        Tool.OnlyForEndurance();
        string nbconvert = Tool.Find("jupyter-nbconvert");
        await _tool.SpagentAsync("notebook", "install-kernel");
        (int exit, _, string errors) = await _tool.RunAsync(
            nbconvert, "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=spagent-csharp",
            "--ExecutePreprocessor.timeout=120",
            "--output-dir", _tool.Folder, Path.Combine(Folder, lesson));
        Assert.True(exit == 0, errors);
        Assert.Equal(LessonOutputs.Of(Path.Combine(Folder, lesson)),
            LessonOutputs.Of(Path.Combine(_tool.Folder, lesson)));
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_is_stored_with_its_outputs_small_and_without_a_machine_s_paths(string lesson)
    {
        string path = Path.Combine(Folder, lesson), text = File.ReadAllText(path);
        Assert.InRange(new FileInfo(path).Length, 1, 1_000_000);
        Assert.DoesNotContain(Path.GetDirectoryName(Folder)!, text, StringComparison.Ordinal);
        NotebookCell[] cells = [.. NotebookFile.Parse(text, lesson).CodeCells];
        Assert.Equal(Enumerable.Range(1, cells.Length), cells.Select(cell => cell.ExecutionCount ?? 0));
        Assert.Contains("#r \"nuget: SPAgent\"", cells[0].Source, StringComparison.Ordinal);
        Assert.All(cells, cell =>
            Assert.True(cell.HasTag("raises-exception")
                || cell.Outputs.All(output => (string?)output!["output_type"] != "error"), cell.Source));
    }

    /// <summary>Where the lessons are in the checkout.</summary>
    internal static string Folder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "SPAgent.sln")))
                folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder!, "notebooks");
        }
    }
}
