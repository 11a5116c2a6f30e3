using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

/// <summary>
/// A real .NET Interactive kernel, as eng/interactive.sh installs it. It opens a port on every interface and asks
/// nobody who he is, so it runs in a network of its own; its packages come from a folder.
/// </summary>
internal sealed class InteractiveKernel : IDisposable
{
    private const string Client = """
        import json, os, sys
        from jupyter_client.manager import KernelManager
        lesson = json.load(open(sys.argv[1], encoding="utf-8"))
        os.chdir(os.path.dirname(os.path.abspath(sys.argv[1])))
        manager = KernelManager(kernel_name="real")
        manager.start_kernel(cwd=os.getcwd())
        client = manager.client(); client.start_channels(); client.wait_for_ready(timeout=180)
        told = []
        for cell in lesson["cells"]:
            if cell["cell_type"] != "code": continue
            wanted, messages = client.execute("".join(cell["source"]), store_history=True), []
            while True:
                message = client.get_iopub_msg(timeout=240)
                if message["parent_header"].get("msg_id") != wanted: continue
                kind, content = message["msg_type"], message["content"]
                if kind == "status" and content["execution_state"] == "idle": break
                if kind in ("display_data", "update_display_data", "execute_result"): messages.append({"kind": kind, "id": content.get("transient", {}).get("display_id"), "data": content["data"]})
                elif kind == "error": messages.append({"kind": kind, "text": content["ename"] + ": " + content["evalue"] + "\n".join(content.get("traceback") or [])})
                elif kind == "stream": messages.append({"kind": kind, "text": content["text"]})
            told.append(messages)
        client.stop_channels(); manager.shutdown_kernel(now=True)
        json.dump(told, open(sys.argv[2], "w", encoding="utf-8"))
        """;

    private readonly Tool _tool = new();

    private static string Home => Path.Combine(Checkout.Root, "artifacts", "dotnet-interactive");

    /// <summary>What each code cell of a notebook sent, in order.</summary>
    public async Task<IReadOnlyList<JsonArray>> RunAsync(string notebook)
    {
        string program = Path.Combine(Home, "dotnet-interactive"), feed = Path.Combine(Home, "feed");
        Assert.SkipUnless(File.Exists(program) && Directory.Exists(feed),
            "no .NET Interactive kernel here: run eng/interactive.sh");
        string[] network = await NetworkAsync();
        Install(program, feed);
        string client = _tool.Write("client.py", Client), answers = Path.Combine(_tool.Folder, "told.json");
        string script = "ip link set lo up && exec \"$0\" \"$@\"";
        (int exit, string output, string errors) =
            await RunAsync(network, ["sh", "-c", script, Tool.Python(), client, notebook, answers]);
        Assert.True(exit == 0, $"{output}\n{errors}");
        return [.. JsonNode.Parse(File.ReadAllText(answers))!.AsArray().Select(cell => cell!.AsArray())];
    }

    public void Dispose() => _tool.Dispose();

    /// <summary>How a program is started without the machine's network: as root, or as anybody in a user
    /// namespace.</summary>
    private async Task<string[]> NetworkAsync()
    {
        string unshare = Tool.Find("unshare");
        Tool.Find("ip");
        foreach (string[] way in new string[][] { [unshare, "--net"], [unshare, "--user", "--map-root-user", "--net"] })
        {
            if ((await _tool.RunAsync(way[0], [.. way[1..], "true"])).Exit == 0) return way;
        }

        Assert.Skip("no network namespace is to be had here, neither as this user nor in a user namespace");
        return [];
    }

    private void Install(string program, string feed)
    {
        string kernel = Directory.CreateDirectory(Path.Combine(_tool.Kernels, "real")).FullName;
        JsonArray start = [program, "jupyter", "{connection_file}", "--default-kernel", "csharp", "--http-port-range",
            "2048-3000"];
        JsonObject spec = new() { ["argv"] = start, ["display_name"] = ".NET (C#)", ["language"] = "C#" };
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), spec.ToJsonString());
        string config = Directory.CreateDirectory(Path.Combine(_tool.Folder, ".nuget", "NuGet")).FullName;
        File.WriteAllText(Path.Combine(config, "NuGet.Config"), $"""
            <configuration><packageSources><clear /><add key="feed" value="{feed}" /></packageSources></configuration>
            """);
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string[] network, string[] command)
    {
        string built = Path.Combine(Checkout.Root, "src", "SPAgent.Cli", "bin", "Release", "net10.0");
        using System.Diagnostics.Process process = _tool.Start(
            network[0],
            [.. network[1..], .. command],
            ("HOME", _tool.Folder), ("DOTNET_CLI_HOME", _tool.Folder),
            ("NUGET_PACKAGES", Path.Combine(_tool.Folder, "packages")),
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT", "1"),
            ("DOTNET_NOLOGO", "1"),
            ("PATH", $"{built}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}"));
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop),
            errors = process.StandardError.ReadToEndAsync(stop);
        try
        {
            await process.WaitForExitAsync(stop).WaitAsync(TimeSpan.FromMinutes(10), stop);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await errors);
    }
}
