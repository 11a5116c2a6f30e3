namespace SPAgent.Notebooks.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true);")]
    [InlineData("for (;;) x++;")]
    [InlineData("do x++; while (true);")]
    [InlineData("again: x++; goto again;")]
    [InlineData("foreach (var i in Forever()) { }")]
    [InlineData("while (true) { try { while (true) x++; } catch { } }")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(100000); } catch { } }")]
    [InlineData("Fib(80)")]
    [InlineData("System.Threading.Thread.Sleep(100000);")]
    [InlineData("Task.Delay(100000).Wait();")]
    [InlineData("await Task.Delay(100000);")]
    [InlineData("await Task.Delay(100000, Cancel);")]
    [InlineData("await Task.Yield(); while (true) { }")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => Fib(30)).Sum()")]
    public async Task A_cell_that_never_ends_is_stopped_and_the_next_one_runs(string code)
    {
        await _notebook.RunAsync("long x = 0; IEnumerable<int> Forever() { while (true) yield return 1; } int Fib(int "
            + "n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);");
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<CellResult> running =
            _notebook.TryAsync("x = 7; Console.Out.Write(\"go\"); Console.Out.Flush();\n" + code, interrupt.Token);
        SpinWait.SpinUntil(() => _notebook.Printed == "go");
        interrupt.Cancel();
        CellResult result = await running;
        Assert.Equal(CellFailureKind.Interrupted, result.Failure?.Kind);
        Assert.Equal("True", await _notebook.RunAsync("x >= 7"));
    }

    [Fact]
    public async Task A_cell_that_can_not_be_stopped_is_left_behind_and_says_so()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // A pipe that nobody writes to blocks in the system, where nothing reaches it.
        Task<CellResult> running = _notebook.TryAsync(
            "#r \"System.IO.Pipes\"\nvar pipe = new "
                + "System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In); "
                + "Console.Out.Write(\"go\"); Console.Out.Flush(); pipe.ReadByte();", interrupt.Token);
        SpinWait.SpinUntil(() => _notebook.Printed == "go" || running.IsCompleted);
        interrupt.Cancel();
        Assert.Contains("Restart the kernel", (await running).Failure!.Message, StringComparison.Ordinal);
        Assert.Equal("2", await _notebook.RunAsync("1 + 1"));
    }

    [Fact]
    public async Task Checkpoints_do_not_change_what_a_cell_means()
    {
        await _notebook.RunAsync("""
            var log = new List<int>();
            for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) log.Add(10 * i + j); // nested, no braces
            int n = 0; do n++; while (n < 3);
            foreach (var (a, b) in new[] { (1, 2) }) log.Add(a + b);
            void Note(int v) => log.Add(v);
            async Task LaterAsync() => await Task.Yield();
            async Task<int> FiveAsync() => await Task.FromResult(5);
            int Fail() => throw new Exception();
            ref int First(int[] all) => ref all[0];
            int[] numbers = { 1 }; First(numbers) = 9; Note(numbers[0]); await LaterAsync(); log.Add(await FiveAsync());
            System.Linq.Expressions.Expression<Func<int, int>> tree = v => v + 1;
            """);
        Assert.Equal("[0, 1, 10, 11, 3, 9, 5]", await _notebook.RunAsync("log"));
        Assert.Equal("3", await _notebook.RunAsync("n"));
    }
}
