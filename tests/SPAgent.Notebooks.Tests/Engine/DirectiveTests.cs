
namespace SPAgent.Notebooks.Tests;

public sealed class DirectiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spagent-directives-").FullName;
    private readonly Notebook _notebook;

    public DirectiveTests() => _notebook = new Notebook(_folder);

    public void Dispose()
    {
        _notebook.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_script_is_loaded_with_its_types_and_its_own_lines()
    {
        Write("tools.csx",
            "#!/usr/bin/env dotnet-script\nint Twice(int n) => 2 * n;\nint Bad(int n)\n{\n    return 1 / n;\n}");
        Assert.Equal("8", await _notebook.RunAsync("#load \"tools.csx\"\nTwice(4)"));
        CellFailure failure = await _notebook.FailAsync("Bad(0)");
        Assert.Equal(("tools.csx", 5), (failure.Cell, failure.Line));
    }

    [Fact]
    public async Task Notebooks_and_text_notebooks_are_imported()
    {
        Write("more.ipynb",
            """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","source":"x"},{"cell_type":"code","source":["int a = 1;\n","int b = 2;"]}]}""");
        Write("text.dib", "#!meta\n{}\n#!csharp\nint c = 3;\n#!markdown\n# not code\n#!value --name note\nkept\n\n"
            + "#!powershell\nls\n#!js\nalert(1)\n#!csharp\n#!share note --from value\nint d = note.Length;\n");
        Assert.Equal("10", await _notebook.RunAsync("#!import more.ipynb\n#!import \"text.dib\"\na + b + c + d"));
    }

    [Fact]
    public async Task Of_an_imported_notebook_the_cells_in_csharp_run_and_keep_their_numbers()
    {
        Write("mixed.ipynb", """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
             {"cell_type":"code","metadata":{"polyglot_notebook":{"kernelName":"fsharp"}},"source":"let a = 1"},
             {"cell_type":"code","metadata":{"dotnet_interactive":{"language":"html"}},"source":"<b>x</b>"},
             {"cell_type":"code","metadata":{"polyglot_notebook":{"kernelName":"csharp"}},
              "source":"int Half(int n) => 4 / n;"}]}
            """);
        Assert.Equal("2", await _notebook.RunAsync("#!import mixed.ipynb\nHalf(2)"));
        Assert.Equal("mixed.ipynb cell 3", (await _notebook.FailAsync("Half(0)")).Cell);
    }

    [Fact]
    public async Task Files_that_load_each_other_are_an_error()
    {
        Write("a.csx", "#load \"b.csx\"");
        Write("b.csx", "#load \"a.csx\"");
        Assert.Contains("circle", (await _notebook.FailAsync("#load \"a.csx\"")).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", (await _notebook.FailAsync("1\n#load \"none.csx\"")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_is_told_at_the_end()
    {
        await _notebook.RunAsync("#!time\nConsole.Write(\"x\");");
        Assert.Equal("out: x", _notebook.Shown[0]);
        Assert.Matches(@"^show: Wall time: [\d.]+ms$", _notebook.Shown[1]);
    }

    [Theory]
    [InlineData("#!pwsh\nls", "Process")]
    [InlineData("#!fsharp\nlet x = 1", "C# only")]
    [InlineData("1\n#!share --from fsharp y", "no kernel fsharp")]
    [InlineData("#!share --from value y", "#!value --name y")]
    [InlineData("#!set --name y --value @csharp:nothing", "#!who lists them")]
    [InlineData("#!set --name 2y --value 1", "no name of a variable")]
    [InlineData("#!set --name y", "--value is missing")]
    [InlineData("#!set --nam y --value 1", "no --nam here; known are: --name")]
    [InlineData("#!set --name y --value", "needs a value")]
    [InlineData("#!set --name y --value @input:\"Your key\"", "\"Your key\" asks for something to be typed")]
    [InlineData("#!value --name y --from-file none.txt", "none.txt")]
    [InlineData("#!value --name y --from-url ftp://x", "http://")]
    [InlineData("#!connect jupyter", "can't be connected")]
    [InlineData("#!nonsense", "There are: #r")]
    [InlineData("#r \"nowhere.dll\"", "build the project first")]
    [InlineData("#r", "Name a file")]
    [InlineData("#r \"nuget: two words\"", "Name, Version")]
    public async Task A_directive_that_can_not_be_done_says_what_to_use(string code, string advice)
    {
        CellFailure failure = await _notebook.FailAsync(code);
        Assert.Equal(CellFailureKind.Directive, failure.Kind);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_inside_of_strings_and_comments_are_no_directives()
    {
        Assert.Equal("a\n#!time\n#r x", await _notebook.RunAsync("/*\n#!bad\n*/\n\"\"\"\na\n#!time\n#r x\n\"\"\""));
    }

    [Fact]
    public async Task Markdown_and_html_cells_are_shown()
    {
        await _notebook.RunAsync("#!markdown\n# Title\n#!not a directive");
        Assert.Equal("# Title\n#!not a directive", _notebook.Bundles[0]["text/markdown"]);
    }

    [Fact]
    public async Task Languages_of_one_cell_keep_their_order_and_csharp_its_lines()
    {
        Assert.Equal("4",
            await _notebook.RunAsync("1\n#!html\n<b>2</b>\n#!csharp\nvar four = 4;\n#!markdown\n*3*\n#!csharp\nfour"));
        Assert.Equal(["show: 1", "show: <b>2</b>", "show: *3*"], _notebook.Shown);
        Assert.Equal(4, (await _notebook.FailAsync("#!html\n<p>\n#!csharp\nthrow new Exception(\"x\");")).Line);
    }

    [Theory]
    [InlineData("see data/*.jpg")]
    [InlineData("\"\"\" is a quotation")]
    public async Task Text_that_looks_like_csharp_leaves_the_csharp_below_it_alone(string text)
    {
        Assert.Equal("4", await _notebook.RunAsync($"#!markdown\n{text}\n#!csharp\n2 + 2"));
        Assert.Equal([$"show: {text}"], _notebook.Shown);
    }

    [Fact]
    public async Task Scripts_and_diagrams_are_shown_as_what_they_are()
    {
        await _notebook.RunAsync("#!javascript\nalert('</script>');");
        await _notebook.RunAsync("#!js\nx = await import('y');");
        await _notebook.RunAsync("#!mermaid\ngraph TD; a --> b");
        await _notebook.RunAsync("Javascript(\"f()\"); CSS(\"p { color: red }\");");
        Assert.Equal("<script type=\"text/javascript\">\nalert('<\\/script>');\n</script>",
            _notebook.Bundles[0]["text/html"]);
        Assert.Contains("(async () => {\nx = await import('y');", _notebook.Bundles[1]["text/html"],
            StringComparison.Ordinal);
        Assert.Equal(("graph TD; a --> b", "```mermaid\ngraph TD; a --> b\n```"),
            (_notebook.Bundles[2]["text/vnd.mermaid"], _notebook.Bundles[2]["text/markdown"]));
        Assert.Contains("f()", _notebook.Bundles[3]["text/html"], StringComparison.Ordinal);
        Assert.Equal("<style>p { color: red }</style>", _notebook.Bundles[4]["text/html"]);
    }

    [Fact]
    public async Task Values_and_variables_are_shared()
    {
        Write("kept.txt", "from a file");
        await _notebook.RunAsync("#!value --name text\na \"quoted\" line\nand #!csharp inside");
        await _notebook.RunAsync("#!value --from-file kept.txt --name file");
        await _notebook.RunAsync("#!value --name json --mime-type application/json\n{\"a\": [1, 2]}");
        Assert.Equal("{\"a\": [1, 2]}", _notebook.Bundles.Single()["application/json"]);
        Assert.Equal("a \"quoted\" line\nand #!csharp inside",
            await _notebook.RunAsync("#!share text --from value\ntext"));
        Assert.Equal("from a file!", await _notebook.RunAsync("#!share --from value file --as other\nother + \"!\""));
        Assert.Equal("2",
            await _notebook.RunAsync("#!set --name doc --value @value:json --mime-type "
                + "application/json\ndoc.RootElement.GetProperty(\"a\").GetArrayLength()"));
        Assert.Equal("one two|https://x.org/?a=b",
            await _notebook.RunAsync("#!set --name words --value \"one two\"\n#!set --value https://x.org/?a=b "
                + "--name=url\nwords + \"|\" + url"));
        Assert.Equal("3",
            await _notebook.RunAsync("var list = new List<int> { 1, 2 };\n#!set --name same --value @csharp:list "
                + "--byref\nsame.Add(3); list.Count"));
        Assert.Equal("[1,2,3]",
            await _notebook.RunAsync(
                "#!value --name back --from-value @csharp:list\n#!csharp\n#!share back --from value\nback"));
        Assert.Equal("3", await _notebook.RunAsync(
            "#!share --from csharp list --as copy --mime-type application/json\ncopy.RootElement.GetArrayLength()"));
    }

    [Fact]
    public async Task A_script_gets_values_as_json()
    {
        await _notebook.RunAsync("var x = new { Name = \"a</script>\", N = new[] { 1, 2 } };");
        await _notebook.RunAsync("#!value --name doc --mime-type application/json\n{\"k\": 1}");
        await _notebook.RunAsync("#!value --name text\nplain \"text\"");
        await _notebook.RunAsync("""
            #!javascript
            #!share --from csharp x
            #!share text --from value --as t
            #!set --value @value:doc --name d
            #!set --name w --value "two words"
            f(x, t, d, w);
            """);
        Assert.Equal(
            """
            <script type="text/javascript">
            globalThis.x = {"Name":"a\u003C/script\u003E","N":[1,2]};
            globalThis.t = "plain \u0022text\u0022";
            globalThis.d = {"k": 1};
            globalThis.w = "two words";
            f(x, t, d, w);
            </script>
            """,
            _notebook.Bundles[^1]["text/html"]);
    }

    [Theory]
    [InlineData("#!share --from csharp none", "#!who lists them")]
    [InlineData("#!share --from value none", "#!value --name none keeps one")]
    [InlineData("#!share --from fsharp x", "no kernel fsharp")]
    [InlineData("#!share --from csharp", "Name a value")]
    [InlineData("#!set --name p --value @password:Key", "a password has no place there")]
    [InlineData("#!set --name a.b --value 1", "a.b is no name")]
    public async Task A_value_that_a_script_can_not_have_is_told(string line, string told) =>
        Assert.Contains(told, (await _notebook.FailAsync($"#!js\n{line}\n1")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Variables_are_listed_by_name_type_and_value()
    {
        await _notebook.RunAsync("int count = 1; var map = new Dictionary<string, int?[]>(); var anonymous = new { A "
            + "= 1 }; string gone = null;");
        await _notebook.RunAsync("double count = 2.5;\n#!who");
        Assert.Equal("show: anonymous\ncount\ngone\nmap", _notebook.Shown[0]);
        await _notebook.RunAsync("#!whos");
        string table = _notebook.Bundles[^1].ToString();
        Assert.Matches(@"count +double +2\.5", table);
        Assert.Matches(@"map +Dictionary<string, int\?\[\]> +\[\]", table);
        Assert.Matches(@"anonymous +anonymous +\{ A = 1 \}", table);
        Assert.Matches("gone +string +null", table);
    }

    [Fact]
    public async Task The_kernel_says_what_it_is_and_what_it_knows()
    {
        await _notebook.RunAsync("#!about\n#!lsmagic");
        Assert.Matches(@"SPAgent \d+\.\d+\.\d+, \.NET 10", _notebook.Shown[0]);
        foreach ((string name, _) in CellDirectives.Known)
            Assert.Contains(name, _notebook.Shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reference_that_dotnet_interactive_needs_does_nothing_here()
    {
        Assert.Equal("1", await _notebook.RunAsync("#r \"nuget: SPAgent\"\n#r \"nuget:SPAgent, 0.1.0\"\n1"));
    }

    [Fact]
    public async Task A_library_is_referenced_survives_its_rebuild_and_a_changed_build_asks_for_a_restart()
    {
        string path = BuildLibrary("public static class Lib { public static int Version => 1; }");
        Assert.Equal("1", await _notebook.RunAsync("#r \"lib/out/lib.dll\"\nLib.Version"));
        // Same build again is fine, and the loaded file can be overwritten in place.
        await _notebook.RunAsync("#r \"lib/out/lib.dll\"");
        File.WriteAllBytes(path,
            File.ReadAllBytes(BuildLibrary("public static class Lib { public static int Version => 2; }")));
        Assert.Equal("1", await _notebook.RunAsync("Lib.Version"));
        Assert.Contains("Restart the kernel", (await _notebook.FailAsync("#r \"lib/out/lib.dll\"")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_that_is_named_runs_whatever_lay_beside_another()
    {
        BuildLibrary("public static class Lib { }");
        Library.Build(Path.Combine(_folder, "lib", "out", "dep.dll"), "dep",
            "public static class Dep { public static int Version => 1; }");
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        Library.Build(Path.Combine(_folder, "other", "dep.dll"), "dep",
            "public static class Dep { public static int Version => 2; }");
        await _notebook.RunAsync("#r \"lib/out/lib.dll\"");
        Assert.Equal("2", await _notebook.RunAsync("#r \"other/dep.dll\"\nDep.Version"));
        using Notebook late = new(_folder);
        await late.RunAsync("#r \"lib/out/lib.dll\"\nSystem.Reflection.Assembly.Load(\"dep\").GetName().Name");
        Assert.Contains("Restart the kernel", (await late.FailAsync("#r \"other/dep.dll\"")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_is_restored_with_what_it_needs()
    {
        CellResult result = await _notebook.TryAsync("#r \"nuget: Polly.Core, 8.9.1\"\nnew "
            + "Polly.ResiliencePipelineBuilder().Build().Execute(() => 42)", TestContext.Current.CancellationToken);
        SkipWithoutSource(result.Failure);
        Assert.Equal("42", result.Value!.ToString());
    }

    [Theory]
    [InlineData("Polly.Core")]
    [InlineData("polly.core")]
    [InlineData("Polly.Core, 8.9.1")]
    [InlineData("Polly.Core,*")]
    public async Task A_package_that_the_kernel_carries_is_the_kernels_own_copy_and_needs_no_source(string package)
    {
        string none = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        Assert.Equal("True", await _notebook.RunAsync(
            $"#i \"nuget:{none}\"\n#r "
                + $"\"nuget: {package}\"\ntypeof(Polly.ResiliencePipeline).Assembly.Location.StartsWith(AppContext.BaseDirectory)"));
        CellFailure failure = await _notebook.FailAsync("#r \"nuget: Polly.Core, 8.8.1\"");
        Assert.Matches("Restart the kernel|NU1", failure.Message);
    }

    [Fact]
    public async Task Another_version_of_what_the_kernel_carries_keeps_its_own_types()
    {
        CellResult result = await _notebook.TryAsync(
            "#r \"nuget: Polly.Core, 8.8.1\"\ntypeof(Polly.ResiliencePipeline).Assembly.Location",
            TestContext.Current.CancellationToken);
        SkipWithoutSource(result.Failure);
        Assert.Contains("8.8.1", result.Value?.ToString(), StringComparison.Ordinal);
        Assert.Contains("Restart the kernel", (await _notebook.FailAsync("#r \"nuget: Polly.Core, 8.9.1\"")).Message,
            StringComparison.Ordinal);
        Assert.Equal("42", await _notebook.RunAsync("new Polly.ResiliencePipelineBuilder().Build().Execute(() => 42)"));
    }

    [Fact]
    public async Task What_a_package_brought_along_becomes_the_version_that_a_later_one_needs_until_it_is_used()
    {
        // The first needs Microsoft.Bcl.AsyncInterfaces 9.0.4, the second 10.0.0.
        CellResult first =
            await _notebook.TryAsync("#r \"nuget: Microsoft.ML, 5.0.1\"\n1", TestContext.Current.CancellationToken);
        SkipWithoutSource(first.Failure);
        CellResult second =
            await _notebook.TryAsync("#r \"nuget: Microsoft.DotNet.Interactive.Formatting, 1.0.0-beta.26120.1\"\n2",
                TestContext.Current.CancellationToken);
        SkipWithoutSource(second.Failure);
        Assert.Equal("2", second.Value?.ToString());
    }

    [Fact]
    public async Task Types_that_the_kits_own_methods_take_are_the_kernels_whatever_version_is_asked_for()
    {
        CellResult result = await _notebook.TryAsync(
            "#r \"nuget: Microsoft.Extensions.AI.Abstractions, 10.0.0\"\nMicrosoft.Extensions.AI.IChatClient c = "
                + "ChatModels.Simulated(7); c is not null",
            TestContext.Current.CancellationToken);
        SkipWithoutSource(result.Failure);
        Assert.Equal("True", result.Value?.ToString());
    }

    [Fact]
    public async Task A_source_that_can_not_be_reached_fails_only_what_needs_it()
    {
        string gone = Path.Combine(_folder, "gone");
        await _notebook.RunAsync($"#i \"nuget:{gone}\"\n#r \"nuget: Polly.Core\"");
        CellFailure failure = await _notebook.FailAsync("#r \"nuget: SPAgent.Tests.NoSuchPackage, 1.0.0\"");
        Assert.Contains(gone, failure.Message, StringComparison.Ordinal);
        CellResult other = await _notebook.TryAsync("#r \"nuget: Polly.RateLimiting, 8.8.1\"\n1",
            TestContext.Current.CancellationToken);
        SkipWithoutSource(other.Failure);
        Assert.Equal("1", other.Value?.ToString());
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_told_in_the_words_of_the_restore()
    {
        string none = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        CellFailure failure =
            await _notebook.FailAsync($"#i \"nuget:{none}\"\n#r \"nuget: SPAgent.Tests.NoSuchPackage, 1.0.0\"");
        Assert.Matches("NU1101|NU1301", failure.Message);
        Assert.DoesNotContain(".csproj", failure.Message, StringComparison.Ordinal);
    }

    private static void SkipWithoutSource(CellFailure? failure)
    {
        Assert.SkipWhen(failure?.Message.Contains("NU1", StringComparison.Ordinal) == true,
            $"the package can't be restored here: {failure?.Message}");
        Assert.True(failure is null, string.Join('\n', failure?.Traceback ?? []));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private string BuildLibrary(string code)
    {
        string output =
            Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "lib", "out")).FullName, "lib.dll");
        return Library.Build(File.Exists(output) ? Path.Combine(_folder, "lib", "next.dll") : output, "lib", code);
    }
}
