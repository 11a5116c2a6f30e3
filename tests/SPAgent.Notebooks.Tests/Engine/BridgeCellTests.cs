using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks.Tests;

/// <summary>Values of the packages behind the bridges in cells of our kernel.</summary>
[Collection("current directory")]
public sealed class BridgeCellTests : IDisposable
{
    private const string Table = "var table = Table.From(new[] { new { City = \"Reykjavik\", Km = (double?)1.5 }, new "
        + "{ City = \"Kyoto\", Km = (double?)null } });";

    private readonly Notebook _notebook = new();
    private readonly Tool _tool = new();

    public void Dispose()
    {
        _notebook.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task A_data_frame_is_shown_as_its_rows_and_its_types_are_found_when_they_are_named()
    {
        MimeBundle look = await ShowAsync($"{Table} table.ToDataFrame()");
        Assert.Contains("Reykjavik", look["text/html"], StringComparison.Ordinal);
        Assert.Contains("null</i>", look["text/html"], StringComparison.Ordinal);
        Assert.Equal("2",
            await _notebook.RunAsync("#r \"nuget: Microsoft.Data.Analysis, 0.23.1\"\nMicrosoft.Data.Analysis.DataFrame "
                + "frame = table.ToDataFrame(); frame.Rows.Count"));
        Assert.Equal("1.5",
            await _notebook.RunAsync("#r \"nuget: Microsoft.Data.Analysis\"\nframe.AsTable()[0].Number(\"km\")"));
    }

    [Fact]
    public async Task A_chart_is_shown_as_one_and_styled_in_a_cell()
    {
        MimeBundle look = await ShowAsync("""
            #r "nuget: Plotly.NET, 6.0.0"
            #r "nuget: Plotly.NET.CSharp"
            using Plotly.NET.CSharp;
            Figure.Line([1, 10], [2, 3]).X("km", log: true).ToChart().WithXAxisStyle<double, double, string>(TitleText: "miles").Titled("New")
            """);
        JsonNode layout = JsonNode.Parse(look["application/vnd.plotly.v1+json"]!)!["layout"]!;
        Assert.Equal(("log", "miles", "New"),
            ((string?)layout["xaxis"]!["type"], (string?)layout["xaxis"]!["title"]!["text"],
                (string?)layout["title"]!["text"]));
    }

    [Fact]
    public async Task An_image_is_shown_as_a_picture()
    {
        MimeBundle look = await ShowAsync("""
            #r "nuget: SixLabors.ImageSharp, 2.1.13"
            using SixLabors.ImageSharp.Processing;
            var image = RasterImage.FromPixels(2, 1, [1, 2, 3, 4, 5, 6]).ToImageSharp();
            image.Mutate(steps => steps.Invert());
            image
            """);
        Assert.Equal([254, 253, 252],
            RasterImage.Decode(Convert.FromBase64String(look["image/png"]!)).Pixels[..3].ToArray());
        Assert.Equal("True", await _notebook.RunAsync("image.ToRasterImage().Pixels[0] == 254"));
    }

    [Fact]
    public async Task A_cell_that_uses_no_bridge_loads_none()
    {
        string told = _tool.Write("plain.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "Table.From(new[] { new { A = 1 } })"),
            NotebookCell.Code("b",
                "string.Join(' ', AppDomain.CurrentDomain.GetAssemblies().Select(one => one.GetName().Name).Where(name "
                    + "=> name is \"SPAgent.Interop\" or \"Plotly.NET\" or \"Microsoft.Data.Analysis\" or "
                    + "\"SixLabors.ImageSharp\"))")).ToString());
        Assert.Equal(0, (await _tool.SpagentAsync("notebook", "run", told)).Exit);
        Assert.Equal("", NotebookCell.Text(Cells("plain.ipynb")[1][0]!["data"]!["text/plain"]));
    }

