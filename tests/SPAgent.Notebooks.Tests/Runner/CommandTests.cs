using System.Diagnostics;
using System.Text.Json;

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
        Assert.Contains("cell 1, line 1", JsonDocument.Parse(output).RootElement.GetProperty("notebooks")[0].GetProperty("failure").GetString(), StringComparison.Ordinal);
        (exit, _, errors) = await _tool.SpagentAsync("notebook", "run", "none.ipynb");
        Assert.Equal(2, exit);
        Assert.Contains("none.ipynb", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_with_130_and_leaves_the_notebook_as_it_was()
    {
        string before = NotebookFile.Create(NotebookCell.Code("a", "System.IO.File.WriteAllText(\"started\", \"\"); while (true) { }")).ToString();
        _tool.Write("endless.ipynb", before);
        // What runs in a shell's background inherits that SIGINT is ignored.
        using Process process = _tool.Start("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "notebook", "run", "endless.ipynb"]);
        while (!process.HasExited && !File.Exists(Path.Combine(_tool.Folder, "started"))) await Task.Delay(20, TestContext.Current.CancellationToken);
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted", errors, StringComparison.Ordinal);
        Assert.Equal(before, _tool.Read("endless.ipynb"));
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
        Assert.Equal(("message", "{connection_file}"), (spec.GetProperty("interrupt_mode").GetString(), spec.GetProperty("argv").EnumerateArray().Last().GetString()));
        File.WriteAllText(shared, "{\"argv\": [\"dotnet-interactive\"]}");
        await _tool.SpagentAsync("notebook", "install-kernel");
        await _tool.SpagentAsync("notebook", "remove-kernel");
        Assert.Contains("dotnet-interactive", File.ReadAllText(shared), StringComparison.Ordinal);
        Assert.False(File.Exists(own));
    }

    [Fact]
    public async Task A_broken_connection_file_is_told_and_ends_the_kernel()
    {
        foreach (string text in new[] { "{", "{}", "{\"ip\":\"x\",\"transport\":\"ipc\",\"shell_port\":1,\"control_port\":1,\"stdin_port\":1,\"iopub_port\":1,\"hb_port\":1}" })
        {
            _tool.Write("c.json", text);
            (int exit, _, string errors) = await _tool.SpagentAsync("kernel", "c.json");
            Assert.Equal(2, exit);
            Assert.StartsWith("c.json: ", errors, StringComparison.Ordinal);
        }
    }
}
