using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Cli;

/// <summary>The scripts of docs/cluster.md under a real Slurm with one node, which eng/servers.sh starts.</summary>
public sealed partial class SlurmTests : IAsyncLifetime
{
    private const int Shards = 3, Rows = 90, Workers = 4;

    private readonly TemporaryFolder _folder = new();
    private string? _settings;

    private static bool IsAsked => Environment.GetEnvironmentVariable("SPAGENT_TEST_SLURM") == "1";

    public ValueTask InitializeAsync()
    {
        if (!IsAsked) return ValueTask.CompletedTask;
        (int code, string output) = Run("bash", Path.Combine(Fixtures.Root, "eng", "servers.sh"), "slurm", Slurm);
        Assert.True(code == 0, output);
        _settings = Path.Combine(Slurm, "slurm.conf");
        StreetFolder.Make(_folder["rows"], Rows);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (IsAsked) Run("bash", Path.Combine(Fixtures.Root, "eng", "servers.sh"), "stop", Slurm);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = 600_000)]
    public async Task One_shard_killed_one_cancelled_one_requeued_and_nothing_is_missing()
    {
        Assert.SkipUnless(IsAsked, "SPAGENT_TEST_SLURM=1 runs it, with munge and slurm-wlm installed");
        await using FakeChatServer server = FakeChatServer.Start(_ =>
            FakeReply.Text(@"\boxed{1.5, 2.5}") with { Latency = TimeSpan.FromSeconds(0.5) });
        string job = Submit("distill", server.BaseUri, "--array", $"0-{Shards - 1}");
        await UntilAsync(() => Done(0) > 2 && Done(1) > 2 && Done(2) > 2);
        Process.GetProcessById(ProcessOf(0)).Kill();
        Assert.Equal(0, Run("scancel", $"{job}_1").Code);
        Assert.Equal(0, Run("scontrol", "requeue", $"{job}_2").Code);
        await EndAsync(job);

        CommandLine.Outcome left = await CommandLine.RunAsync("shards", Out);
        Assert.Equal(1, left.ExitCode);
        // The one that was requeued has finished by itself.
        string array = left.Output.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal("--array=0-1", array);
        await EndAsync(Submit("distill", server.BaseUri, array.Split('=')));
        CommandLine.Outcome whole = await CommandLine.RunAsync("shards", Out);
        Assert.True(whole.ExitCode == 0, whole.Output);

        Assert.Equal(Enumerable.Range(0, Rows), TraceStore.Open(Out).Indices());
        int paidTwice = Asked(server) - Rows;
        TestContext.Current.TestOutputHelper?.WriteLine($"paid twice: {paidTwice} of {Rows}");
        Assert.InRange(paidTwice, 0, 3 * Workers);
        // Cancelled means drained: it said so.
        Assert.Contains("Ended after SIGTERM", File.ReadAllText(_folder["distill-1.log"]), StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_server_beside_each_worker_is_started_waited_for_and_ended()
    {
        Assert.SkipUnless(IsAsked, "SPAGENT_TEST_SLURM=1 runs it, with munge and slurm-wlm installed");
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin", "vllm"], Vllm);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["bin", "vllm"], (UnixFileMode)0b111_101_101);
        await EndAsync(Submit("distill-vllm", new Uri("http://localhost:1/v1"), "--array", $"0-{Shards - 1}"));
        CommandLine.Outcome whole = await CommandLine.RunAsync("shards", Out);
        Assert.True(whole.ExitCode == 0, whole.Output + File.ReadAllText(_folder["distill-vllm-0.log"]));
        Assert.Equal(Enumerable.Range(0, Rows), TraceStore.Open(Out).Indices());
        Assert.All(Enumerable.Range(0, Shards),
            shard => Assert.EndsWith("ended\n", File.ReadAllText(_folder[$"vllm-{shard}.log"])));
    }

    private string Slurm => _folder["slurm"];

    private string Out => _folder["out"];

    // As the page has it, word by word.
    private static string Script(string name)
    {
        string page = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "cluster.md"));
        return Blocks().Matches(page).Select(match => match.Groups[1].Value)
            .Single(block => block.Contains($"--job-name={name}\n", StringComparison.Ordinal));
    }

    private string Submit(string name, Uri server, params string[] array)
    {
        string script = _folder[$"{name}.sbatch"];
        File.WriteAllText(script, Script(name));
        (int code, string output) = Run("sbatch",
        [
            "--parsable", "--cpus-per-task=1", "--chdir", _folder.Path, .. array,
            $"--export=ALL,DATASET={_folder["rows"]},OUT={Out},MODEL=qwen3-vl,BASE_URL={server},SHARDS={Shards},"
                + $"SAMPLES={Rows},WORKERS={Workers}",
            script,
        ]);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    private int Done(int shard)
    {
        string folder = Path.Combine(Out, new RunShard(shard, Shards).FolderName);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "trace_*.json").Length : 0;
    }

    // The process that was started for the shard of this folder.
    private int ProcessOf(int shard) => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(folder =>
        {
            try
            {
                string[] command = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                return command.Contains(Out) && command.Contains($"{shard}/{Shards}")
                    && command[0].EndsWith("spagent", StringComparison.Ordinal)
                    ? int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture) : 0;
            }
            catch (IOException)
            {
                return 0;
            }
        }).First(process => process > 0);

    // Conversations: each begins with a request without an answer in it.
    private static int Asked(FakeChatServer server) => server.Requests.Count(request =>
        request.Body.Span.IndexOf("\"role\":\"assistant\""u8) < 0 && request.Images > 0);

    private async Task EndAsync(string job) => await UntilAsync(
        () => Run("squeue", "--noheader", "--array", "--jobs", job, "--states", "PENDING,RUNNING,COMPLETING,REQUEUED")
            .Output.Trim().Length == 0);

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(100, TestContext.Current.CancellationToken);
    }

    private (int Code, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        { RedirectStandardOutput = true, WorkingDirectory = _folder.Path };
        if (_settings is not null) start.Environment["SLURM_CONF"] = _settings;
        start.Environment["PATH"] = string.Join(':', _folder["bin"], Path.GetDirectoryName(CommandLine.Executable),
            Environment.GetEnvironmentVariable("PATH"));
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [GeneratedRegex("```bash\n(#!/bin/bash\n.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    // Answers as a server does, after a start that takes a while.
    private const string Vllm = """
        #!/usr/bin/env python3
        import json, signal, sys, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def reply(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self): self.reply({"data": []})
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                message = {"role": "assistant", "content": "\\boxed{1.5, 2.5}"}
                self.reply({"id": "1", "object": "chat.completion", "created": 1, "model": sys.argv[2],
                            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})

        def end(*_):
            print("ended", flush=True)
            sys.exit(0)

        signal.signal(signal.SIGTERM, end)
        time.sleep(1)
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
        """;
}
