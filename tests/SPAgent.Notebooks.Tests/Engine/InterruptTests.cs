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
    [InlineData("var t = new System.Threading.PeriodicTimer(TimeSpan.FromSeconds(1)); while (true) { "
        + "try { await t.WaitForNextTickAsync(Cancel); } catch (Exception e) { Console.WriteLine(e.Message); } }")]
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
    public async Task What_a_cell_does_when_it_is_interrupted_holds_up_nobody()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<CellResult> running = _notebook.TryAsync(
            "var gate = new System.Threading.ManualResetEventSlim(); Cancel.Register(() => gate.Wait()); "
                + "Console.Out.Write(\"go\"); Console.Out.Flush(); await Task.Delay(100000, Cancel);", interrupt.Token);
        SpinWait.SpinUntil(() => _notebook.Printed == "go");
        interrupt.Cancel();
        Assert.Equal(CellFailureKind.Interrupted, (await running).Failure?.Kind);
        await _notebook.RunAsync("gate.Set();");
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
            class Box
            {
                int _x;
                static Box() => Made = 1;
                public Box(int x) => X = x;
                public Box(string text) : this(text.Length) { }
                public static int Made { get; }
                public int X { get => _x; set => _x = value; }
                public int Next => X + 1;
                public int Bad { get => throw new Exception(); }
                public int Never => throw new Exception();
                public int this[int i] => X * i;
                public ref int Place => ref _x;
                public event Action Gone { add => X++; remove { } }
                public static Box operator +(Box a, Box b) => new(a.X + b.X);
                public static implicit operator int(Box box) { return box.X; }
            }
            var box = new Box("ab") + new Box(3); box.Place = 6; box.Gone += () => { };
            Func<int, int> twice = v => { return 2 * v; }, same = delegate (int v) { return v; };
            log.Add(box.Next); log.Add(box[2]); log.Add(box); log.Add(twice(same(4))); log.Add(Box.Made);
            """);
        Assert.Equal("[0, 1, 10, 11, 3, 9, 5, 8, 14, 7, 8, 1]", await _notebook.RunAsync("log"));
        Assert.Equal("3", await _notebook.RunAsync("n"));
    }
}
