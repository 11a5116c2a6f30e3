using System.Diagnostics;

namespace SPAgent.Tests.Sandbox;

/// <summary>Workers come, are lost, wear out and end, and calls neither notice nor wait for each other.</summary>
[Collection(SandboxFacts.Collection)]
public sealed class SandboxPoolTests
{
    private const string Copy = "result_image = image", Sleep = "import time\ntime.sleep(60)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_is_killed_under_a_call_is_replaced_and_the_call_runs_again()
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync();
        int zygote = Assert.Single((await tool.PoolAsync(Cancel)).ZygoteIds);
        Task<PythonCallResult> call =
            tool.RunAsync("import time\ntime.sleep(0.7)\nresult_image = image", SandboxFacts.Picture(), Cancel);
        Process.GetProcessById(zygote).Kill();
        Assert.Equal(PythonCallStatus.Ok, (await call).Status);
        Assert.NotEqual(zygote, Assert.Single((await tool.PoolAsync(Cancel)).ZygoteIds));
    }

    [Fact]
    public async Task A_sandbox_that_is_lost_twice_is_told_and_the_next_call_works()
    {
        // The zygote ends itself whenever a child was heard of: every call is lost.
        SandboxFacts.SkipWithoutPrograms();
        var tampering = new SandboxTampering
        {
            SkipChecks = true,
            Zygote = source =>
            source.Replace("    token = read_exact(IN, 8)\n", "    os._exit(1)\n", StringComparison.Ordinal)
        };
        await using var tool = new PythonCodeTool(SandboxFacts.Short, tampering);
        for (int i = 0; i < 2; i++)
        {
            PythonCallResult result = await tool.RunAsync(Copy, SandboxFacts.Picture(), Cancel);
            Assert.Equal((PythonCallStatus.WorkerLost, "Error: The code could not be run: its sandbox was lost twice"),
                (result.Status, result.Message));
        }
    }

    [Fact]
    public async Task A_worn_worker_is_replaced()
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync(SandboxFacts.Short with { RecycleAfter = 1 });
        // Inside, the first child of a sandbox is process 2, the next one 3.
        for (int i = 0; i < 3; i++)
        {
            PythonCallResult result = await tool.RunAsync("import os\nprint(os.getpid())\nresult_image = image",
                SandboxFacts.Picture(), Cancel);
            Assert.Equal("2\n", result.Log);
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_call_and_the_next_one_runs()
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<PythonCallResult> call = tool.RunAsync(Sleep, SandboxFacts.Picture(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(PythonCallStatus.Ok, (await tool.RunAsync(Copy, SandboxFacts.Picture(), Cancel)).Status);
    }

    [Fact]
    public async Task Callers_beyond_the_workers_are_served_and_a_slow_one_holds_up_nobody_else()
    {
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(SandboxFacts.Short with { Workers = 2, WallTime = TimeSpan.FromSeconds(60) });
        Task<PythonCallResult> slow =
            tool.RunAsync("import time\ntime.sleep(50)\nresult_image = image", SandboxFacts.Picture(), Cancel);
        PythonCallResult[] quick =
            await Task.WhenAll(Enumerable.Range(0, 16)
                .Select(_ => tool.RunAsync(Copy, SandboxFacts.Picture(64, 48), Cancel)));
        Assert.False(slow.IsCompleted, "sixteen quick calls waited for the slow one");
        Assert.All(quick, result => Assert.Equal(PythonCallStatus.Ok, result.Status));
    }

    [Fact]
    public async Task Disposal_ends_every_process_and_what_waits()
    {
        PythonCodeTool tool = await SandboxFacts.ToolAsync();
        IReadOnlyList<int> zygotes = (await tool.PoolAsync(Cancel)).ZygoteIds;
        Task<PythonCallResult> call = tool.RunAsync(Sleep, SandboxFacts.Picture(), Cancel),
            waiting = tool.RunAsync(Copy, SandboxFacts.Picture(), Cancel);
        await tool.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => tool.RunAsync(Copy, SandboxFacts.Picture(), Cancel));
        await GoneAsync(zygotes);
    }

    [Fact]
    public async Task A_host_that_is_killed_leaves_no_process_behind()
    {
        SandboxFacts.SkipWithoutPrograms();
        string code = Path.Combine(Path.GetTempPath(), $"spagent-sleep-{Guid.NewGuid():N}.py"),
            image = Path.ChangeExtension(code, ".png");
        await File.WriteAllTextAsync(code, $"print('up', flush=True)\n{Sleep}", Cancel);
        await File.WriteAllBytesAsync(image, SandboxFacts.Picture(8, 8).EncodePng(), Cancel);
        try
        {
            using Process host =
                Process.Start(
                    new ProcessStartInfo("dotnet",
                        [Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), "sandbox", "run", code,
                            "--image", image])
                    {
                        RedirectStandardError = true,
                        RedirectStandardOutput = true,
                    })!;
            List<int> sandboxes = [];
            while (sandboxes.Count == 0 && !host.HasExited)
            {
                sandboxes = [.. Descendants(host.Id).Where(id => NamespaceDepth(id) > 1)];
                await Task.Yield();
            }

            Assert.False(host.HasExited, "the host ended before it had a sandbox");
            host.Kill();
            await host.WaitForExitAsync(Cancel);
            await GoneAsync(sandboxes);
        }
        finally
        {
            File.Delete(code);
            File.Delete(image);
        }
    }

    [Fact]
    public async Task Thousands_of_calls_leave_memory_files_and_processes_as_they_were()
    {
        int calls = SandboxFacts.Endurance ? 10_000 : 400;
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(SandboxFacts.Short with { Workers = 2, RecycleAfter = calls / 8 });
        RasterImage picture = SandboxFacts.Picture(160, 120);
        string[] codes = [Copy, "result_image = image.rotate(90)", "print('x' * 5000)\nraise ValueError('no')",
            "result_image = Image.fromarray(255 - np.array(image))", "x = 1", "import ctypes\nctypes.string_at(0)"];
        PythonCallStatus[] expected = [PythonCallStatus.Ok, PythonCallStatus.Ok, PythonCallStatus.Error,
            PythonCallStatus.Ok, PythonCallStatus.Error, PythonCallStatus.Killed];
        async Task RunAsync(int count) =>
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (i, _) =>
        {
            // A crash costs a new sandbox, so there is one among a hundred.
            int which = i % 100 == 99 ? 5 : i % 5;
            PythonCallStatus status = (await tool.RunAsync(codes[which], picture, Cancel)).Status;
            Assert.True(status == expected[which], $"call {i} ended {status}, {expected[which]} expected");
        });

        await RunAsync(calls / 4);
        (int files, long memory) = (OpenFiles(), Memory());
        await RunAsync(calls - (calls / 4));
        // Two workers may be between sandboxes; each holds three pipes.
        Assert.InRange(OpenFiles(), 0, files + 8);
        Assert.InRange(Memory(), 0, memory + (24 << 20));
        Assert.InRange((await tool.PoolAsync(Cancel)).ZygoteIds.Count, 0, 2);
    }

    private static int OpenFiles() => Directory.GetFiles($"/proc/{Environment.ProcessId}/fd").Length;

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static IEnumerable<int> Descendants(int parent)
    {
        foreach (int id in ThreadsOf(parent).SelectMany(ChildrenOf))
        {
            yield return id;
            foreach (int below in Descendants(id)) yield return below;
        }
    }

    private static string[] ThreadsOf(int id)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{id}/task");
        }
        catch (IOException)
        {
            // It has ended.
            return [];
        }
    }

    private static IEnumerable<int> ChildrenOf(string thread)
    {
        try
        {
            return [.. File.ReadAllText(Path.Combine(thread, "children"))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
        catch (IOException)
        {
            // Threads come and go.
            return [];
        }
    }

    private static int NamespaceDepth(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status")
                .First(line => line.StartsWith("NSpid", StringComparison.Ordinal)).Split('\t').Length - 1;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Waits for processes to be gone; the test's own time limit is the only clock.</summary>
    private static async Task GoneAsync(IReadOnlyList<int> ids)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        foreach (int id in ids)
        {
            while (NamespaceDepth(id) > 1)
            {
                Assert.False(limit.IsCancellationRequested, $"process {id} of a sandbox is left");
                await Task.Yield();
            }
        }
    }
}
