
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
        Write("tools.csx", "int Twice(int n) => 2 * n;\nint Bad(int n)\n{\n    return 1 / n;\n}");
        Assert.Equal("8", await _notebook.RunAsync("#load \"tools.csx\"\nTwice(4)"));
        CellFailure failure = await _notebook.FailAsync("Bad(0)");
        Assert.Equal(("tools.csx", 4), (failure.Cell, failure.Line));
    }

    [Fact]
    public async Task Notebooks_and_text_notebooks_are_imported()
    {
        Write("more.ipynb", """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","source":"x"},{"cell_type":"code","source":["int a = 1;\n","int b = 2;"]}]}""");
        Write("text.dib", "#!meta\n{}\n#!csharp\nint c = 3;\n#!markdown\n# not code\n#!csharp\nint d = 4;\n");
        Assert.Equal("10", await _notebook.RunAsync("#!import more.ipynb\n#!import \"text.dib\"\na + b + c + d"));
    }

    [Fact]
    public async Task Files_that_load_each_other_are_an_error()
    {
        Write("a.csx", "#load \"b.csx\"");
        Write("b.csx", "#load \"a.csx\"");
        Assert.Contains("circle", (await _notebook.FailAsync("#load \"a.csx\"")).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", (await _notebook.FailAsync("1\n#load \"none.csx\"")).Message, StringComparison.Ordinal);
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
    [InlineData("1\n#!share --from x y", "one language")]
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
        File.WriteAllBytes(path, File.ReadAllBytes(BuildLibrary("public static class Lib { public static int Version => 2; }")));
        Assert.Equal("1", await _notebook.RunAsync("Lib.Version"));
        Assert.Contains("Restart the kernel", (await _notebook.FailAsync("#r \"lib/out/lib.dll\"")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_is_restored_with_what_it_needs()
    {
        CellResult result = await _notebook.TryAsync("#r \"nuget: Polly.Core, 8.9.1\"\nnew Polly.ResiliencePipelineBuilder().Build().Execute(() => 42)", TestContext.Current.CancellationToken);
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
            $"#i \"nuget:{none}\"\n#r \"nuget: {package}\"\ntypeof(Polly.ResiliencePipeline).Assembly.Location.StartsWith(AppContext.BaseDirectory)"));
        CellFailure failure = await _notebook.FailAsync("#r \"nuget: Polly.Core, 8.8.1\"");
        Assert.Matches("Restart the kernel|NU1", failure.Message);
    }

    [Fact]
    public async Task Another_version_of_what_the_kernel_carries_keeps_its_own_types()
    {
        CellResult result = await _notebook.TryAsync(
            "#r \"nuget: Polly.Core, 8.8.1\"\ntypeof(Polly.ResiliencePipeline).Assembly.Location", TestContext.Current.CancellationToken);
        SkipWithoutSource(result.Failure);
        Assert.Contains("8.8.1", result.Value?.ToString(), StringComparison.Ordinal);
        Assert.Contains("Restart the kernel", (await _notebook.FailAsync("#r \"nuget: Polly.Core, 8.9.1\"")).Message, StringComparison.Ordinal);
        Assert.Equal("42", await _notebook.RunAsync("new Polly.ResiliencePipelineBuilder().Build().Execute(() => 42)"));
    }

    [Fact]
    public async Task Types_that_the_kits_own_methods_take_are_the_kernels_whatever_version_is_asked_for()
    {
        CellResult result = await _notebook.TryAsync(
            "#r \"nuget: Microsoft.Extensions.AI.Abstractions, 10.0.0\"\nMicrosoft.Extensions.AI.IChatClient c = ChatModels.Simulated(7); c is not null",
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
        CellResult other = await _notebook.TryAsync("#r \"nuget: Polly.RateLimiting, 8.8.1\"\n1", TestContext.Current.CancellationToken);
        SkipWithoutSource(other.Failure);
        Assert.Equal("1", other.Value?.ToString());
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_told_in_the_words_of_the_restore()
    {
        string none = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        CellFailure failure = await _notebook.FailAsync($"#i \"nuget:{none}\"\n#r \"nuget: SPAgent.Tests.NoSuchPackage, 1.0.0\"");
        Assert.Matches("NU1101|NU1301", failure.Message);
        Assert.DoesNotContain(".csproj", failure.Message, StringComparison.Ordinal);
    }

    private static void SkipWithoutSource(CellFailure? failure)
    {
        Assert.SkipWhen(failure?.Message.Contains("NU1", StringComparison.Ordinal) == true, $"the package can't be restored here: {failure?.Message}");
        Assert.True(failure is null, string.Join('\n', failure?.Traceback ?? []));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    // Compiled by the very compiler that runs the cells: a build of the SDK would take seconds.
    private string BuildLibrary(string code)
    {
        string output = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "lib", "out")).FullName, "lib.dll");
        string file = File.Exists(output) ? Path.Combine(_folder, "lib", "next.dll") : output;
        Microsoft.CodeAnalysis.CSharp.CSharpCompilation library = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(
            "lib",
            [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(code)],
            [Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));
        using FileStream stream = File.Create(file);
        Assert.True(library.Emit(stream).Success);
        return file;
    }
}
