namespace SPAgent.Notebooks.Tests;

public sealed class QuestionTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Theory]
    [InlineData("1 + 1", CellCompleteness.Complete)]
    [InlineData("for (;;) {", CellCompleteness.Incomplete)]
    [InlineData("var s = \"\"\"", CellCompleteness.Incomplete)]
    [InlineData("var c = 'ab';", CellCompleteness.Invalid)]
    [InlineData("#!time\n1", CellCompleteness.Complete)]
    internal void Enter_knows_whether_the_code_is_whole(string code, CellCompleteness expected) =>
        Assert.Equal(expected, CellQuestions.Completeness(code));

    [Theory]
    [InlineData("who", "whole")]
    [InlineData("whole.Trim().Le", "Length")]
    [InlineData("numbers.Whe", "Where")]
    [InlineData("numbers?.Cou", "Count")]
    [InlineData("System.Text.StringB", "StringBuilder")]
    [InlineData("Math.Ma", "Max")]
    [InlineData("foreac", "foreach")]
    [InlineData("Raster", "RasterImage")]
    [InlineData("disp", "display")]
    [InlineData("#!ti", "#!time")]
    [InlineData("#!time\nwho", "whole")]
    [InlineData("#!sh", "#!share")]
    [InlineData("new DistillationOptions() { ", "MaxWorkers")]
    [InlineData("new DistillationOptions { MaxTurns = 3, Max", "MaxWorkers")]
    [InlineData("DistillationOptions o = new() { Sam", "Samples")]
    [InlineData("var o = new DistillationOptions() with { See", "Seed")]
    [InlineData("new Uri(new UriBuilder { Ho", "Host")]
    public async Task Completion_offers_what_fits(string code, string expected)
    {
        await _notebook.RunAsync("string whole = \"x\"; var numbers = new List<int>();");
        (int start, IReadOnlyList<CellCompletion> words) = _notebook.Engine.Questions.Complete(code, code.Length);
        Assert.Contains(expected, words.Select(word => word.Text));
        Assert.StartsWith(code[start..], expected, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("new DistillationOptions() { ")]
    [InlineData("new DistillationOptions() { MaxTurns = 1, ")]
    public void Inside_braces_stand_members_that_can_be_set_and_are_not_yet(string code)
    {
        string[] words = [.. _notebook.Engine.Questions.Complete(code, code.Length).Words.Select(word => word.Text)];
        Assert.Equal(code.Contains("MaxTurns", StringComparison.Ordinal), !words.Contains("MaxTurns"));
        Assert.DoesNotContain("Console", words);
        Assert.DoesNotContain("ToString", words);
    }

    [Theory]
    [InlineData("Math.Max(", "int Math.Max(int val1, int val2)", "double Math.Max(double val1, double val2)")]
    [InlineData("Twice(", "int Twice(int number, int times = 2)", "")]
    [InlineData("new Version(1, ", "Version.Version(int major, int minor)", "Version.Version(string version)")]
    [InlineData("Console.WriteLine(string.Concat(\"a\", \"b\"), ", "void Console.WriteLine(", "")]
    [InlineData("RasterImage.Load(\"x\").Crop(", "RasterImage RasterImage.Crop(", "")]
    public async Task Inside_parentheses_the_signatures_are_told(string code, string expected, string also)
    {
        await _notebook.RunAsync("int Twice(int number, int times = 2) => number * times;");
        string? told = _notebook.Engine.Questions.Inspect(code, code.Length);
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.Contains(also, told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_current_argument_is_described()
    {
        const string Code = "Figure.Line([1.0], [2.0]).Y(\"km\", ";
        string? told = _notebook.Engine.Questions.Inspect(Code, Code.Length);
        Assert.Matches(@"\nlog: \w+", told);
        Assert.Null(_notebook.Engine.Questions.Inspect("Math.Max(1, 2) ", 15));
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("}}}}((", 4)]
    [InlineData("a.b.c.", 6)]
    [InlineData("\"abc", 2)]
    public void Completion_takes_any_text(string code, int cursor) => _notebook.Engine.Questions.Complete(code, cursor);

    [Fact]
    public async Task A_broken_description_is_none()
    {
        await _notebook.RunAsync("/// <summary>a < b</summary>\nint Twice(int number) => number * 2;");
        string? told = _notebook.Engine.Questions.Inspect("Twice", 2);
        Assert.EndsWith("Twice(int number)", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_is_described_with_its_documentation()
    {
        await _notebook.RunAsync("RasterImage picture = RasterImage.FromPixels(1, 1, new byte[3]);");
        string? told = _notebook.Engine.Questions.Inspect("picture.PixelSha256", 12);
        Assert.StartsWith("string RasterImage.PixelSha256()", told, StringComparison.Ordinal);
        Assert.Contains("SHA-256", told, StringComparison.Ordinal);
    }
}
