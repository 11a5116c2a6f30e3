using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent.Notebooks.Tests;

/// <summary>Lessons in a real .NET Interactive kernel, which loads the package SPAgent as a stranger's would.</summary>
[Collection("current directory")]
public sealed partial class InteractiveKernelTests : IDisposable
{
    private static readonly string[] s_always =
        ["02-inspect-a-trace.ipynb", "05-distil-a-dataset.ipynb", "06-replay-and-verify.ipynb"];

    private readonly InteractiveKernel _kernel = new();

    public static TheoryData<string> Lessons =>
        [.. Directory.GetFiles(LessonTests.Folder, "*.ipynb").Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_shows_its_looks_in_a_real_kernel(string lesson)
    {
        if (!s_always.Contains(lesson)) Tool.OnlyForEndurance();
        string path = Path.Combine(LessonTests.Folder, lesson);
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), lesson).CodeCells];
        IReadOnlyList<JsonArray> told = await _kernel.RunAsync(path);
        Assert.Equal(cells.Length, told.Count);
        for (int i = 0; i < cells.Length; i++)
        {
            string where = $"{lesson}, cell {i + 1}: {told[i].ToJsonString()}";
            bool mayFail = cells[i].HasTag("raises-exception") || Kinds(cells[i].Outputs).Contains("error");
            Assert.True(mayFail || !told[i].Any(message => (string?)message!["kind"] == "error"), where);
            if (mayFail) continue;
            foreach (string text in Shown(told[i]))
                Assert.False(CompilersName().IsMatch(text), $"{where}\n{CompilersName().Match(text).Value}");
            // What has a look here has one there; it may add others.
            if (Kinds(cells[i].Outputs).Contains("execute_result") && HasHtml(cells[i].Outputs))
                Assert.Contains(told[i], message => message!["data"]?["text/html"] is not null);
            if (Fragment(cells[i].Outputs) is { } look)
                Assert.True(Shown(told[i]).Any(text => text.Contains(look, StringComparison.Ordinal)),
                    $"{where}\nlacks {look}");
        }
    }

    [Fact]
    public async Task A_run_shows_one_bar_that_moves_and_lists_show_their_looks()
    {
        string notebook = Path.Combine(Directory.CreateTempSubdirectory("spagent-real-").FullName, "bar.ipynb");
        string samples = Path.Combine(Checkout.Root, "data-samples");
        File.WriteAllText(notebook, NotebookFile.Create(
            NotebookCell.Code("a", "#r \"nuget: SPAgent\""),
            NotebookCell.Code("b", $$"""
                var streets = ImageDataset.Open("{{samples}}/streets");
                var folder = Directory.CreateTempSubdirectory("bar-").FullName;
                var slow = ChatModels.Simulated(seed: 7, knows: streets, options: new() { Latency = TimeSpan.FromMilliseconds(120), FailureRate = 0 });
                await new DistillationRun(slow, streets, folder, new() { Samples = 12, MaxWorkers = 2 }).ExecuteAsync(Progress.Bar());
                """),
            NotebookCell.Code("c", "TraceReplay.RunAsync(Trace.Load(Directory.GetFiles(folder, "
                + "\"trace_*.json\").Order().First()), streets)"),
            NotebookCell.Code("d", $"QualityReport.Check(\"{samples}/flawed\").Findings.Take(3)"),
            NotebookCell.Code("e",
                "new[] { streets[0].Image.Decode(), streets[1].Image.Decode() }.Select(image => image.Resize(32, 24))"),
            NotebookCell.Code("f", "TraceStore.Open(folder).Read().Take(2)")).ToString());
        IReadOnlyList<JsonArray> told = await _kernel.RunAsync(notebook);
        Directory.Delete(Path.GetDirectoryName(notebook)!, recursive: true);
        Assert.All(told, cell => Assert.DoesNotContain(cell, message => (string?)message!["kind"] == "error"));

        JsonNode?[] shown =
            [.. told[1].Where(message => (string?)message!["kind"] is "display_data" or "update_display_data"
                && message["data"]!.ToJsonString().Contains("progressbar", StringComparison.Ordinal))];
        Assert.Equal("display_data", (string?)shown[0]!["kind"]);
        Assert.True(shown.Length > 1, told[1].ToJsonString());
        Assert.All(shown.Skip(1),
            message => Assert.Equal(("update_display_data", (string?)shown[0]!["id"]),
                ((string?)message!["kind"], (string?)message["id"])));
        Assert.Contains("12 of 12", shown[^1]!["data"]!.ToJsonString(), StringComparison.Ordinal);

        foreach (JsonArray cell in told.Skip(2))
            Assert.All(Shown(cell), text => Assert.False(CompilersName().IsMatch(text), text));
        Assert.Contains("class=\\u0022shot picture\\u0022", told[2].ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("findings", told[3].ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("picture of 32 by 24 pixels", told[4].ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("spagent-", told[5].ToJsonString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Kinds(JsonArray outputs) =>
        outputs.Select(output => (string?)output!["output_type"]);

    private static bool HasHtml(JsonArray outputs) => outputs.Any(output => output!["data"]?["text/html"] is not null);

    // The name of the look's own rules stands for it: the same markup has the same.
    private static string? Fragment(JsonArray outputs) => outputs
        .Select(output => output!["data"]?["text/html"]).OfType<JsonNode>()
        .Select(html => LookName().Match(NotebookCell.Text(html)))
        .FirstOrDefault(found => found.Success)?.Value;

    private static IEnumerable<string> Shown(JsonArray messages) => messages
        .SelectMany(message => message!["data"] is JsonObject data
            ? data.Where(part => part.Key.StartsWith("text/", StringComparison.Ordinal))
                .Select(part => NotebookCell.Text(part.Value)) : [])
        .Select(text => Scripts().Replace(text, ""));

    // Iterators, closures and the like: <RunAsync>d__4, <>c__DisplayClass, `1[[…
    [GeneratedRegex(@"(<|&lt;)\w*(>|&gt;)[a-z]__|(<|&lt;)(>|&gt;)[a-z]|`\d\[\[|IAsyncEnumerable|IEnumerable(<|&lt;)")]
    private static partial Regex CompilersName();

    [GeneratedRegex("spagent-[0-9a-f]{8}")]
    private static partial Regex LookName();

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
