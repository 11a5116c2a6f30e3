namespace SPAgent.Notebooks.Tests;

public sealed class CellTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task The_last_expression_is_the_value_of_a_cell()
    {
        Assert.Equal("3", await _notebook.RunAsync("1 + 2"));
        Assert.Equal("7", await _notebook.RunAsync("return 7;"));
    }

    [Fact]
    public async Task A_statement_has_no_value_and_null_is_one()
    {
        Assert.Null(await _notebook.RunAsync("var x = 5;"));
        Assert.Null(await _notebook.RunAsync("Console.WriteLine(x)"));
        Assert.Null(await _notebook.RunAsync("await Task.CompletedTask"));
        Assert.Null(await _notebook.RunAsync("int F() { return 4; }"));
        Assert.Equal("null", await _notebook.RunAsync("(string)null"));
    }

    [Fact]
    public async Task Variables_types_functions_and_usings_live_on_in_later_cells()
    {
        await _notebook.RunAsync(
            "using System.Globalization; record Point(int X, int Y); interface IShape { double Area { get; } }");
        await _notebook.RunAsync("class Square : IShape { public double Side = 3; public double Area => Side * Side; } "
            + "var here = new Point(1, 2);");
        await _notebook.RunAsync("T Twice<T>(T value, Func<T, T> f) => f(f(value));");
        Assert.Equal("Point { X = 1, Y = 7 }", await _notebook.RunAsync("(here with { Y = 7 })"));
        Assert.Equal("81",
            await _notebook.RunAsync("Twice(new Square().Area, a => a * 3).ToString(CultureInfo.InvariantCulture)"));
    }

    [Fact]
    public async Task Declaring_again_hides_what_was_there_and_old_values_keep_their_type()
    {
        await _notebook.RunAsync("class A { public int V = 1; } var a = new A(); var n = 1;");
        await _notebook.RunAsync("class A { public string V = \"new\"; } var n = \"text\";");
        Assert.Equal("1 new text", await _notebook.RunAsync("$\"{a.V} {new A().V} {n}\""));
    }

    [Fact]
    public async Task Await_works_at_the_top_level()
    {
        await _notebook.RunAsync("async IAsyncEnumerable<int> Count(int n) { for (int i = 0; i < n; i++) { await "
            + "Task.Yield(); yield return i; } }");
        await _notebook.RunAsync("int sum = 0; await foreach (int i in Count(5)) sum += i; await Task.Delay(1);");
        Assert.Equal("10", await _notebook.RunAsync("await Task.FromResult(sum)"));
    }

    [Fact]
    public async Task The_shapes_of_a_language_work_across_cells()
    {
        await _notebook.RunAsync("static int Plus(this int i, int j) => i + j; enum Level { Low, High }");
        Assert.Equal("[4, 5]",
            await _notebook.RunAsync("(from i in new[] { 1, 2 } let j = i.Plus(3) orderby j select j)"));
        Assert.Equal("(1, High)", await _notebook.RunAsync("(1, Level.High)"));
        Assert.Equal("6",
            await _notebook.RunAsync("dynamic d = new System.Dynamic.ExpandoObject(); d.X = 6; (object)d.X"));
        Assert.Equal("big", await _notebook.RunAsync("12 switch { > 10 => \"big\", _ => \"small\" }"));
        Assert.Equal("{\n  \"a\": 1\n}",
            await _notebook.RunAsync("System.Text.Json.JsonSerializer.SerializeToElement(new { a = 1 })"));
    }

    [Fact]
    public async Task Cells_of_comments_or_usings_alone_do_nothing()
    {
        Assert.Null(await _notebook.RunAsync("// nothing"));
        Assert.Null(await _notebook.RunAsync(""));
        Assert.Null(await _notebook.RunAsync("using System.IO;"));
        Assert.Equal("b", await _notebook.RunAsync("Path.GetFileName(\"a/b\")"));
    }

    [Fact]
    public async Task The_library_is_there_without_a_word()
    {
        Assert.Equal("2", await _notebook.RunAsync("RasterImage.FromPixels(2, 1, new byte[6]).Width"));
    }

    [Fact]
    public async Task An_assembly_that_comes_late_changes_no_type_of_earlier_cells()
    {
        await _notebook.RunAsync(
            "using System.Data.Common;\nvar one = new { X = 1 }; record Pair(DbDataReader? Reader, int N);");
        await _notebook.RunAsync("// nothing but a comment");
        // Beside the folders of other tests lie traces, which a store of the whole temporary folder would point to.
        string none = Directory.CreateTempSubdirectory("spagent-none-").FullName;
        await _notebook.RunAsync(
            $"var pair = new Pair(TraceStore.Open(\"{none}\").ToTable().OpenReader(), one.X);");
        Directory.Delete(none);
        // DataTable needs the assemblies of XML, which no cell has named so far.
        Assert.Equal("0",
            await _notebook.RunAsync(
                "using System.Data;\nvar data = new DataTable(); data.Load(pair.Reader!); data.Rows.Count"));
        Assert.Equal("3", await _notebook.RunAsync("new[] { one, new { X = 2 } }.Sum(item => item.X)"));
    }

    [Fact]
    public async Task All_of_the_framework_is_there_without_a_reference()
    {
        Assert.Equal("<a />", await _notebook.RunAsync("new System.Xml.Linq.XElement(\"a\").ToString()"));
        Assert.Equal("0", await _notebook.RunAsync(
            "using System.Net.Http;\nusing System.IO.Compression;\nnew HttpClient().DefaultRequestHeaders.Count()"));
        Assert.Equal("0", await _notebook.RunAsync("new System.Data.DataTable().Rows.Count"));
        Assert.Equal("8", await _notebook.RunAsync("System.Numerics.BigInteger.Pow(2, 3)"));
        Assert.Equal("1",
            await _notebook.RunAsync("System.Threading.Channels.Channel.CreateBounded<int>(1).Reader.Count + 1"));
    }

    [Fact]
    public async Task Types_of_models_need_no_using_and_hide_nobodys()
    {
        Assert.Equal("True", await _notebook.RunAsync("IChatClient model = ChatModels.Simulated(); model is not null"));
        Assert.Equal("user", await _notebook.RunAsync("new ChatMessage(ChatRole.User, \"a\").Role.ToString()"));
        await _notebook.RunAsync("record ChatRole(string Mine);");
        Assert.Equal("mine", await _notebook.RunAsync("new ChatRole(\"mine\").Mine"));
    }

    [Fact]
    public async Task What_the_library_hands_on_can_be_taken_in_a_later_cell()
    {
        await _notebook.RunAsync("var table = Table.From(new[] { new { A = 1 } });");
        Assert.Equal("1",
            await _notebook.RunAsync(
                "System.Data.Common.DbDataReader reader = table.OpenReader(); reader.Read(); reader.GetInt64(0)"));
    }

    [Fact]
    public async Task Work_on_all_cores_needs_no_using()
    {
        await _notebook.RunAsync(
            "int sum = 0; Parallel.For(0, 10, i => System.Threading.Interlocked.Add(ref sum, i));");
        Assert.Equal("90", await _notebook.RunAsync("sum + Enumerable.Range(0, 10).AsParallel().Sum()"));
    }

    [Fact]
    public async Task A_directive_names_an_assembly_of_the_framework()
    {
        Assert.Equal("<a />",
            await _notebook.RunAsync("#r \"System.Xml.Linq\"\nusing System.Xml.Linq;\nnew XElement(\"a\").ToString()"));
    }

    [Fact]
    public async Task Two_notebooks_in_one_process_do_not_see_each_other()
    {
        using var other = new Notebook();
        await _notebook.RunAsync("int here = 1; Console.Write(\"left\");");
        await other.RunAsync("Console.Write(\"right\");");
        Assert.Contains("CS0103", (await other.FailAsync("here")).Message, StringComparison.Ordinal);
        Assert.Equal(("left", "right"), (_notebook.Printed, other.Printed));
    }

    [Fact]
    public async Task Cells_can_be_unloaded()
    {
        WeakReference type = await RunAndDispose();
        for (int attempt = 0; attempt < 50 && type.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.False(type.IsAlive);

        static async Task<WeakReference> RunAndDispose()
        {
            using var notebook = new Notebook();
            await notebook.RunAsync("class Kept { } var kept = new Kept();");
            await notebook.RunAsync("kept");
            return new WeakReference(notebook.Engine.Variable("kept")!.Value.Type);
        }
    }
}
