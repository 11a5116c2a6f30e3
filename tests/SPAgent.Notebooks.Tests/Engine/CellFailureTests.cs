namespace SPAgent.Notebooks.Tests;

public sealed class CellFailureTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task A_compile_error_names_cell_line_and_column_of_the_text_as_written()
    {
        CellFailure failure = await _notebook.FailAsync("int i = 0;\nwhile (i < 3) { i++; i = nothing; }");
        Assert.Equal((CellFailureKind.Compilation, "cell 1", 2), (failure.Kind, failure.Cell, failure.Line));
        Assert.Equal("cell 1, line 2, column 26: CS0103: The name 'nothing' does not exist in the current context",
            failure.Traceback[0]);
        Assert.Equal(failure.Traceback[1].IndexOf("nothing", StringComparison.Ordinal),
            failure.Traceback[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_leaves_nothing_behind()
    {
        await _notebook.FailAsync("var kept = 1; Console.Write(\"ran\"); oops");
        Assert.Empty(_notebook.Shown);
        await _notebook.FailAsync("kept");
    }

    [Fact]
    public async Task A_runtime_error_names_the_line_and_keeps_what_was_set_before()
    {
        CellFailure failure =
            await _notebook.FailAsync(
                "var before = 5;\n\nint[] none = [];\nConsole.WriteLine(none.First());\nvar after = 6;");
        Assert.Equal(("cell 1", 4, "InvalidOperationException"), (failure.Cell, failure.Line, failure.Name));
        Assert.Contains(failure.Traceback,
            line => line.Contains("in cell 1, line 4: Console.WriteLine(none.First());", StringComparison.Ordinal));
        Assert.Equal("5", await _notebook.RunAsync("before"));
    }

    [Fact]
    public async Task An_error_in_a_function_of_an_earlier_cell_names_both_places()
    {
        await _notebook.RunAsync("int Divide(int a, int b)\n{\n    return a / b;\n}");
        CellFailure failure = await _notebook.FailAsync("// first\nDivide(1, 0)");
        Assert.Equal(("cell 1", 3), (failure.Cell, failure.Line));
        Assert.Contains("   in cell 2, line 2: Divide(1, 0)", failure.Traceback);
    }

    [Fact]
    public async Task The_cause_of_an_error_is_told()
    {
        CellFailure failure =
            await _notebook.FailAsync(
                "try { int.Parse(\"x\"); } catch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");
        Assert.Contains(failure.Traceback,
            line => line.StartsWith("caused by System.FormatException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endless_recursion_is_an_error_and_not_the_end()
    {
        await _notebook.RunAsync("int Down(int n) => Down(n + 1) + 1; int Deep(int n) { return Deep(n + 1) + 1; }");
        Assert.Equal("InsufficientExecutionStackException", (await _notebook.FailAsync("Down(0)")).Name);
        Assert.Equal("InsufficientExecutionStackException", (await _notebook.FailAsync("Deep(0)")).Name);
        Assert.Equal("2", await _notebook.RunAsync("1 + 1"));
    }

    [Theory]
    [InlineData("class A { public int Deep { get => Deep + 1; } }\nnew A().Deep")]
    [InlineData("class A { public int Deep { get { return Deep + 1; } } }\nnew A().Deep")]
    [InlineData("class A { public int Deep => Deep + 1; }\nnew A().Deep")]
    [InlineData("class A { int _n; public int Deep { set => _n = (Deep = value + 1) + 1; } }\nnew A().Deep = 1;")]
    [InlineData("class A { public int this[int i] => this[i + 1] + 1; }\nnew A()[0]")]
    [InlineData("class A { A _inner; public A() { _inner = new A(); } }\nnew A()")]
    [InlineData("class A { A _inner; public A(int n) => _inner = new A(n + 1); }\nnew A(0)")]
    [InlineData("class A { public static A operator +(A a, int n) => (a + (n + 1)) ?? a; }\nvar b = new A() + 1;")]
    [InlineData("class A { public static implicit operator int(A a) => (int)a + 1; }\nint n = new A();")]
    [InlineData("Func<int, int> deep = null; deep = n => { return deep(n + 1) + 1; };\ndeep(0)")]
    public async Task Neither_is_one_of_properties_constructors_operators_and_lambdas(string code) =>
        Assert.Equal("InsufficientExecutionStackException", (await _notebook.FailAsync(code)).Name);

    [Fact]
    public async Task A_value_that_throws_while_it_is_shown_fails_its_cell()
    {
        CellFailure failure = await _notebook.FailAsync("new[] { 1, 0 }.Select(i => 1 / i)");
        Assert.Equal(("DivideByZeroException", 1), (failure.Name, failure.Line));
    }

    [Fact]
    public async Task A_part_of_the_other_kernels_engine_is_named_with_what_to_write_here()
    {
        CellFailure failure =
            await _notebook.FailAsync("var stop = KernelInvocationContext.Current.CancellationToken;");
        Assert.Matches("^CS0103: .*'KernelInvocationContext'.*Cancel is the cell's CancellationToken", failure.Message);
    }

    [Fact]
    public async Task The_kernels_own_frames_are_not_told()
    {
        CellFailure failure = await _notebook.FailAsync("display(new[] { 1 }.Select(n => n / (n - n)));");
        Assert.Contains("in cell 1, line 1", string.Join('\n', failure.Traceback), StringComparison.Ordinal);
        failure = await _notebook.FailAsync("class Odd { public override string ToString() => throw new "
            + "InvalidOperationException(\"no text\"); }\n(object)new Odd()");
        Assert.DoesNotContain("SPAgent.Notebooks", string.Join('\n', failure.Traceback), StringComparison.Ordinal);
        Assert.DoesNotContain("CellThread", CellFailures.Story(new InvalidOperationException("x")),
            StringComparison.Ordinal);
    }
}
