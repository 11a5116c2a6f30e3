namespace SPAgent.Notebooks.Tests;

/// <summary>Packages that bring native code. Each runs in a process of its own, since a fault in one ends the
/// process.</summary>
public sealed class NativePackageTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData(
        "Microsoft.Data.Sqlite, 9.0.0", "Microsoft.Data.Sqlite",
        "long Answer() { using var c = new SqliteConnection(\"Data Source=:memory:\"); c.Open(); var q = "
            + "c.CreateCommand(); q.CommandText = \"select 6 * 7\"; return (long)q.ExecuteScalar(); }")]
    [InlineData(
        "SkiaSharp, 4.155.0\"\n#r \"nuget: SkiaSharp.NativeAssets.Linux.NoDependencies, 4.155.0", "SkiaSharp",
        "long Answer() { using var b = new SKBitmap(6, 7); using (var canvas = new SKCanvas(b)) "
            + "canvas.Clear(SKColors.Red); return b.Encode(SKEncodedImageFormat.Png, 90).Size > 20 ? "
            + "b.Width * b.Height : 0; }")]
    [InlineData(
        "Microsoft.ML.OnnxRuntime, 1.31.1", "Microsoft.ML.OnnxRuntime",
        "long Answer() { using var o = new SessionOptions { IntraOpNumThreads = 42 }; return "
            + "OrtEnv.Instance().GetAvailableProviders().Contains(\"CPUExecutionProvider\") ? "
            + "o.IntraOpNumThreads : 0; }")]
    [InlineData(
        "DuckDB.NET.Data.Full, 1.5.6.1", "DuckDB.NET.Data",
        "long Answer() { using var c = new DuckDBConnection(\"Data Source=:memory:\"); c.Open(); var q = "
            + "c.CreateCommand(); q.CommandText = \"select 6 * 7\"; return Convert.ToInt64(q.ExecuteScalar()); }")]
    [InlineData(
        "ScottPlot, 5.1.59", "ScottPlot",
        "long Answer() { var p = new Plot(); p.Add.Signal(new double[] { 1, 4, 9 }); return p.GetImageBytes(200, "
            + "100).Length > 500 ? 42 : 0; }")]
    public async Task A_package_with_native_code_works_from_several_cells_and_threads(string package, string name,
        string answer)
    {
        _tool.Write("native.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", $"#r \"nuget: {package}\"\nusing {name};\n{answer}"),
            NotebookCell.Code("b", "await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Answer)));"),
            NotebookCell.Code("c", "Answer()")).ToString());
        (int exit, _, string errors) = await _tool.SpagentAsync("notebook", "run", "native.ipynb");
        Assert.SkipWhen(errors.Contains("NU1", StringComparison.Ordinal),
            $"{package} can't be restored here: {errors}");
        Assert.True(exit == 0, $"exit {exit}: {errors}");
        NotebookCell[] cells = [.. NotebookFile.Parse(_tool.Read("native.ipynb"), "").CodeCells];
        Assert.Equal("42", NotebookCell.Text(cells[2].Outputs[^1]!["data"]!["text/plain"]));
    }
}
