using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

/// <summary>The kernel as Jupyter's own programs use it.</summary>
[Collection("current directory")]
public sealed class JupyterTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_notebook_shows_the_same_through_Jupyter_as_through_the_runner()
    {
        string nbconvert = Tool.Find("jupyter-nbconvert");
        await _tool.SpagentAsync("notebook", "install-kernel");
        string text = NotebookFile.Create(
            NotebookCell.Code("a", "#r \"nuget: SPAgent\"\nrecord Point(int X, int Y); var d = display(\"é€😀\");"),
            NotebookCell.Code("b", "for (int i = 0; i < 5000; i++) Console.WriteLine(i); "
                + "Console.Error.Write(\"aside\"); d.Update(\"now\");"),
            NotebookCell.Code("c", "MimeBundle.Text(\"chart\").With(\"application/vnd.plotly.v1+json\", "
                + "\"{\\\"data\\\": [1]}\").With(\"image/png\", \"AAAA\").WithSize(\"image/png\", 4, 3)"),
            NotebookCell.Code("e", "var kept = new[] { new Point(1, 2) };\nthrow new "
                + "InvalidOperationException(\"planned\");", "raises-exception"),
            NotebookCell.Code("f", "kept")).ToString();
        _tool.Write("a.ipynb", text);
        string own = _tool.Write("own.ipynb", text);
        (int exit, _, string errors) =
            await _tool.RunAsync(nbconvert, "--to", "notebook", "--execute", "--output", "theirs.ipynb", "a.ipynb");
        Assert.True(exit == 0, errors);
        Assert.Null(
            (await NotebookRunner.RunAsync(own, cancellationToken: TestContext.Current.CancellationToken)).Failure);
        Assert.Equal(Outputs(_tool.Read("own.ipynb")), Outputs(_tool.Read("theirs.ipynb")));
    }

    [Fact]
    public async Task A_client_of_Jupyter_interrupts_fails_restarts_and_ends_the_kernel()
    {
        string python = Tool.Python();
        await _tool.SpagentAsync("notebook", "install-kernel");
        string library = Library.Build(Path.Combine(_tool.Folder, "lib.dll"), "lib",
            "public static class Lib { public static int Version => 1; }");
        string script = _tool.Write("client.py", """
            import json, os, signal, sys, time
            from jupyter_client.manager import KernelManager
            os.mkdir("temp"); os.environ["TMPDIR"] = os.path.abspath("temp")
            signal.signal(signal.SIGINT, signal.default_int_handler) # what runs in a shell's background inherits that it is ignored
            km = KernelManager(kernel_name="spagent-csharp")
            km.start_kernel()
            kc = km.client(); kc.start_channels(); kc.wait_for_ready(timeout=60)
            said = []
            def run(code, during=None):
                id = kc.execute(code)
                if during:
                    while kc.get_iopub_msg(timeout=60)["msg_type"] != "stream": pass
                    during()
                while True:
                    reply = kc.get_shell_msg(timeout=60)
                    if reply["parent_header"].get("msg_id") == id: break
                said.append(reply["content"].get("ename", reply["content"]["status"]))
            loop = 'Console.Write("go"); Console.Out.Flush(); while (true) { }'
            pid = km.provisioner.pid
            run("var x = 1;")
            run(loop, km.interrupt_kernel)
            run(loop, lambda: os.kill(pid, signal.SIGINT))
            run("x")
            run("x / 0 * nothing")
            run('new System.Threading.Thread(() => throw new Exception("behind")).Start(); System.Threading.Thread.Sleep(200);')
            run("x")
            km.restart_kernel(now=False); kc.wait_for_ready(timeout=60)
            run("x")
            run("1")
            run(f'#r "{sys.argv[1]}"\nLib.Version')
            last = km.provisioner.pid
            kc.shutdown(); 
            for _ in range(600):
                if not km.is_alive(): break
                time.sleep(0.05)
            left = [name for name in os.listdir("temp") if name.startswith("spagent-")]
            print(json.dumps({"said": said, "ended": not km.is_alive(), "restarted": last != pid, "left": left}))
            """);
        (int exit, string output, string errors) = await _tool.RunAsync(python, script, library);
        Assert.True(exit == 0, errors);
        JsonElement told = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            ["ok", "Interrupted", "Interrupted", "ok", "CompilationError", "ok", "ok", "CompilationError", "ok",
                "ok"],
            told.GetProperty("said").EnumerateArray().Select(word => word.GetString()));
        Assert.True(told.GetProperty("ended").GetBoolean() && told.GetProperty("restarted").GetBoolean(), output);
        Assert.Empty(told.GetProperty("left").EnumerateArray());
    }

    [Fact]
    public async Task The_kernel_ends_with_the_process_that_started_it()
    {
        using Process parent = Process.Start(new ProcessStartInfo(Tool.Find("sleep"), ["1000"]))!;
        _tool.Write("c.json",
            """{"ip":"127.0.0.1","transport":"tcp","shell_port":0,"iopub_port":0,"control_port":0,"stdin_port":0,"hb_port":0,"key":"k","signature_scheme":"hmac-sha256"}""");
        using Process kernel =
            _tool.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "kernel", "c.json"],
                ("JPY_PARENT_PID", $"{parent.Id}"));
        try
        {
            await Task.WhenAny(kernel.WaitForExitAsync(TestContext.Current.CancellationToken),
                Task.Delay(2000, TestContext.Current.CancellationToken));
            Assert.False(kernel.HasExited, "the kernel ended before its parent");
            parent.Kill();
            await kernel.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(0, kernel.ExitCode);
        }
        finally
        {
            if (!kernel.HasExited) kernel.Kill();
            if (!parent.HasExited) parent.Kill();
        }
    }

    // Streams may come in more pieces, text as a string or as lines; the content is what must be equal.
    private static List<string> Outputs(string notebook)
    {
        var told = new List<string>();
        foreach (NotebookCell cell in NotebookFile.Parse(notebook, "").CodeCells)
        {
            told.Add($"[{cell.ExecutionCount}]");
            foreach (JsonNode? output in cell.Outputs)
            {
                switch ((string?)output!["output_type"])
                {
                    case "stream" when told[^1].StartsWith($"{output["name"]}: ", StringComparison.Ordinal):
                        told[^1] += NotebookCell.Text(output["text"]);
                        break;
                    case "stream":
                        told.Add($"{output["name"]}: {NotebookCell.Text(output["text"])}");
                        break;
                    case "error":
                        told.Add($"error: {output["ename"]} {output["evalue"]} {output["traceback"]!.ToJsonString()}");
                        break;
                    default:
                        told.AddRange(((JsonObject)output["data"]!).OrderBy(part => part.Key, StringComparer.Ordinal)
                            .Select(
                                part =>
                                    $"{output["output_type"]} {part.Key}: {(part.Value is JsonObject ? part.Value.ToJsonString() : NotebookCell.Text(part.Value))}"));
                        told.Add(output["metadata"]!.ToJsonString());
                        break;
                }
            }
        }

        return told;
    }
}
