namespace SPAgent.Notebooks.Tests;

public sealed class CellOutputTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task What_is_printed_and_shown_keeps_its_order()
    {
        await _notebook.RunAsync("Console.WriteLine(\"a\"); display(1); Console.Error.Write(\"bad\"); "
            + "Console.Write(2.5); 3.Display(); Console.Write('z');");
        Assert.Equal(["out: a" + Environment.NewLine, "show: 1", "err: bad", "out: 2.5", "show: 3", "out: z"],
            _notebook.Shown);
    }

    [Fact]
    public async Task Many_lines_arrive_in_few_batches()
    {
        await _notebook.RunAsync("for (int i = 0; i < 5000; i++) Console.WriteLine(i);");
        Assert.Equal(string.Concat(Enumerable.Range(0, 5000).Select(i => i + Environment.NewLine)), _notebook.Printed);
        Assert.InRange(_notebook.Shown.Count, 1, 50);
    }

    [Fact]
    public async Task Threads_and_tasks_of_a_cell_print_into_it()
    {
        await _notebook.RunAsync("var t = new System.Threading.Thread(() => Console.Write(\"thread\")); t.Start(); "
            + "t.Join(); await Task.Run(() => Console.Write(\" task\"));");
        Assert.Equal("thread task", _notebook.Printed);
    }

    [Fact]
    public async Task A_shown_value_is_updated_in_place()
    {
        await _notebook.RunAsync("var bar = display(\"0 %\");");
        await _notebook.RunAsync("bar.Update(\"100 %\"); ClearOutput();");
        Assert.Equal(["show: 0 %", "update: 100 %", "clear"], _notebook.Shown);
    }

    [Fact]
    public async Task Reading_the_console_meets_its_end()
    {
        Assert.Equal("True", await _notebook.RunAsync("Console.ReadLine() is null"));
    }

    [Theory]
    [InlineData("new string('x', 3_000_000)", "text/plain", "3,000,000 characters")]
    [InlineData("Enumerable.Range(0, 400_000).ToDictionary(i => i, i => i).Aggregate(\"\", (a, b) => \"\") + "
        + "new string('é', 1_000_001)", "text/plain", "1,000,001 characters")]
    [InlineData("HTML(\"<p>\" + new string('y', 999_990) + \"<b class='a'>z</b></p>\")", "text/html",
        "too many for a notebook")]
    [InlineData("System.Text.Json.JsonSerializer.SerializeToElement(new string('j', 2_000_000))", "text/plain",
        "too many for a notebook")]
    public async Task A_result_that_is_too_long_for_a_notebook_is_cut_with_a_word(string code, string type, string word)
    {
        CellResult result = await _notebook.TryAsync(code, TestContext.Current.CancellationToken);
        string? shown = result.Value![type];
        Assert.InRange(shown!.Length, 900_000, 1_000_200);
        Assert.Contains(word, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b class", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundles_and_what_fits_are_never_cut()
    {
        Assert.Equal(1_000_000, (await _notebook.RunAsync("new string('x', 1_000_000)"))!.Length);
        Assert.Equal(2_000_000, (await _notebook.RunAsync("MimeBundle.Text(new string('x', 2_000_000))"))!.Length);
        CellFailure failure = await _notebook.FailAsync("throw new Exception(new string('e', 5_000_000));");
        Assert.InRange(failure.Message.Length, 900_000, 1_000_200);
    }

    [Fact]
    public async Task What_the_sdk_imports_is_imported()
    {
        Assert.Equal("True", await _notebook.RunAsync(
            "Path.Combine(\"a\", \"b\").Length == 3 && Thread.CurrentThread.IsBackground && new HttpClient().Timeout > "
                + "TimeSpan.Zero && new StringBuilder() is not null"));
    }

    [Fact]
    public async Task Html_is_shown_as_it_is_and_can_be_narrowed_to_one_type()
    {
        CellResult result = await _notebook.TryAsync("HTML(\"<b>x</b>\")", TestContext.Current.CancellationToken);
        Assert.Equal("<b>x</b>", result.Value!["text/html"]);
        await _notebook.RunAsync("new { A = 1 }.Display(\"text/html\"); \"# t\".DisplayAs(\"text/markdown\"); "
            + "display(new { A = 1 }, \"text/plain\");");
        Assert.Equal([["text/plain", "text/html"], ["text/plain", "text/markdown"], ["text/plain"]],
            _notebook.Bundles.Select(bundle => bundle.Types.ToArray()));
    }

    [Theory]
    [InlineData("new[] { 1, 2, 3 }", "[1, 2, 3]")]
    [InlineData("Enumerable.Range(0, 1000).ToList()", "[0, 1, 2")]
    [InlineData("new { Name = \"n\", Count = 2 }", "{ Name = n, Count = 2 }")]
    [InlineData("TimeSpan.FromSeconds(90)", "00:01:30")]
    [InlineData("1234.5", "1234.5")]
    [InlineData("typeof(string)", "System.String")]
    [InlineData("typeof(List<int?[]>)", "List<int?[]>")]
    [InlineData("class Own { }\ntypeof(Own)", "Own")]
    [InlineData("class Bare<T> { }\nnew Bare<string>()", "Bare<string>")]
    [InlineData("new { A = new[] { 1 }, C = new { D = typeof(List<int>) } }", "{ A = [1], C = { D = List<int> } }")]
    [InlineData("Func<int, string> f = n => \"\"; f", "Func<int, string>")]
    [InlineData("Task.FromResult(3)", "Task<int>, RanToCompletion: await it")]
    [InlineData(
        "async Task None() => await Task.Yield();\nvar t = None(); t.Wait(); t", "Task, RanToCompletion: await it")]
    [InlineData(
        "async Task<int> One() { await Task.Yield(); return 1; }\nvar t = One(); t.Wait(); t",
        "Task<int>, RanToCompletion: await it")]
    [InlineData("new Dictionary<string, int> { [\"k\"] = 4 }", "Key  Value\nk    4")]
    [InlineData("new[] { new { A = 1, B = \"x\" }, new { A = 22, B = \"y\" } }", "A   B\n1   x\n22  y")]
    [InlineData("class Base { public object V => 1; } class Own : Base { public new int V => 2; }\n"
        + "new[] { new Own(), new Own() }", "V\n2\n2")]
    [InlineData("class Loud { public int Ok => 1; public int Bad => throw new "
        + "InvalidOperationException(); }\nnew Loud()", "     Loud\nOk   1\nBad  (InvalidOperationException)")]
    public async Task Any_value_has_a_look(string code, string start)
    {
        Assert.StartsWith(start, await _notebook.RunAsync(code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_sequence_is_shown_from_its_beginning()
    {
        string? text = await _notebook.RunAsync(
            "IEnumerable<int> Forever() { for (int i = 0; ; i++) yield return i; }\nForever()");
        Assert.EndsWith("48, 49, … more]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_values_is_escaped()
    {
        CellResult result = await _notebook.TryAsync("new[] { new { X = \"<script>alert(1)</script>\" } }",
            TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", result.Value!["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_of_a_cell_can_say_how_it_looks()
    {
        await _notebook.RunAsync("record Star(int N); RendererTable.Default.Add<Star>(s => "
            + "MimeBundle.Html($\"<i>{s.N}</i>\", new string('*', s.N)));");
        CellResult result = await _notebook.TryAsync("new Star(3)", TestContext.Current.CancellationToken);
        Assert.Equal(("<i>3</i>", "***"), (result.Value!["text/html"], result.Value["text/plain"]));
    }

    [Fact]
    public async Task Formatters_that_a_library_declares_for_dotnet_interactive_are_found_by_name()
    {
        await _notebook.RunAsync("""
            class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type source) { FormatterSourceType = source; }
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            class Source { public IEnumerable<object> CreateTypeFormatters() { yield return new F("text/html"); yield return new F("image/png"); } }
            class F(string mime) { public string MimeType => mime; public bool Format(object v, System.IO.TextWriter w) { w.Write(mime + " of it"); return true; } }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html", "image/png" })] class Base { }
            class Figure : Base { }
            """);
        CellResult result = await _notebook.TryAsync("new Figure()", TestContext.Current.CancellationToken);
        Assert.Equal(("text/html of it", "image/png of it"), (result.Value!["text/html"], result.Value["image/png"]));
    }

    [Fact]
    public async Task Progress_is_one_output_that_is_updated_in_place_and_ends_as_the_run_ends()
    {
        await _notebook.RunAsync("""
            var bar = Progress.Bar();
            RunProgress At(int done, bool ended = false) => new() { Total = 20, Earlier = 0, Done = done, Failed = 0, Tokens = 1, Elapsed = TimeSpan.FromSeconds(1), HasEnded = ended };
            await Task.Run(() => { for (int i = 0; i <= 20; i++) bar.Report(At(i)); bar.Report(At(20, ended: true)); });
            """);
        Assert.StartsWith("show: 0/20", _notebook.Shown[0], StringComparison.Ordinal);
        Assert.All(_notebook.Shown.Skip(1), line => Assert.StartsWith("update: ", line, StringComparison.Ordinal));
        Assert.StartsWith("update: 20/20", _notebook.Shown[^1], StringComparison.Ordinal);
        Assert.InRange(_notebook.Shown.Count, 2, 10);
        Assert.Contains("class=\"gauge\"", _notebook.Bundles[^1]["text/html"], StringComparison.Ordinal);
    }
}
