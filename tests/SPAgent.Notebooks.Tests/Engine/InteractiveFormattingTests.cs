namespace SPAgent.Notebooks.Tests;

/// <summary>Cells of notebooks that were written for .NET Interactive, with its formatting package from the
/// registry.</summary>
public sealed class InteractiveFormattingTests : IAsyncLifetime
{
    private readonly Notebook _notebook = new();

    public async ValueTask InitializeAsync()
    {
        CellResult result = await _notebook.TryAsync(
            "#r \"nuget: Microsoft.DotNet.Interactive.Formatting, 1.0.0-beta.26120.1\"\nusing "
            + "Microsoft.DotNet.Interactive.Formatting;\n" +
            "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\nclass Person { public "
            + "string Name { get; set; } }",
            TestContext.Current.CancellationToken);
        Assert.SkipWhen(result.Failure?.Message.Contains("NU1", StringComparison.Ordinal) == true,
            $"the package can't be restored here: {result.Failure?.Message}");
        Assert.True(result.Failure is null, string.Join('\n', result.Failure?.Traceback ?? []));
    }

    public ValueTask DisposeAsync()
    {
        _notebook.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_registered_formatter_is_obeyed_for_its_type_its_subtypes_and_lists_of_it()
    {
        await _notebook.RunAsync("Formatter.Register<Person>((p, w) => w.Write($\"<i>{p.Name}</i>\"), \"text/html\");");
        Assert.Equal("<i>Ann</i>", await HtmlAsync("new Person { Name = \"Ann\" }"));
        Assert.Equal("<i>Bo</i>", await HtmlAsync("class Child : Person { }\nnew Child { Name = \"Bo\" }"));
        Assert.Contains("<i>Cy</i>", await HtmlAsync("new List<Person> { new() { Name = \"Cy\" } }"),
            StringComparison.Ordinal);
        await _notebook.RunAsync("display(new Person { Name = \"Di\" }); new Person { Name = \"Ed\" }.Display();");
        Assert.Equal(["<i>Di</i>", "<i>Ed</i>"], _notebook.Bundles.Select(bundle => bundle["text/html"]));
        await _notebook.RunAsync("Formatter.ResetToDefault();");
        Assert.DoesNotContain("<i>", await HtmlAsync("new Person { Name = \"Ann\" }"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_formatter_wins_over_the_kits_own_look_and_over_plain_text()
    {
        await _notebook.RunAsync("Formatter.Register<RasterImage>((i, w) => w.Write($\"<u>{i.Width}</u>\"), "
            + "\"text/html\"); Formatter.Register<int>(n => $\"<n>{n}</n>\", \"text/html\");");
        Assert.Equal("<u>1</u>", await HtmlAsync("RasterImage.FromPixels(1, 1, new byte[3])"));
        Assert.Equal("<n>5</n>", await HtmlAsync("5"));
        Assert.Equal("text", await _notebook.RunAsync("\"text\""));
        Assert.Equal("1.2", await _notebook.RunAsync("new Version(1, 2)"));
    }

    [Fact]
    public async Task Markup_that_is_built_in_code_is_shown_as_markup()
    {
        Assert.Equal("<b>x&lt;y</b>", await HtmlAsync("b(\"x<y\")"));
        Assert.Equal("<span><i>kept</i></span>", await HtmlAsync("span(HTML(\"<i>kept</i>\"))"));
        await _notebook.RunAsync("PocketView view = h1[style: \"color:red\"](\"t\"); display(view); view.Display();");
        Assert.All(_notebook.Bundles,
            bundle => Assert.Contains("<h1 style=\"color:red\">t</h1>", bundle["text/html"], StringComparison.Ordinal));
        Assert.Equal(2, _notebook.Bundles.Count);
        Assert.Equal(@"$$a^2$$",
            (await _notebook.TryAsync("(LaTeXString)@\"$$a^2$$\"",
                TestContext.Current.CancellationToken)).Value!["text/latex"]);
    }

    [Fact]
    public async Task Extensions_that_both_have_are_no_longer_ambiguous()
    {
        await _notebook.RunAsync("""
            5.Display(); "s".Display(); new[] { 1, 2 }.Display("text/plain"); object boxed = 7; boxed.Display();
            "**b**".DisplayAs("text/markdown"); new[] { new { A = 1 } }.DisplayTable();
            """);
        Assert.Equal(6, _notebook.Bundles.Count);
        Assert.Equal("**b**", _notebook.Bundles[4]["text/markdown"]);
        Assert.Contains("<table", _notebook.Bundles[5]["text/html"], StringComparison.Ordinal);
        await _notebook.RunAsync("object later = 1; var shown = later.Display(); shown.Update(\"2\");");
        Assert.Equal(["show: 1", "update: 2"], _notebook.Shown.TakeLast(2));
        Assert.NotEmpty(await _notebook.RunAsync("5.ToDisplayString() + boxed.ToDisplayString(\"text/plain\")") ?? "");
    }

    [Fact]
    public async Task A_formatter_that_throws_fails_the_cell()
    {
        await _notebook.RunAsync("Formatter.Register<Person>((p, w) => throw new InvalidOperationException(\"bad "
            + "formatter\"), \"text/html\");");
        Assert.Contains("bad formatter", string.Join('\n', (await _notebook.FailAsync("new Person()")).Traceback),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_uses_the_package_without_a_reference_gets_it()
    {
        using var other = new Notebook();
        CellResult result =
            await other.TryAsync("using Microsoft.DotNet.Interactive.Formatting;\n(LaTeXString)@\"\\alpha\"",
                TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, string.Join('\n', result.Failure?.Traceback ?? []));
        Assert.Contains("alpha", result.Value!["text/latex"], StringComparison.Ordinal);
        Assert.Equal("True",
            await other.RunAsync("using Microsoft.DotNet.Interactive.Commands;\nnew SubmitCode(\"1\").Code == \"1\""));
        CellFailure failure =
            await other.FailAsync("using Microsoft.DotNet.Interactive;\nKernel.Root.FindKernelByName(\"javascript\")");
        Assert.Equal(("NotSupportedException", 2), (failure.Name, failure.Line));
        Assert.Contains("does not run here", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1", await other.RunAsync("Newtonsoft.Json.Linq.JObject.Parse(\"{a: 1}\")[\"a\"].ToString()"));
    }

    private async Task<string?> HtmlAsync(string code)
    {
        CellResult result = await _notebook.TryAsync(code, TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, string.Join('\n', result.Failure?.Traceback ?? []));
        return result.Value!["text/html"] ?? result.Value.ToString();
    }
}
