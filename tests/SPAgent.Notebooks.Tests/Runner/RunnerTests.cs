using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

// The runner makes a notebook's folder the current one, which is the process's.
[CollectionDefinition("current directory", DisableParallelization = true)]
public sealed class CurrentDirectory;

[Collection("current directory")]
public sealed class RunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spagent-runner-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Outputs_are_written_back_and_everything_else_stays()
    {
        string path = Write("a.ipynb", NotebookFile.Create(
            NotebookCell.Markdown("m", "# é€😀"),
            NotebookCell.Code("c", "Console.Write(\"one\\ntwo\"); var d = display(1); 5"),
            NotebookCell.Code("u", "d.Update(2);\nSystem.IO.File.WriteAllText(\"here.txt\", \"\");")).ToString()
                .Replace("\"nbformat\":", "\"unknown\": {\"kept\": [1, 2]},\n \"nbformat\":",
                    StringComparison.Ordinal));
        NotebookRunResult result = await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        Assert.Equal((2, null), (result.CellsRun, result.Failure));
        JsonNode notebook = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.Equal("[1,2]", notebook["unknown"]!["kept"]!.ToJsonString());
        JsonArray outputs = (JsonArray)notebook["cells"]![1]!["outputs"]!;
        Assert.Equal(["stream", "display_data", "execute_result"],
            outputs.Select(output => (string)output!["output_type"]!));
        Assert.Equal("[\"one\\n\",\"two\"]", outputs[0]!["text"]!.ToJsonString());
        Assert.Equal("[\"2\"]", outputs[1]!["data"]!["text/plain"]!.ToJsonString());
        Assert.True(File.Exists(Path.Combine(_folder, "here.txt")));
        Assert.Contains("# é€😀", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_whose_language_the_file_names_may_name_it_too()
    {
        JsonObject cell = NotebookCell.Code("v", "#!value --name kept\ntext");
        cell["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "value" } };
        JsonObject next = NotebookCell.Code("s", "#!share kept --from value\nkept");
        string path = Write("v.ipynb", NotebookFile.Create(cell, next).ToString());
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        NotebookCell shown = NotebookFile.Parse(File.ReadAllText(path), "").CodeCells.Last();
        Assert.Equal("text", NotebookCell.Text(shown.Outputs[0]!["data"]!["text/plain"]));
    }

    [Theory]
    [InlineData("x.dib", "#!csharp\n1", "x.dib: it has no place for outputs")]
    [InlineData("x.ipynb", "{\"cells\": [", "x.ipynb: it is no notebook (.ipynb), or a damaged one")]
    public void A_file_that_is_no_notebook_is_named(string name, string text, string seen) =>
        Assert.StartsWith(seen, Assert.ThrowsAny<JsonException>(() => NotebookFile.Parse(text, name)).Message);

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        string path = Notebook("int x = 1;", "new { x }", "#!markdown\n**b**");
        await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        string once = File.ReadAllText(path);
        await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        Assert.Equal(once, File.ReadAllText(path));
    }

    [Fact]
    public async Task The_first_error_stops_the_run_and_is_named_by_cell_and_line()
    {
        string path = Notebook("int x = 0;", "// here\nConsole.WriteLine(1 / x);", "5");
        NotebookRunResult result = await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        Assert.Equal("cell 2, line 2: DivideByZeroException: Attempted to divide by zero.", result.Failure);
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
        Assert.Equal("error", (string?)cells[1].Outputs[0]!["output_type"]);
        Assert.Equal((0, null), (cells[2].Outputs.Count, cells[2].ExecutionCount));
    }

    [Fact]
    public async Task A_cell_that_is_meant_to_fail_does_not_stop_the_run()
    {
        string path = Write("a.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "throw new Exception(\"planned\");", "raises-exception"),
            NotebookCell.Code("b", "1")).ToString());
        Assert.Equal((2, null), Outcome(await NotebookRunner.RunAsync(path, cancellationToken: Stop)));
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_is_stopped()
    {
        string path = Notebook("while (true) { }");
        NotebookRunResult result =
            await NotebookRunner.RunAsync(path, new() { CellTimeout = TimeSpan.FromSeconds(1) }, Stop);
        Assert.StartsWith("cell 1: Timeout: longer than 1 s", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_are_set_in_the_type_that_they_have_and_shown_in_the_notebook()
    {
        string path = Write("a.ipynb", NotebookFile.Create(
            NotebookCell.Code("p", "double rate = 1; string name = \"a\"; int? n = null; DayOfWeek day = default; "
                + "decimal price = 0; var pause = TimeSpan.Zero;", "parameters"),
            NotebookCell.Code("r", "$\"{rate / 4} {name} {n} {day} {price} {pause}\"")).ToString());
        var options = new NotebookRunOptions
        {
            Parameters = new Dictionary<string, string>
            {
                ["rate"] = "2",
                ["name"] = "5,5 \"x\"",
                ["n"] = "-3",
                ["day"] = "friday",
                ["price"] = "1.50",
                ["pause"] = "00:01:00"
            },
        };
        for (int run = 0; run < 2; run++)
        {
            Assert.Null((await NotebookRunner.RunAsync(path, options, Stop)).Failure);
            NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
            Assert.Equal(3, cells.Length);
            Assert.Contains("rate = 2d;", cells[1].Source, StringComparison.Ordinal);
            Assert.Equal("0.5 5,5 \"x\" -3 Friday 1.50 00:01:00",
                NotebookCell.Text(cells[2].Outputs[0]!["data"]!["text/plain"]));
        }
    }

    [Fact]
    public async Task The_cell_that_sets_parameters_shifts_no_number()
    {
        string path = Write("a.ipynb", NotebookFile.Create(
            NotebookCell.Code("p", "int n = 1;", "parameters"),
            NotebookCell.Code("f", "\nthrow new Exception($\"n is {n}\");")).ToString());
        NotebookRunOptions options = new() { Parameters = new Dictionary<string, string> { ["n"] = "2" } };
        NotebookRunResult result = await NotebookRunner.RunAsync(path, options, Stop);
        Assert.Equal((2, "cell 2, line 2: Exception: n is 2"), (result.CellsRun, result.Failure));
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
        Assert.Equal([1, null, 2], cells.Select(cell => cell.ExecutionCount));
    }

    [Fact]
    public async Task Parameters_of_a_notebook_that_declares_none_are_refused()
    {
        string path = Notebook("int n = 1;");
        NotebookRunOptions options = new() { Parameters = new Dictionary<string, string> { ["n"] = "2" } };
        ArgumentException failure = await Assert.ThrowsAsync<ArgumentException>(
            () => NotebookRunner.RunAsync(path, options, Stop));
        Assert.Contains("no cell tagged parameters", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate", "fast", "Double")]
    [InlineData("rate", "0,4", "Double")]
    [InlineData("rate", "NaN", "Double")]
    [InlineData("rate", "-Infinity", "Double")]
    [InlineData("rates", "2", "It has rate.")]
    [InlineData("two words", "1", "It has rate.")]
    public async Task A_parameter_that_does_not_fit_is_refused(string name, string value, string told)
    {
        string path =
            Write("a.ipynb", NotebookFile.Create(NotebookCell.Code("p", "double rate = 1;", "parameters")).ToString());
        string before = File.ReadAllText(path);
        ArgumentException failure = await Assert.ThrowsAsync<ArgumentException>(
            () => NotebookRunner.RunAsync(path,
                new() { Parameters = new Dictionary<string, string> { [name] = value } }, Stop));
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public async Task A_page_has_everything_and_what_was_printed_is_escaped()
    {
        string path = Notebook("Console.WriteLine(\"<script>\"); display(HTML(\"<i>bare</i>\"));",
            "MimeBundle.Text(\"t\").With(\"image/png\", \"AAAA\").WithSize(\"image/png\", 40, 30)");
        string before = File.ReadAllText(path);
        NotebookRunResult result =
            await NotebookRunner.RunAsync(path,
                new() { Html = true, OutputFolder = Path.Combine(_folder, "pages") }, Stop);
        string page = File.ReadAllText(result.Written);
        Assert.Equal(Path.Combine(_folder, "pages", "a.html"), result.Written);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<i>bare</i>", page, StringComparison.Ordinal);
        Assert.Contains("width=\"40\" src=\"data:image/png;base64,AAAA\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public async Task What_a_task_prints_after_its_cell_has_ended_is_kept_behind_the_result_of_that_cell()
    {
        string path = Notebook(
            "var go = new TaskCompletionSource(); var done = Task.Run(async () => { await go.Task; "
                + "Console.Write(\"late\"); display(7); }); \"first\"",
            "go.SetResult(); await done; \"second\"",
            "_ = Task.Run(() => Console.Write(\"last words\")).ContinueWith(_ => { }); await Task.Yield(); "
                + "Console.Error.Write(\"x\"); 5");
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
        Assert.Equal(["execute_result", "stream", "display_data"],
            cells[0].Outputs.Select(output => (string)output!["output_type"]!));
        Assert.Equal("late", NotebookCell.Text(cells[0].Outputs[1]!["text"]));
        Assert.Equal(["execute_result"], cells[1].Outputs.Select(output => (string)output!["output_type"]!));
    }

    [Fact]
    public async Task What_a_cell_prints_beyond_a_megabyte_is_cut_with_a_word()
    {
        string path = Notebook(
            "Console.Write(new string('x', 5_000_000)); Console.Write(\"more\");",
            "for (int i = 0; i < 200_000; i++) Console.WriteLine(\"0123456789\"); 5");
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
        string first = NotebookCell.Text(Assert.Single(cells[0].Outputs)!["text"]);
        Assert.Matches("^x{1000000}\n… cut here: .* a file to keep all\\.\n$", first);
        Assert.Equal(["stream", "execute_result"], cells[1].Outputs.Select(output => (string)output!["output_type"]!));
        Assert.InRange(NotebookCell.Text(cells[1].Outputs[0]!["text"]).Length, 1_000_000, 1_000_200);
    }

    [Fact]
    public async Task A_cell_that_clears_what_it_has_printed_keeps_all_of_its_last()
    {
        string path = Notebook("for (int i = 0; i < 3; i++) { ClearOutput(wait: true); "
            + "Console.Write(new string('x', 600_000)); } Console.Write(\"end\");");
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        NotebookCell cell = NotebookFile.Parse(File.ReadAllText(path), "").CodeCells.Single();
        Assert.Matches("^x{600000}end$", NotebookCell.Text(Assert.Single(cell.Outputs)!["text"]));
    }

    [Fact]
    public async Task A_result_whose_look_can_not_be_made_fails_its_cell_and_the_outputs_are_written()
    {
        string path = Notebook("Console.Write(\"kept\");", "MimeBundle.Text(\"t\").With(\"text/html\", "
            + "() => throw new InvalidOperationException(\"no look\"))");
        NotebookRunResult result = await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        Assert.Equal("cell 2: InvalidOperationException: no look", result.Failure);
        NotebookCell[] cells = [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
        Assert.Equal("kept", NotebookCell.Text(Assert.Single(cells[0].Outputs)!["text"]));
        Assert.Equal("error", (string?)Assert.Single(cells[1].Outputs)!["output_type"]);
    }

    [Fact]
    public async Task Pictures_in_a_notebook_s_text_go_into_its_page()
    {
        string pictures = Directory.CreateDirectory(Path.Combine(_folder, "here", "pictures")).FullName;
        File.WriteAllBytes(Path.Combine(pictures, "a b.png"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(_folder, "outside.png"), [1, 2, 3]);
        JsonObject cell = NotebookCell.Markdown("m", "![pasted](attachment:my%20shot.png) "
            + "![beside](pictures/a%20b.png) ![outside](../outside.png) ![none](attachment:none.png)");
        cell["attachments"] = new JsonObject { ["my shot.png"] = new JsonObject { ["image/png"] = "AA\nAA\n" } };
        string path = Write(Path.Combine("here", "a.ipynb"), NotebookFile.Create(cell).ToString());
        NotebookRunResult result = await NotebookRunner.RunAsync(path, new() { Html = true }, Stop);
        Assert.Contains("<img alt=\"pasted\" src=\"data:image/png;base64,AAAA\"> "
            + "<img alt=\"beside\" src=\"data:image/png;base64,AQID\"> <img alt=\"outside\" src=\"../outside.png\"> "
            + "<img alt=\"none\" src=\"attachment:none.png\">", File.ReadAllText(result.Written),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_of_all_cells_are_stored_as_json_and_picture_without_any_script()
    {
        string path = Notebook("Figure.Line([1.0, 2], [3.0, 4])", "display(Figure.Bar([\"a\"], [2.0]).Sized(300, "
            + "200)); var moving = display(1); moving.Update(Figure.Scatter([1.0], [2.0]))", "2");
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        string text = File.ReadAllText(path);
        Assert.DoesNotContain("script", text, StringComparison.Ordinal);
        JsonNode[] charts = [.. NotebookFile.Parse(text, "").CodeCells.SelectMany(cell => cell.Outputs)
            .OfType<JsonNode>().Where(output => output["data"]?[ChartPictures.Chart] is not null)];
        Assert.Equal(3, charts.Length);
        Assert.SkipUnless(Resources.HasPlotly && Chromium.Path is not null, "no Chromium, or built without plotly.js");
        Assert.All(charts, chart =>
            Assert.StartsWith("iVBOR", (string?)chart["data"]!["image/png"], StringComparison.Ordinal));
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"],
            ((JsonObject)charts[0]["data"]!).Select(part => part.Key));
        Assert.Equal(300, (int)charts[1]["metadata"]!["image/png"]!["width"]!);
    }

    [Fact]
    public async Task A_page_draws_all_its_charts_with_one_plotly_and_text_of_a_chart_can_not_end_its_script()
    {
        string path =
            Notebook("Figure.Line([1.0, 2], [3.0, 4]).Titled(\"</script><b>x</b>\")", "Figure.Bar([\"a\"], [2.0])");
        NotebookRunResult result = await NotebookRunner.RunAsync(path, new() { Html = true }, Stop);
        string page = File.ReadAllText(result.Written);
        Assert.Equal(2, page.Split("id=\"chart-").Length - 1);
        Assert.Equal(Resources.HasPlotly ? 3 : 2, page.Split("<script").Length - 1);
        Assert.Equal(page.Split("<script").Length, page.Split("</script").Length);
        Assert.DoesNotContain("<b>x</b>", page, StringComparison.Ordinal);
        Assert.Contains("color-scheme: light dark", page, StringComparison.Ordinal);
        string plain = Write("b.ipynb", NotebookFile.Create(NotebookCell.Code("a", "1")).ToString());
        Assert.DoesNotContain("<script",
            File.ReadAllText((await NotebookRunner.RunAsync(plain, new() { Html = true }, Stop)).Written),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"nbformat\":3}")]
    [InlineData("{\"nbformat\":4,\"cells\":[1]}")]
    [InlineData("{\"nbformat\":4,\"cells\":[],\"metadata\":{\"kernelspec\":{\"language\":\"python\"}}}")]
    [InlineData("not json")]
    public async Task What_is_no_csharp_notebook_is_refused(string text)
    {
        string path = Write("a.ipynb", text);
        await Assert.ThrowsAnyAsync<JsonException>(() => NotebookRunner.RunAsync(path, cancellationToken: Stop));
    }

    [Fact]
    public async Task The_starter_runs_as_it_is_and_never_replaces_a_file()
    {
        string path = await NotebookStarter.CreateAsync(Path.Combine(_folder, "new"), cancellationToken: Stop);
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        await Assert.ThrowsAsync<IOException>(() => NotebookStarter.CreateAsync(path, cancellationToken: Stop));
    }

    public static TheoryData<string> Templates => [.. NotebookStarter.Templates];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_runs_to_its_end_as_it_is(string template)
    {
        string path = await NotebookStarter.CreateAsync(Path.Combine(_folder, template), template, Stop);
        NotebookRunResult result = await NotebookRunner.RunAsync(path, cancellationToken: Stop);
        Assert.Null(result.Failure);
        NotebookFile notebook = NotebookFile.Parse(File.ReadAllText(path), path);
        NotebookCell[] cells = [.. notebook.CodeCells];
        Assert.Equal(cells.Length, result.CellsRun);
        Assert.StartsWith($"# {template}", notebook.Cells.First().Source, StringComparison.Ordinal);
        Assert.DoesNotContain("{places}", File.ReadAllText(path), StringComparison.Ordinal);
        // Every cell with a value at its end shows it, in HTML or as a chart, and by no compiler's name.
        NotebookCell[] shown =
            [.. cells.Where(cell => !cell.HasTag(NotebookParameters.Tag) && !cell.Source.TrimEnd().EndsWith(';')
                && !cell.Source.TrimEnd().EndsWith('}'))];
        Assert.True(shown.Length >= 4, $"{shown.Length}");
        Assert.All(shown, cell => Assert.NotEmpty(cell.Outputs));
        Assert.All(shown.SelectMany(cell => cell.Outputs), output =>
            Assert.DoesNotMatch(@"`\d|<>|System\.|SPAgent\.", NotebookCell.Text(output!["data"]?["text/plain"])));
        Assert.Contains(template == "quality" ? "vague answer" : ChartPictures.Chart, Outputs(cells),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_takes_a_dataset_of_its_reader_s()
    {
        string path = await NotebookStarter.CreateAsync(Path.Combine(_folder, "mine"), "explore", Stop);
        Dictionary<string, string> parameters = new()
        { ["dataset"] = Path.Combine(Checkout.Root, "data-samples", "streets"), ["samples"] = "5" };
        Assert.Null((await NotebookRunner.RunAsync(path, new() { Parameters = parameters }, Stop)).Failure);
        Assert.Contains("30 rows with", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("5 traces written", File.ReadAllText(path), StringComparison.Ordinal);
        ArgumentException none =
            await Assert.ThrowsAsync<ArgumentException>(
                () => NotebookStarter.CreateAsync(Path.Combine(_folder, "x"), "exploer", Stop));
        Assert.Contains("explore, quality, classroom", none.Message, StringComparison.Ordinal);
    }

    private static string Outputs(IEnumerable<NotebookCell> cells) =>
        string.Concat(cells.SelectMany(cell => cell.Outputs.Cast<JsonObject>())
        .SelectMany(output => (JsonObject)output["data"]!)
        .Select(part => $"{part.Key}: {NotebookCell.Text(part.Value)}\n"));

    private static (int, string?) Outcome(NotebookRunResult result) => (result.CellsRun, result.Failure);

    private string Notebook(params string[] sources) =>
        Write("a.ipynb", NotebookFile
            .Create([.. sources.Select((source, index) => NotebookCell.Code($"c{index}", source))]).ToString());

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