    [Fact]
    public async Task The_command_starts_without_the_bridges()
    {
        string opened = Path.Combine(_tool.Folder, "opened");
        (int exit, _, string errors) = await _tool.RunAsync(
            Tool.Find("strace"), "-f", "-e", "trace=open,openat", "-o", opened, "dotnet",
            Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "--version");
        Assert.True(exit == 0, errors);
        string[] assemblies =
            [.. File.ReadLines(opened).Where(line => line.Contains(".dll\"", StringComparison.Ordinal))];
        Assert.Contains(assemblies, line => line.Contains("SPAgent.Cli.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(assemblies,
            line => new[] { "SPAgent.Interop", "Plotly.NET", "Microsoft.Data.Analysis", "ImageSharp", "LibTiff",
                "FSharp" }.Any(name => line.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_version_has_the_same_look_and_a_bridge_says_which_version_it_needs()
    {
        Pack("Microsoft.Data.Analysis", "0.0.1", "1.0.0.0", """
            namespace Microsoft.Data.Analysis;
            public class DataFrame
            {
                public System.Collections.Generic.List<Column> Columns => new() { new Column() };
                public RowCollection Rows => new();
            }
            public class RowCollection { public long Count => 2; }
            public class Column : System.Collections.IEnumerable
            {
                public string Name => "fruit";
                public System.Type DataType => typeof(string);
                public System.Collections.IEnumerator GetEnumerator() { yield return "quince"; yield return null; }
            }
            """);
        Pack("Plotly.NET", "5.0.1", "5.0.1.0", """
            namespace Plotly.NET;
            public class GenericChart { public static string toJson(GenericChart chart) => "{\"data\": [{\"type\": \"bar\", \"y\": [1]}], \"layout\": {}}"; }
            """);
        string path = _tool.Write("other.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", $"#i \"nuget:{_tool.Folder}\"\n#r \"nuget: Microsoft.Data.Analysis, 0.0.1\"\nnew "
                + "Microsoft.Data.Analysis.DataFrame()"),
            NotebookCell.Code("b", "new Microsoft.Data.Analysis.DataFrame().AsTable()", "raises-exception"),
            NotebookCell.Code("c", $"{Table} table.ToDataFrame()", "raises-exception"),
            NotebookCell.Code("d", "#r \"nuget: Plotly.NET, 5.0.1\"\nnew Plotly.NET.GenericChart()"),
            NotebookCell.Code("e", "Figure.Line([1], [2]).ToChart()", "raises-exception"),
            NotebookCell.Code("f", "RasterImage.FromPixels(1, 1, [1, 2, 3]).ToImageSharp()")).ToString());
        using System.Diagnostics.Process run = _tool.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "notebook", "run", path],
            ("NUGET_PACKAGES", Path.Combine(_tool.Folder, "packages")));
        string errors = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, errors);

        IReadOnlyList<JsonArray> cells = Cells("other.ipynb");
        Assert.Contains("quince", cells[0].ToJsonString(), StringComparison.Ordinal);
        foreach (int cell in new[] { 1, 2 })
            Assert.Contains("needs Microsoft.Data.Analysis 0.23.1", (string?)cells[cell][0]!["evalue"],
                StringComparison.Ordinal);
        Assert.NotNull(cells[3][0]!["data"]!["application/vnd.plotly.v1+json"]);
        Assert.Contains("needs Plotly.NET 6.0.0", (string?)cells[4][0]!["evalue"], StringComparison.Ordinal);
        Assert.NotNull(cells[5][0]!["data"]!["image/png"]);
    }

    private IReadOnlyList<JsonArray> Cells(string notebook) =>
        [.. NotebookFile.Parse(_tool.Read(notebook), notebook).CodeCells.Select(cell => cell.Outputs)];

    private async Task<MimeBundle> ShowAsync(string source)
    {
        CellResult result = await _notebook.TryAsync(source, TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, string.Join('\n', result.Failure?.Traceback ?? []));
        return result.Value!;
    }

    private void Pack(string id, string version, string assemblyVersion, string code)
    {
        string[] files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<string> needed =
            files.Where(file => Path.GetFileName(file) is "System.Private.CoreLib.dll" or "System.Runtime.dll"
                or "System.Collections.dll");
        CSharpCompilation compilation = CSharpCompilation.Create(
            id,
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{assemblyVersion}\")]\n{code}",
                cancellationToken: TestContext.Current.CancellationToken)],
            needed.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using ZipArchive package =
            ZipFile.Open(Path.Combine(_tool.Folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (StreamWriter about = new(package.CreateEntry($"{id}.nuspec").Open()))
        {
            about.Write(
                $"<package><metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>test</description></metadata></package>");
        }

        using Stream assembly = package.CreateEntry($"lib/net10.0/{id}.dll").Open();
        using MemoryStream compiled = new();
        Assert.Empty(compilation.Emit(compiled, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(problem => problem.Severity == DiagnosticSeverity.Error));
        compiled.Position = 0;
        compiled.CopyTo(assembly);
    }
}
