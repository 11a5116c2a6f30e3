using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

/// <summary>Small notebooks, one for each thing that the public notebooks written for .NET Interactive do.</summary>
[Collection("current directory")]
public sealed class ForeignNotebookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spagent-foreign-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("text/plain", "1 and 2", """
        public class Account { public decimal Balance { get; } = 1; }
        var old = new Account();
        ---
        public class Account { public decimal Balance { get; set; } = 2; }
        ---
        $"{old.Balance} and {new Account().Balance}"
        """)]
    [InlineData("text/plain", "caught: not enough", """
        using System;
        public class Bank
        {
            public void Take(decimal amount) { if (amount > 5) throw new InvalidOperationException("not enough"); }
        }
        ---
        string told = "";
        try { new Bank().Take(6); }
        catch (InvalidOperationException e) { told = "caught: " + e.Message; }
        told
        """)]
    [InlineData("text/plain", "79228162514264337593543950335", "decimal max = decimal.MaxValue;\n---\nmax")]
    [InlineData("text/plain", "[1, 1, 2, 3, 5, 8]", """
        var numbers = new List<int> { 1, 1 };
        while (numbers.Count < 6) numbers.Add(numbers[numbers.Count - 1] + numbers[numbers.Count - 2]);
        ---
        numbers
        """)]
    [InlineData("text/html", "<b>bold</b>", "#!html\n<b>bold</b>")]
    [InlineData("text/markdown", "**x** is $x^2$", "#!markdown\n**x** is $x^2$")]
    [InlineData("text/vnd.mermaid", "graph TD; a --> b", "#!mermaid\ngraph TD; a --> b")]
    [InlineData("text/html", "<script type=\"text/javascript\">\nglobalThis.x = 123;\nf(x);\n</script>", """
        var x = 123;
        ---
        #!javascript
        #!share --from csharp x
        f(x);
        """)]
    [InlineData("text/html", "<i>later</i>", """
        var shown = display(HTML("<i>first</i>"));
        shown.Update(HTML("<i>later</i>"));
        """)]
    [InlineData("text/plain", "widget 3", """
        #!value --name json
        {"what": "widget", "howMany": 3}
        ---
        #!share json --from value
        using System.Text.Json;
        var root = JsonDocument.Parse(json).RootElement;
        ---
        $"{root.GetProperty("what").GetString()} {root.GetProperty("howMany").GetInt32()}"
        """)]
    [InlineData("text/plain", "3", """
        var list = new List<int> { 1 };
        ---
        #!set --name same --value @csharp:list
        same.Add(2);
        ---
        list.Sum()
        """)]
    [InlineData("text/plain", "6", """
        async Task<int> LaterAsync(int n) { await Task.Delay(1); return n; }
        ---
        (await Task.WhenAll(LaterAsync(2), LaterAsync(4))).Sum()
        """)]
    [InlineData("text/plain", "2", "record Point(int X, int Y);\n---\nvar (x, y) = new Point(1, 2);\ny")]
    [InlineData("text/plain", "Hello, tuple", """
        (string Greeting, string Name) Said() => ("Hello", "tuple");
        ---
        var said = Said();
        $"{said.Greeting}, {said.Name}"
        """)]
    [InlineData("text/plain", "x,y", """
        #!csharp
        var words = new[] { "x", "y" };
        ---
        #!csharp
        string.Join(",", words)
        """)]
    public async Task What_a_public_notebook_does_shows_what_it_should(string mimeType, string expected, string cells)
    {
        NotebookCell[] run = await RunAsync(cells.ReplaceLineEndings("\n").Split("\n---\n"));
        Assert.Equal(expected, NotebookCell.Text(run[^1].Outputs[^1]!["data"]![mimeType]));
    }

    [Fact]
    public async Task Colours_of_a_terminal_are_kept_and_standard_error_stays_apart()
    {
        NotebookCell[] run = await RunAsync("""
            Console.Write("\x1b[38;2;0;255;0mgreen\x1b[0m");
            "plain".Display();
            Console.Error.Write("bad");
            """);
        Assert.Equal(
            [("stream", "stdout"), ("display_data", null), ("stream", "stderr")],
            run[0].Outputs.Select(output => ((string?)output!["output_type"], (string?)output["name"])));
        Assert.Equal("\x1b[38;2;0;255;0mgreen\x1b[0m", NotebookCell.Text(run[0].Outputs[0]!["text"]));
    }

    [Fact]
    public async Task A_file_beside_the_notebook_is_imported_and_read()
    {
        File.WriteAllText(Path.Combine(_folder, "helpers.csx"), "int Twice(int n) => 2 * n;");
        File.WriteAllText(Path.Combine(_folder, "numbers.csv"), "n\n4\n5\n");
        NotebookCell[] run = await RunAsync(
            "#load \"helpers.csx\"",
            "#!time\nint[] numbers = File.ReadLines(\"numbers.csv\").Skip(1).Select(int.Parse).ToArray();",
            "numbers.Select(Twice)");
        Assert.Matches(@"^Wall time: [\d.]+ms$", NotebookCell.Text(run[1].Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal("[8, 10]", NotebookCell.Text(run[2].Outputs[0]!["data"]!["text/plain"]));
    }

    private async Task<NotebookCell[]> RunAsync(params string[] cells)
    {
        JsonObject[] code = [.. cells.Select((cell, index) => NotebookCell.Code($"c{index}", cell))];
        string path = Path.Combine(_folder, "notebook.ipynb");
        File.WriteAllText(path, NotebookFile.Create(code).ToString());
        Assert.Null((await NotebookRunner.RunAsync(path, cancellationToken: Stop)).Failure);
        return [.. NotebookFile.Parse(File.ReadAllText(path), "").CodeCells];
    }
}
