using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_failing_notebook_ends_the_command_with_1_and_a_bad_call_with_2()
    {
        _tool.Write("bad.ipynb", NotebookFile.Create(NotebookCell.Code("a", "int.Parse(\"x\")")).ToString());
        (int exit, string output, string errors) = await _tool.SpagentAsync("notebook", "run", "bad.ipynb", "--json");
        Assert.Equal(1, exit);
        Assert.Contains("bad.ipynb: cell 1, line 1: FormatException", errors, StringComparison.Ordinal);
        Assert.Contains("cell 1, line 1", JsonDocument.Parse(output).RootElement.GetProperty("notebooks")[0]
            .GetProperty("failure").GetString(), StringComparison.Ordinal);
        (exit, _, errors) = await _tool.SpagentAsync("notebook", "run", "none.ipynb");
        Assert.Equal(2, exit);
        Assert.Contains("none.ipynb", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_with_130_and_leaves_the_notebook_as_it_was()
    {
        string before = NotebookFile.Create(
            NotebookCell.Code("a", "System.IO.File.WriteAllText(\"started\", \"\"); while (true) { }")).ToString();
        _tool.Write("endless.ipynb", before);
        // What runs in a shell's background inherits that SIGINT is ignored.
        using Process process =
            _tool.Start("env", ["--default-signal=INT", "dotnet",
                Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "notebook", "run", "endless.ipynb"]);
        while (!process.HasExited && !File.Exists(Path.Combine(_tool.Folder, "started")))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted", errors, StringComparison.Ordinal);
        Assert.Equal(before, _tool.Read("endless.ipynb"));
    }

    [Fact]
    public async Task A_cell_that_ends_the_process_leaves_what_was_shown_until_then_and_its_exit_code()
    {
        _tool.Write("exit.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "Console.Write(\"first\"); 1"),
            NotebookCell.Code("b", "display(2); Console.Write(\"words\"); Environment.Exit(7);"),
            NotebookCell.Code("c", "3")).ToString());
        (int exit, _, string errors) = await _tool.SpagentAsync("notebook", "run", "exit.ipynb");
        Assert.Equal(7, exit);
        Assert.Contains("cell 2: Environment.Exit(7)", errors, StringComparison.Ordinal);
        NotebookCell[] cells = [.. NotebookFile.Parse(_tool.Read("exit.ipynb"), "").CodeCells];
        Assert.Equal(["stream", "execute_result"], cells[0].Outputs.Select(output => (string)output!["output_type"]!));
        Assert.Equal(["display_data", "stream", "error"],
            cells[1].Outputs.Select(output => (string)output!["output_type"]!));
        Assert.Equal("words", NotebookCell.Text(cells[1].Outputs[1]!["text"]));
        Assert.Empty(cells[2].Outputs);
    }

    [Theory]
    [InlineData("", "1.234,50 1234.5 True  I")]
    [InlineData("de_DE.UTF-8", "1.234,50 1234.5 True  I")]
    [InlineData("tr_TR.UTF-8", "1.234,50 1234.5 True  I")]
    public async Task A_cell_formats_in_any_culture_and_the_current_one_is_invariant_on_every_machine(
        string language, string expected)
    {
        // Asked of the machine, not of the kit: a switch that came too late once looked like a machine without ICU.
        bool hasIcu = Enumerable.Range(60, 40).Any(version => NativeLibrary.TryLoad($"libicuuc.so.{version}", out _));
        Assert.SkipUnless(hasIcu, "this machine has no ICU");
        _tool.Write("culture.ipynb", NotebookFile.Create(NotebookCell.Code("a", """
            using System.Globalization;
            string.Format(new CultureInfo("de-DE"), "{0:N2}", 1234.5) + $" {1234.5} {CultureInfo.CurrentCulture.Equals(CultureInfo.InvariantCulture)} {CultureInfo.CurrentUICulture.Name} " + "i".ToUpper()
            """)).ToString());
        (int exit, _, string errors) =
            await _tool.SpagentInAsync([("LANG", language), ("LC_ALL", language)], "notebook", "run", "culture.ipynb");
        Assert.True(exit == 0, errors);
        JsonArray outputs = NotebookFile.Parse(_tool.Read("culture.ipynb"), "").CodeCells.Single().Outputs;
        string shown = NotebookCell.Text(outputs[^1]!["data"]!["text/plain"]);
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Without_icu_every_culture_is_the_invariant_one_and_a_word_says_so_once()
    {
        _tool.Write("culture.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "1.5.ToString(new System.Globalization.CultureInfo(\"de-DE\"))"),
            NotebookCell.Code("b", "new System.Globalization.CultureInfo(\"tr-TR\").TextInfo.ToUpper(\"i\")"))
                .ToString());
        (int exit, _, string errors) = await _tool.SpagentInAsync([("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")],
            "notebook", "run", "culture.ipynb");
        Assert.True(exit == 0, errors);
        NotebookCell[] cells = [.. NotebookFile.Parse(_tool.Read("culture.ipynb"), "").CodeCells];
        Assert.Contains("no ICU", NotebookCell.Text(cells[0].Outputs[0]!["text"]), StringComparison.Ordinal);
        Assert.Equal("1.5", NotebookCell.Text(cells[0].Outputs[1]!["data"]!["text/plain"]));
        Assert.Single(cells[1].Outputs);
    }

    [Fact]
    public async Task Without_chromium_charts_are_stored_without_a_picture_and_a_line_says_so()
    {
        _tool.Write("chart.ipynb",
            NotebookFile.Create(NotebookCell.Code("a", "Figure.Line([1.0, 2], [3.0, 4])")).ToString());
        (int exit, _, string errors) =
            await _tool.SpagentInAsync([("SPAGENT_CHROMIUM", "/no/such/chromium")], "notebook", "run", "chart.ipynb");
        Assert.Equal(0, exit);
        Assert.Contains("Charts have no picture", errors, StringComparison.Ordinal);
        JsonObject data =
            (JsonObject)NotebookFile.Parse(_tool.Read("chart.ipynb"), "").CodeCells.Single().Outputs.Single()!["data"]!;
        Assert.Equal(["application/vnd.plotly.v1+json", "text/plain"], data.Select(part => part.Key));
    }

    [Theory]
    [InlineData("/bin/true", "Charts have no picture: ")]
    [InlineData("", "none is on the PATH")]
    public async Task Without_a_temporary_folder_charts_have_no_picture_and_the_run_is_kept(string browser, string told)
    {
        Assert.SkipUnless(Resources.HasPlotly, "built without plotly.js");
        _tool.Write("chart.ipynb", NotebookFile.Create(NotebookCell.Code("a", $"""
            Environment.SetEnvironmentVariable("TMPDIR", "/dev/null/none");
            Environment.SetEnvironmentVariable("PATH", "");
            Environment.SetEnvironmentVariable("SPAGENT_CHROMIUM", "{browser}");
            Figure.Line([1.0, 2], [3.0, 4])
            """)).ToString());
        (int exit, _, string errors) = await _tool.SpagentAsync("notebook", "run", "chart.ipynb");
        Assert.True(exit == 0, errors);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Single(NotebookFile.Parse(_tool.Read("chart.ipynb"), "").CodeCells.Single().Outputs);
    }

    [Fact]
    public async Task Notebooks_of_one_name_are_not_written_over_each_other()
    {
        string text = NotebookFile.Create(NotebookCell.Code("a", "1")).ToString();
        foreach ((string folder, string name) in new[] { ("one", "a.ipynb"), ("two", "A.ipynb") })
        {
            Directory.CreateDirectory(Path.Combine(_tool.Folder, folder));
            _tool.Write(Path.Combine(folder, name), text);
        }

        (int exit, _, string errors) =
            await _tool.SpagentAsync("notebook", "run", "one/a.ipynb", "two/A.ipynb", "--output", "out");
        Assert.Equal(2, exit);
        Assert.Contains("a.ipynb: two notebooks of this name", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "out")));
    }

    [Fact]
    public async Task The_kernel_is_installed_and_removed_and_the_kernel_of_others_left_alone()
    {
        (int exit, string output, _) = await _tool.SpagentAsync("notebook", "install-kernel");
        Assert.Equal(0, exit);
        string own = Path.Combine(_tool.Kernels, "spagent-csharp", "kernel.json");
        string shared = Path.Combine(_tool.Kernels, ".net-csharp", "kernel.json");
        Assert.True(File.Exists(own) && File.Exists(shared));
        Assert.Contains(Path.GetDirectoryName(own)!, output, StringComparison.Ordinal);
        JsonElement spec = JsonDocument.Parse(File.ReadAllText(own)).RootElement;
        Assert.Equal(("message", "{connection_file}"),
            (spec.GetProperty("interrupt_mode").GetString(),
                spec.GetProperty("argv").EnumerateArray().Last().GetString()));
        File.WriteAllText(shared, "{\"argv\": [\"dotnet-interactive\"]}");
        await _tool.SpagentAsync("notebook", "install-kernel");
        await _tool.SpagentAsync("notebook", "remove-kernel");
        Assert.Contains("dotnet-interactive", File.ReadAllText(shared), StringComparison.Ordinal);
        Assert.False(File.Exists(own));
    }

    [Fact]
    public async Task A_broken_connection_file_is_told_and_ends_the_kernel()
    {
        foreach (string text in
            new[]
                { "{", "{}",
                    "{\"ip\":\"x\",\"transport\":\"ipc\",\"shell_port\":1,\"control_port\":1,\"stdin_port\":1,\"iopub_port\":1,\"hb_port\":1}" })
        {
            _tool.Write("c.json", text);
            (int exit, _, string errors) = await _tool.SpagentAsync("kernel", "c.json");
            Assert.Equal(2, exit);
            Assert.StartsWith("c.json: ", errors, StringComparison.Ordinal);
        }
    }
}
